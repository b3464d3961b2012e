import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { IsoTime, EpochMs } from '../time';
import { callerName } from './ask';
import { canonicalJson, hashOf, type Hash } from './canonical-json';
import type { Head } from './ledger';
import { stateAt, type AccessRequest, type RequestState } from './request';
import { OPEN_STATES } from './state-words';
import { sign, type Signed, type SigningKey } from './signature';

export const PROJECTION_KEY = 'gatehouse_access';
export const PROJECTION_PURPOSE = 'projection';

/**
 * What the ledger says about a page, for everybody who reads the page: a signed content property. Bound to app, installation, page and
 * key, so that a copy elsewhere is no proof; to a revision, so that an older one is none. Names no person. No decision is read from it.
 */
export type Projection = Signed<{
  v: 1;
  alg: 'Ed25519';
  kid: string;
  app: string;
  installation: string;
  page: string;
  key: typeof PROJECTION_KEY;
  /** Of this page's projection: grows with every arrow of one of the page's requests. */
  rev: number;
  chain: { id: string; seq: number; head: Hash };
  at: EpochMs;
  /** The four fields that Confluence indexes; declared in the manifest, searched by CQL. */
  gatehouseState: 'none' | 'pending' | 'approved' | 'active';
  gatehousePending: number;
  gatehouseActive: number;
  gatehouseNextExpiry: IsoTime | null;
  /** The latest first. */
  requests: ProjectedRequest[];
  /** How many more there are, for want of room. */
  left: number;
}>;

export type ProjectedRequest = {
  id: string;
  state: RequestState;
  caller: string;
  operations: string[];
  planHash: Hash;
  decidedAt: EpochMs | null;
  endsAt: EpochMs | null;
};

/** Where a property belongs. */
export type Place = { app: string; installation: string; page: string };

/** Confluence takes 32 KB a property, and says nowhere whether those are 32 000 or 32 768. */
export const PROJECTION_MAX_BYTES = 32_000;

type ProjectionFacts = { requests: readonly AccessRequest[]; rev: number; head: Head; now: EpochMs };

/** As many requests as fit, those that still matter first; counts and next expiry are always of all. */
export const projectionOf = (place: Place, facts: ProjectionFacts, key: SigningKey): Projection => {
  const { now, head, rev } = facts;
  const requests = [...facts.requests].sort((a, b) => byWeight(a, b, now)).map((one) => projected(one, now));
  const counted = countsOf(facts.requests, now);
  const make = (shown: number): Projection =>
    sign(
      PROJECTION_PURPOSE,
      {
        v: 1,
        alg: 'Ed25519',
        kid: key.kid,
        ...place,
        key: PROJECTION_KEY,
        rev,
        chain: { id: head.chain, seq: head.seq, head: head.hash },
        at: now,
        ...counted,
        requests: requests.slice(0, shown),
        left: requests.length - shown,
      },
      key,
    );
  return make(fitting(requests, bytesOf(make(0))));
};

/** The signed content without the moment of signing: what two writings of one revision have in common. */
export const projectionDigest = ({ at: _at, sig: _sig, kid: _kid, ...content }: Projection): Hash =>
  hashOf(content);

const SPARE_BYTES = 32;

const fitting = (requests: ProjectedRequest[], frame: number): number => {
  let used = frame + SPARE_BYTES;
  for (const [nth, request] of requests.entries()) {
    used += bytesOf(request) + 1;
    if (used > PROJECTION_MAX_BYTES) return nth;
  }
  return requests.length;
};

const bytesOf = (value: Projection | ProjectedRequest): number => utf8ToBytes(canonicalJson(value)).length;

const MOST_OPERATIONS = 20;

const projected = (request: AccessRequest, now: EpochMs): ProjectedRequest => ({
  id: request.id,
  state: stateAt(request, now),
  caller: callerName(request.plan.beneficiary),
  operations: operationsOf(request).slice(0, MOST_OPERATIONS),
  planHash: request.planHash,
  decidedAt: decidedAt(request),
  endsAt: 'expiresAt' in request ? request.expiresAt : null,
});

export const operationsOf = ({ plan }: AccessRequest): string[] => [
  ...new Set([
    ...[...plan.opens, ...plan.alreadyOpen].flatMap(({ operations }) => operations),
    ...(plan.reach?.opens ?? []),
    ...(plan.reach?.alreadyOpen ?? []),
  ]),
];

export const decidedAt = (request: AccessRequest): EpochMs | null =>
  request.state === 'DENIED' ? request.deniedAt : 'approvedAt' in request ? request.approvedAt : null;

/** Those that still matter first, then the latest. */
export const byWeight = (a: AccessRequest, b: AccessRequest, now: EpochMs): number => {
  const isOpen = (one: AccessRequest): number => (OPEN_STATES.includes(stateAt(one, now)) ? 0 : 1);
  return isOpen(a) - isOpen(b) || b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
};

type Counts = Pick<
  Projection,
  'gatehouseState' | 'gatehousePending' | 'gatehouseActive' | 'gatehouseNextExpiry'
>;

const countsOf = (requests: readonly AccessRequest[], now: EpochMs): Counts => {
  const inState = (...states: RequestState[]): AccessRequest[] =>
    requests.filter((request) => states.includes(stateAt(request, now)));
  const pending = inState('PENDING', 'STALE').length;
  const awaiting = inState('APPROVED', 'APPLYING', 'APPLY_FAILED');
  const active = inState('ACTIVE');
  const ends = [...awaiting, ...active].flatMap((one) => ('expiresAt' in one ? one.expiresAt : []));
  return {
    gatehouseState:
      pending > 0 ? 'pending' : awaiting.length > 0 ? 'approved' : active.length > 0 ? 'active' : 'none',
    gatehousePending: pending,
    gatehouseActive: active.length,
    gatehouseNextExpiry: ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString(),
  };
};
