import type { KongId } from './entities';

/** Somebody who calls, and what the call brings along. */
export type Caller = {
  /** A kind that is not listed is not sent; the first entry that fits counts. */
  credentials: readonly Credential[];
  /** null: not known. */
  ip: string | null;
  /** Groups that an identity provider's plugin or own code vouches for (`authenticated_groups`); null: none were set. */
  authenticatedGroups: readonly string[] | null;
  scheme: 'http' | 'https';
};

/**
 * `kind` is the name of the plugin that takes the credential; `any` stands for every kind that is not listed by itself.
 * `accepted` without a consumer is what LDAP and OpenID Connect may do.
 */
export type Credential =
  | { kind: string; state: 'accepted'; consumerId: KongId | null }
  | { kind: string; state: 'refused' | 'absent' };

/** Somebody who sends no credential at all. */
export const STRANGER: Caller = { credentials: [], ip: null, authenticatedGroups: null, scheme: 'https' };

/** A consumer that holds whatever credential is asked for. */
export const holderOfAll = (consumerId: KongId): Caller => ({
  ...STRANGER,
  credentials: [{ kind: 'any', state: 'accepted', consumerId }],
});

/** Who the call comes from, as far as the plugins that ran so far have found out. */
export type Identity =
  | { kind: 'nobody' }
  /** Accepted by an authentication plugin that knows no consumer. */
  | { kind: 'credential' }
  /** `anonymous`: the consumer that stands in for callers without a credential. */
  | { kind: 'consumer'; id: KongId; anonymous: boolean }
  /** A plugin we cannot evaluate may have made the caller anybody. */
  | { kind: 'uncertain' };
