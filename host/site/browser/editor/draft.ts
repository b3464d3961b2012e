import type { Block, MacroBlock } from '../../../confluence';
import type { AppModule } from '../../boot';

/** A block of a page that is being edited. The id lives as long as the draft; it keeps React's and the reader's place. */
export type DraftBlock = { id: string; block: Block };

const newId = (): string => crypto.randomUUID();

export const draftOf = (blocks: Block[]): DraftBlock[] => blocks.map((block) => ({ id: newId(), block }));

export const blocksOf = (draft: DraftBlock[]): Block[] =>
  draft
    .map(({ block }) => block)
    .filter((block) => block.type === 'macro' || block.storage.replace(/<[^>]*>/g, '').trim() !== '');

export const newMacro = (module: AppModule): DraftBlock & { block: MacroBlock } => ({
  id: newId(),
  block: { type: 'macro', localId: newId(), key: module.key, config: {} },
});

export const newText = (): DraftBlock => ({ id: newId(), block: { type: 'text', storage: '<p></p>' } });

export const insertedAt = (draft: DraftBlock[], at: number, block: DraftBlock): DraftBlock[] => [
  ...draft.slice(0, at),
  block,
  ...draft.slice(at),
];

export const without = (draft: DraftBlock[], id: string): DraftBlock[] =>
  draft.filter((each) => each.id !== id);

export const withBlock = (draft: DraftBlock[], id: string, block: Block): DraftBlock[] =>
  draft.map((each) => (each.id === id ? { id, block } : each));

/** Moves a block by one place; the ends stop it. */
export const moved = (draft: DraftBlock[], id: string, by: 1 | -1): DraftBlock[] => {
  const from = draft.findIndex((each) => each.id === id);
  const to = from + by;
  const block = draft[from];
  if (block === undefined || to < 0 || to >= draft.length) return draft;
  return insertedAt(without(draft, id), to, block);
};
