import { err, ok, type Result } from '../result';
import type { AliasTable } from './people';

/** Keeps the table below what one value of storage takes. */
const MOST_ACCOUNTS = 1_000;

export type AliasFault = { code: 'ALONE' | 'TWICE' | 'TOO_MANY'; row: number };

/** The table as it may be stored: each row at least two accounts, each account once. `row`: from 0. */
export const checkAliases = (table: AliasTable): Result<AliasTable, AliasFault> => {
  const seen = new Set<string>();
  for (const [row, accounts] of table.entries()) {
    if (accounts.length < 2) return err({ code: 'ALONE', row });
    for (const account of accounts) {
      if (seen.has(account)) return err({ code: 'TWICE', row });
      seen.add(account);
    }
    if (seen.size > MOST_ACCOUNTS) return err({ code: 'TOO_MANY', row });
  }
  return ok(table);
};

/** Rows that are there no more, and rows that are new. The order of rows and of accounts within one says nothing. */
export const partedAndJoined = (
  before: AliasTable,
  after: AliasTable,
): { parted: AliasTable; joined: AliasTable } => {
  const keyOf = (accounts: readonly string[]): string => JSON.stringify([...accounts].sort());
  const missingIn = (others: AliasTable) => {
    const keys = new Set(others.map(keyOf));
    return (accounts: readonly string[]): boolean => !keys.has(keyOf(accounts));
  };
  return { parted: before.filter(missingIn(after)), joined: after.filter(missingIn(before)) };
};

/** The table without an account; a row that is left with one account is none. */
export const withoutAccount = (table: AliasTable, account: string): AliasTable =>
  table
    .map((accounts) => accounts.filter((one) => one !== account))
    .filter((accounts) => accounts.length > 1);
