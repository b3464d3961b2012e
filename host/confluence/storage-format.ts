import { load } from 'cheerio/slim';
import { macroFromStorage, macroToStorage, type AppIdentity } from './macro-storage';
import type { Block } from './site-state';

/** The whole body in storage format. */
export const blocksToStorage = (blocks: Block[], app: AppIdentity): string =>
  blocks.map((block) => (block.type === 'text' ? block.storage : macroToStorage(block, app))).join('');

/**
 * One block for each top-level element; white space stays with the block before it, so that text comes back byte for byte.
 * A macro of the app inside a layout or a table stays text: the local site draws such macros at the top level only.
 */
export const blocksFromStorage = (storage: string): Block[] => {
  const document = load(storage, { xml: { withStartIndices: true, withEndIndices: true } });
  return document
    .root()
    .contents()
    .toArray()
    .reduce<Block[]>((blocks, node) => {
      const source = storage.slice(node.startIndex ?? 0, (node.endIndex ?? -1) + 1);
      const previous = blocks.at(-1);
      if (source.trim() === '') {
        if (previous?.type !== 'text') return blocks;
        return [...blocks.slice(0, -1), { type: 'text', storage: previous.storage + source }];
      }
      const macro = source.startsWith('<ac:adf-extension') ? macroFromStorage(source) : undefined;
      return [...blocks, macro ?? { type: 'text', storage: source }];
    }, []);
};
