import { CHAIN_OF_SITE } from '../../domain/access/ledger';
import { checkAliases, partedAndJoined } from '../../domain/access/alias-table';
import type { AliasTable } from '../../domain/access/people';
import { aliasesEntry } from '../../domain/access/site-entries';
import { person, type Actor } from '../../domain/access/transition';
import { err, ok, type Result } from '../../domain/result';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { nowOf, store, type StoringPorts } from './keep-step';

/** There is one table for the whole site. */
const OF_SITE = 'site';

export type StoredAliases = { rev: number; aliases: AliasTable };

/**
 * Which accounts are one person, for whoever decides something by it. err CANNOT_VERIFY when the table cannot be read: without it nobody
 * knows that an approver is not the requester under another account.
 */
export async function aliasTable({
  recorded,
}: Pick<ResolverPorts, 'recorded'>): Promise<Result<AliasTable, { code: 'CANNOT_VERIFY'; what: string[] }>> {
  const stored = await recorded.get('aliases', OF_SITE);
  if (!stored.ok) return err({ code: 'CANNOT_VERIFY', what: ['which accounts are one person'] });
  return ok(stored.value?.value ?? []);
}

export async function readAliases({
  recorded,
}: Pick<ResolverPorts, 'recorded'>): Promise<Result<StoredAliases, Refusal>> {
  const stored = await recorded.get('aliases', OF_SITE);
  if (!stored.ok) return stored;
  return ok({ rev: stored.value?.rev ?? 0, aliases: stored.value?.value ?? [] });
}

type Saving = StoredAliases & { by: string };

/**
 * A Confluence admin says which accounts are one person. Approvals that were given before count as the table says from then on.
 * @returns err BAD_INPUT naming the row, CONFLICT when the table was changed since `rev`
 */
export async function saveAliases(
  ports: ResolverPorts,
  { by, rev, aliases }: Saving,
): Promise<Result<StoredAliases, AccessRefusal>> {
  const checked = checkAliases(aliases);
  if (!checked.ok)
    return err({
      code: 'BAD_INPUT',
      field: `aliases.${checked.error.row}`,
      detail: FAULTS[checked.error.code],
    });
  const before = await readAliases(ports);
  if (!before.ok) return before;
  const known = await knownPeople(ports, before.value.aliases, aliases);
  if (!known.ok) return known;
  if (before.value.rev !== rev) return err({ code: 'CONFLICT' });
  return storeAliases(ports, { before: before.value, aliases, actor: person(by) });
}

type Storing = { before: StoredAliases; aliases: AliasTable; actor: Actor };

/** The table with the entry that tells what was joined and parted; nothing when that is nothing. */
export async function storeAliases(
  ports: StoringPorts,
  { before, aliases, actor }: Storing,
): Promise<Result<StoredAliases, Refusal>> {
  const { parted, joined } = partedAndJoined(before.aliases, aliases);
  if (parted.length === 0 && joined.length === 0) return ok(before);
  const rev = before.rev + 1;
  const at = nowOf(ports);
  const refs = await ports.requests.pseudonyms([...parted, ...joined].flat(), at);
  if (!refs.ok) return refs;
  const named = (sets: AliasTable): string[][] =>
    sets.map((accounts) => accounts.map((accountId) => refs.value.get(accountId) ?? ''));
  const entry = aliasesEntry({ at, actor, rev, parted: named(parted), joined: named(joined) });
  const setting = { kind: 'aliases', id: OF_SITE, rev, value: aliases } as const;
  const stored = await store(ports, { chain: CHAIN_OF_SITE, entry, settings: [setting] });
  return stored.ok ? ok({ rev, aliases }) : stored;
}

const FAULTS = {
  ALONE: 'One account alone is no pair: name at least two.',
  TWICE: 'An account is named twice. What belongs to one person is one row.',
  TOO_MANY: 'There are more accounts than one table holds (1000).',
} as const;

/** Accounts that are added have to exist; one that was there before stays, until it is taken out. */
async function knownPeople(
  { confluence }: Pick<ResolverPorts, 'confluence'>,
  before: AliasTable,
  after: AliasTable,
): Promise<Result<true, Refusal>> {
  const old = new Set(before.flat());
  const added = after.flat().filter((accountId) => !old.has(accountId));
  if (added.length === 0) return ok(true);
  const people = await confluence.people(added);
  if (!people.ok) return people;
  const missing = added.find((accountId) => !people.value.includes(accountId));
  if (missing === undefined) return ok(true);
  const row = after.findIndex((accounts) => accounts.includes(missing));
  return err({ code: 'BAD_INPUT', field: `aliases.${row}`, detail: 'There is no such person.' });
}
