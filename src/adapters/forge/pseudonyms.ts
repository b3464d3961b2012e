import kvs from '@forge/kvs';
import type { Ids } from '../../app/ports';
import type { PersonRow } from './access-rows';
import { ROW_VERSION } from './rows';
import { existsAlready } from './storage-call';

const people = () => kvs.entity<PersonRow>('person');
const accountKey = (accountId: string): string => `account:${accountId}`;
const refKey = (ref: string): string => `ref:${ref}`;

/**
 * The ledger names people by pseudonyms. Which is whose is kept in two rows, by account and by pseudonym, both read by key: an index
 * would lag and give one person two pseudonyms. Deleting both forgets the person and leaves every chain whole.
 */
export const pseudonymOf = async (
  accountId: string,
  { ids, at }: { ids: Ids; at: number },
): Promise<string> => {
  const known = await people().get(accountKey(accountId));
  if (known !== undefined) return known.blob;
  const ref = ids.next();
  const row: PersonRow = { v: ROW_VERSION, accountId, status: 'known', at, blob: ref };
  await people().set(refKey(ref), row);
  try {
    await people().set(accountKey(accountId), row, { keyPolicy: 'FAIL_IF_EXISTS' });
    return ref;
  } catch (thrown) {
    if (!existsAlready(thrown)) throw thrown;
    await people().delete(refKey(ref));
    return (await people().get(accountKey(accountId)))?.blob ?? ref;
  }
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

export const forgetPerson = async (accountId: string): Promise<void> => {
  const known = await people().get(accountKey(accountId));
  if (known === undefined) return;
  await people().delete(refKey(known.blob));
  await people().delete(accountKey(accountId));
};
