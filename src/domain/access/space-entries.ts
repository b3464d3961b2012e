import type { EpochMs } from '../time';
import type { Actor, EntryDraft } from './transition';

/** A group by its id, with its name as it was then; null: it was gone or hidden. */
export type NamedGroup = { groupId: string; name: string | null };

/** Who owns the service of a page; null: nobody in particular. */
export type OwnerTold = { pageId: string; was: NamedGroup | null; is: NamedGroup | null };

export const ownerEntry = ({
  at,
  actor,
  ...told
}: OwnerTold & { at: EpochMs; actor: Actor }): EntryDraft => ({
  type: 'owners.changed',
  at,
  actor,
  req: null,
  rev: null,
  planHash: null,
  body: told,
});
