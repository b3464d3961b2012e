import type { Json } from '../json';
import type { AccountId } from './people';

const PREFIX = 'forgotten:';

/**
 * What stands in an account's place once it was forgotten: the pseudonym by which the ledger goes on naming it, so that two who were
 * forgotten stay two.
 */
export const forgottenAs = (ref: string): string => `${PREFIX}${ref}`;

export const isForgotten = (accountId: AccountId): boolean => accountId.startsWith(PREFIX);

/** `value` with `standIn` wherever the account stood, in whichever field. The same value when it stood nowhere. */
export const withoutPerson = <T>(value: T, accountId: AccountId, standIn: string): T => {
  const json = value as Json;
  return replaced(json, accountId, standIn) as T;
};

const replaced = (value: Json, accountId: AccountId, standIn: string): Json => {
  if (value === accountId) return standIn;
  if (Array.isArray(value)) {
    const items = value.map((item) => replaced(item, accountId, standIn));
    return items.every((item, n) => item === value[n]) ? value : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(
    ([key, member]) => [key, replaced(member, accountId, standIn)] as const,
  );
  return members.every(([key, member]) => member === value[key]) ? value : Object.fromEntries(members);
};
