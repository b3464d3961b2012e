import kvs, { Sort, WhereConditions } from '@forge/kvs';
import type { Ids } from '../../app/ports';
import type { KnownPerson } from '../../app/ports-of-access';
import type { PersonRow } from './access-rows';
import { ROW_VERSION } from './rows';
import { existsAlready } from './storage-call';

const people = () => kvs.entity<PersonRow>('person');
const accountKey = (accountId: string): string => `account:${accountId}`;
const refKey = (ref: string): string => `ref:${ref}`;

/** The row by account is in the index of those to be reported; the one by pseudonym only says whose it is. */
const KNOWN = 'known';
const REF = 'ref';
const MOST_ROWS = 100;

type PersonBlob = { ref: string; updatedAt: number };

const refIn = ({ blob }: PersonRow): string => (JSON.parse(blob) as PersonBlob).ref;

const rowOf = (
  accountId: string,
  status: string,
  { at, ...blob }: PersonBlob & { at: number },
): PersonRow => ({
  v: ROW_VERSION,
  accountId,
  status,
  at,
  blob: JSON.stringify(blob),
});

/**
 * The ledger names people by pseudonyms. Which is whose is kept in two rows, by account and by pseudonym, both read by key: an index
 * would lag and give one person two pseudonyms. Deleting both forgets the person and leaves every chain whole. `at` of the row by account is
 * when it was last reported to Atlassian, or made.
 */
export const pseudonymOf = async (
  accountId: string,
  { ids, at }: { ids: Ids; at: number },
): Promise<string> => {
  const known = await people().get(accountKey(accountId));
  if (known !== undefined) return refIn(known);
  const ref = ids.next();
  const facts = { ref, at, updatedAt: at };
  await people().set(refKey(ref), rowOf(accountId, REF, facts));
  try {
    await people().set(accountKey(accountId), rowOf(accountId, KNOWN, facts), {
      keyPolicy: 'FAIL_IF_EXISTS',
    });
    return ref;
  } catch (thrown) {
    if (!existsAlready(thrown)) throw thrown;
    await people().delete(refKey(ref));
    const winner = await people().get(accountKey(accountId));
    return winner === undefined ? ref : refIn(winner);
  }
};

/** null: they were never met, or were forgotten. */
export const knownPseudonymOf = async (accountId: string): Promise<string | null> => {
  const known = await people().get(accountKey(accountId));
  return known === undefined ? null : refIn(known);
};

export const accountsOf = async (refs: readonly string[]): Promise<Map<string, string>> => {
  const distinct = [...new Set(refs)];
  const rows = await Promise.all(distinct.map((ref) => people().get(refKey(ref))));
  return new Map(
    distinct.flatMap((ref, n) => {
      const row = rows[n];
      return row === undefined ? [] : [[ref, row.accountId] as const];
    }),
  );
};

/** Those that were not reported since, who waited longest first. The index lags, so each is read again. */
export const notReportedSince = async (until: number, limit: number): Promise<KnownPerson[]> => {
  const { results } = await people()
    .query()
    .index('by-status', { partition: [KNOWN] })
    .where(WhereConditions.lessThanEqualTo(until))
    .sort(Sort.ASC)
    .limit(Math.min(limit, MOST_ROWS))
    .getMany();
  const rows = await Promise.all(results.map(({ key }) => people().get(key)));
  return rows.flatMap((row) => {
    if (row === undefined || row.at > until) return [];
    const { ref, updatedAt } = JSON.parse(row.blob) as PersonBlob;
    return [{ accountId: row.accountId, ref, updatedAt }];
  });
};

/** Of somebody who was forgotten meanwhile nothing is noted. */
export const noteReport = async (
  accountId: string,
  { at, isRefreshed }: { at: number; isRefreshed: boolean },
): Promise<void> => {
  const known = await people().get(accountKey(accountId));
  if (known === undefined) return;
  const { ref, updatedAt } = JSON.parse(known.blob) as PersonBlob;
  const facts = { ref, at, updatedAt: isRefreshed ? at : updatedAt };
  await people().set(accountKey(accountId), rowOf(accountId, KNOWN, facts));
};

/** The row by account goes last: as long as it is there, the account is reported, and forgotten again if need be. */
export const forgetPseudonym = async (accountId: string): Promise<void> => {
  const known = await people().get(accountKey(accountId));
  if (known === undefined) return;
  await people().delete(refKey(refIn(known)));
  await people().delete(accountKey(accountId));
};
