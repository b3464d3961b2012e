import type { Unread } from '../source';

/** The list of a kind as it is named in a reading: `authorizationpolicies`, or `authorizationpolicies in storefront`. */
export type KindList =
  'authorizationpolicies' | 'peerauthentications' | 'requestauthentications' | 'meshconfig';

export const unreadLists = (unread: readonly Unread[], list: KindList): Unread[] =>
  unread.filter(({ part }) => part === list || part.startsWith(`${list} in `));

/** What concerns these namespaces: a list of another one cannot change an answer. */
export const concerning = (unread: readonly Unread[], namespaces: ReadonlySet<string>): Unread[] =>
  unread.filter(({ part }) => {
    const namespace = / in (\S+)$/.exec(part)?.[1];
    return namespace === undefined || namespaces.has(namespace);
  });
