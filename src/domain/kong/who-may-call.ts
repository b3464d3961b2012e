import type { Verdict } from '../decision';
import { decideAccess, type KongDecision } from './access';
import type { KongReason } from './access-reason';
import { STRANGER, type Caller, type Credential } from './caller';
import type { Consumer, CredentialKind, KongId, Route } from './entities';
import type { KongIndex } from './snapshot';

export type CallerRow = {
  consumer: { id: KongId; name: string };
  /** One per route, in the order of the routes. */
  cells: readonly CallerCell[];
};

/** `reason` is the deciding one; it never names the caller, so callers whom Kong treats alike share it. */
export type CallerCell = { verdict: Verdict; reason: KongReason | null };

export type CallerPage = {
  routes: Route[];
  /** Somebody without any credential. */
  strangers: readonly CallerCell[];
  /** By name. */
  rows: CallerRow[];
  /** Consumers that fit the search, on all pages. */
  total: number;
};

/** `search`: part of the username or custom id, whatever its case; empty fits everybody. */
export type CallerSearch = { search: string; offset: number; limit: number };

/**
 * Who may call which of the routes, one page of consumers. A consumer is taken to present whatever it has: credentials of the kinds
 * that Kong counts for it, and anything that an outside identity provider vouches for. Consumers with the same groups, credentials
 * and instances of their own are decided once, so a page costs a handful of decisions per route.
 */
export const whoMayCall = (
  index: KongIndex,
  routes: Route[],
  { search, offset, limit }: CallerSearch,
): CallerPage => {
  const cellsOf = cellsByLikeness(index, routes);
  const found = consumersByName(index, search);
  return {
    routes,
    strangers: routes.map((route) => cellOf(decideAccess(index, route, STRANGER))),
    rows: found.slice(offset, offset + limit).map((consumer) => ({
      consumer: { id: consumer.id, name: nameOf(consumer) },
      cells: cellsOf(consumer),
    })),
    total: found.length,
  };
};

const consumersByName = ({ snapshot }: KongIndex, search: string): Consumer[] => {
  const wanted = search.trim().toLowerCase();
  return snapshot.consumers
    .filter(({ username, customId }) => `${username ?? ''}\n${customId ?? ''}`.toLowerCase().includes(wanted))
    .map((consumer) => ({ consumer, name: nameOf(consumer) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.consumer.id < b.consumer.id ? -1 : 1))
    .map(({ consumer }) => consumer);
};

/** Likeness is everything that a verdict rests on, and nothing else. */
const cellsByLikeness = (
  index: KongIndex,
  routes: Route[],
): ((consumer: Consumer) => readonly CallerCell[]) => {
  const ownInstances = new Set(index.snapshot.plugins.map(({ scope }) => scope.consumerId));
  const credentialsOf = credentialsIn(index);
  const decided = new Map<string, readonly CallerCell[]>();
  return (consumer) => {
    const credentials = credentialsOf(consumer.id);
    const likeness = JSON.stringify([
      index.aclGroupsOf(consumer.id),
      index.consumerGroupsOf(consumer.id)?.map(({ id }) => id),
      credentials.map(({ kind, state }) => [kind, state]),
      ownInstances.has(consumer.id) ? consumer.id : null,
    ]);
    const known = decided.get(likeness);
    if (known !== undefined) return known;
    const caller: Caller = { ...STRANGER, credentials };
    const cells = routes.map((route) => cellOf(decideAccess(index, route, caller)));
    decided.set(likeness, cells);
    return cells;
  };
};

/** A consumer as a caller who presents whatever it has. */
export const callerIn = (index: KongIndex): ((consumerId: KongId) => Caller) => {
  const credentialsOf = credentialsIn(index);
  return (consumerId) => ({ ...STRANGER, credentials: credentialsOf(consumerId) });
};

const COUNTED_KINDS: readonly CredentialKind[] = [
  'key-auth',
  'basic-auth',
  'jwt',
  'hmac-auth',
  'oauth2',
  'mtls-auth',
];

/** Without counts nothing says what a consumer lacks. */
const credentialsIn = (index: KongIndex): ((consumerId: KongId) => Credential[]) => {
  const { credentialCounts } = index.snapshot;
  const whatever = (consumerId: KongId): Credential => ({ kind: 'any', state: 'accepted', consumerId });
  if (credentialCounts === undefined) return (consumerId) => [whatever(consumerId)];
  const kinds = COUNTED_KINDS.filter((kind) => index.unread(kind).length === 0);
  const held = new Set(
    credentialCounts.filter(({ count }) => count > 0).map(({ consumerId, kind }) => `${kind} ${consumerId}`),
  );
  return (consumerId) => [
    ...kinds
      .filter((kind) => !held.has(`${kind} ${consumerId}`))
      .map((kind): Credential => ({ kind, state: 'absent' })),
    whatever(consumerId),
  ];
};

const cellOf = ({ verdict, reasons }: KongDecision): CallerCell => ({
  verdict,
  reason: reasons[reasons.length - 1] ?? null,
});

const nameOf = ({ username, customId, id }: Consumer): string => username ?? customId ?? id;
