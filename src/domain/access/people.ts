/** Atlassian account id, as the platform says it. */
export type AccountId = string;

/**
 * Accounts that belong to one human, as an admin asserted: Forge cannot tell that two accounts are one person's.
 * Sets that share an account are one set.
 */
export type AliasTable = AccountId[][];

/** All accounts of the human that one of them belongs to, in order; at least the one. */
export const accountsOf = (aliases: AliasTable, account: AccountId): AccountId[] => {
  const accounts = new Set([account]);
  for (let grew = true; grew;) {
    const before = accounts.size;
    for (const set of aliases) {
      if (set.some((one) => accounts.has(one))) set.forEach((one) => accounts.add(one));
    }
    grew = accounts.size > before;
  }
  return [...accounts].sort();
};

/** One account standing for all of a human's accounts: the first in order. */
export const personOf = (aliases: AliasTable, account: AccountId): AccountId =>
  accountsOf(aliases, account)[0] ?? account;

export const isSamePerson = (aliases: AliasTable, one: AccountId, other: AccountId): boolean =>
  personOf(aliases, one) === personOf(aliases, other);

/** Who belongs to something. An incomplete list proves nothing about those who are not on it. */
export type PeopleReading = { read: 'complete'; people: AccountId[] } | { read: 'incomplete'; what: string };
