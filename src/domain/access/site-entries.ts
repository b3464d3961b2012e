import type { JsonObject } from '../json';
import type { Mapping } from '../identity/mapping';
import type { EpochMs } from '../time';
import type { Actor, EntryDraft, EntryType } from './transition';

/*
 * Entries about what belongs to no space. Their bodies name people by pseudonyms: what was recorded outlives the right to be forgotten
 * only without the person.
 */

/** A group keeps its name as it was: an id alone would tell a later reader nothing. */
export type NamedSubject =
  { kind: 'account'; ref: string } | { kind: 'group'; groupId: string; name: string | null };

export type MappingsTold = {
  change: 'added' | 'removed';
  connection: { id: string; name: string };
  pairs: { subject: NamedSubject; consumer: Mapping['consumer'] }[];
  because: 'an admin said so' | 'the connection was removed' | 'the account was closed';
};

type Told = { at: EpochMs; actor: Actor };

export const mappingEntry = ({ at, actor, ...told }: MappingsTold & Told): EntryDraft =>
  siteEntry('mapping.changed', { at, actor }, told);

/** Rows of the alias table that are new or gone, as pseudonyms; `rev` is the table's. */
export type AliasesTold = { parted: string[][]; joined: string[][] };

export const aliasesEntry = ({
  at,
  actor,
  rev,
  ...told
}: AliasesTold & Told & { rev: number }): EntryDraft => ({
  ...siteEntry('aliases.changed', { at, actor }, told),
  rev,
});

/** `kid` signs from then on, in the place of `was`. */
export const keyEntry = ({ at, actor, ...told }: Told & { kid: string; was: string | null }): EntryDraft =>
  siteEntry('key.rotated', { at, actor }, told);

/** `ref`: the pseudonym that is nobody's from then on. */
export const forgottenEntry = ({ at, actor, ...told }: Told & { ref: string }): EntryDraft =>
  siteEntry('person.forgotten', { at, actor }, told);

const siteEntry = (type: EntryType, { at, actor }: Told, body: JsonObject): EntryDraft => ({
  type,
  at,
  actor,
  req: null,
  rev: null,
  planHash: null,
  body,
});
