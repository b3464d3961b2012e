import { load } from 'cheerio/slim';
import { macroFromStorage, macroToStorage, type AppIdentity } from './macro-storage';
import type { Block } from './site-state';

/** The whole body in storage format. */
export const blocksToStorage = (blocks: Block[], app: AppIdentity): string =>
  blocks.map((block) => (block.type === 'text' ? block.storage : macroToStorage(block, app))).join('');

/**
 * One block for each top-level element; white space stays with the text before it, so that text comes back byte for byte.
 * A macro of the app inside a layout or a table stays text: the local site draws such macros at the top level only.
 * @returns undefined for what is no well-formed XHTML, which Confluence refuses.
 */
export const blocksFromStorage = (storage: string): Block[] | undefined => {
  if (!isWellFormed(storage)) return undefined;
  const document = load(storage, { xml: { withStartIndices: true, withEndIndices: true } });
  return document
    .root()
    .contents()
    .toArray()
    .reduce<Block[]>((blocks, node) => {
      const source = storage.slice(node.startIndex ?? 0, (node.endIndex ?? -1) + 1);
      const previous = blocks.at(-1);
      if (source.trim() === '' && previous?.type === 'text') {
        return [...blocks.slice(0, -1), { type: 'text', storage: previous.storage + source }];
      }
      const macro = source.startsWith('<ac:adf-extension') ? macroFromStorage(source) : undefined;
      return [...blocks, macro ?? { type: 'text', storage: source }];
    }, []);
};

/** The parser forgives what Confluence does not: tags that are not closed, or closed in another order. */
const isWellFormed = (storage: string): boolean => {
  const open: string[] = [];
  const tags = storage
    .replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, '')
    .matchAll(/<(\/?)([a-zA-Z][\w:.-]*)(?:"[^"]*"|'[^']*'|[^"'>])*?(\/?)>/g);
  for (const [, closing, name = '', empty] of tags) {
    if (closing === '/' && open.pop() !== name) return false;
    if (closing === '' && empty === '') open.push(name);
  }
  return open.length === 0;
};
