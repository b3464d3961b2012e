import type { EpochMs, IsoTime } from '../time';
import { callerName } from './ask';
import type { Hash } from './canonical-json';
import type { AccountId } from './people';
import { decidedAt, operationsOf } from './projection';
import { stateAt, type AccessRequest, type Review } from './request';

/** A request as an auditor samples it: who asked, who decided and when, from when until when it held, and why. Times in UTC. */
export type ExportedRequest = {
  id: string;
  state: AccessRequest['state'];
  page: string;
  requester: AccountId;
  caller: string;
  /** `myself`, `consumer`, or the group by its name. */
  forWhom: string;
  operations: string[];
  reason: string;
  ticket: string | null;
  openedAt: IsoTime;
  /** `policy`: low-risk groups that the policy names, so that nobody had to. null: nothing was decided. */
  decidedBy: { people: AccountId[] } | { brokeGlass: AccountId } | 'policy' | null;
  decidedAt: IsoTime | null;
  reviews: { by: AccountId; at: IsoTime; verdict: Review['verdict']; reason: string }[];
  appliedAt: IsoTime | null;
  endsAt: IsoTime | null;
  ending: { as: string; at: IsoTime; by: AccountId | null; reason: string | null } | null;
  endedAt: IsoTime | null;
  planHash: Hash;
  policyHash: Hash;
  rev: number;
  updatedAt: IsoTime;
};

export const exportedRequest = (request: AccessRequest, now: EpochMs): ExportedRequest => {
  const { beneficiary } = request.plan;
  return {
    id: request.id,
    state: stateAt(request, now),
    page: request.pageId,
    requester: request.requester,
    caller: callerName(beneficiary),
    forWhom: beneficiary.kind === 'group' ? beneficiary.name : beneficiary.kind,
    operations: operationsOf(request),
    reason: request.reason,
    ticket: request.ticket,
    openedAt: iso(request.openedAt),
    decidedBy: deciders(request),
    decidedAt: isoOf(decidedAt(request)),
    reviews: request.reviews.map(({ by, at, verdict, reason }) => ({ by, at: iso(at), verdict, reason })),
    appliedAt: isoOf('appliedAt' in request ? request.appliedAt : null),
    endsAt: isoOf('expiresAt' in request ? request.expiresAt : null),
    ending: endingOf(request),
    endedAt: isoOf('endedAt' in request ? request.endedAt : null),
    planHash: request.planHash,
    policyHash: request.policyHash,
    rev: request.rev,
    updatedAt: iso(request.updatedAt),
  };
};

const iso = (ms: EpochMs): IsoTime => new Date(ms).toISOString();
const isoOf = (ms: EpochMs | null): IsoTime | null => (ms === null ? null : iso(ms));

const deciders = (request: AccessRequest): ExportedRequest['decidedBy'] => {
  if (request.state === 'DENIED') return { people: request.deniedBy };
  if (!('decidedBy' in request)) return null;
  const { decidedBy } = request;
  if (decidedBy.kind === 'policy') return 'policy';
  return decidedBy.kind === 'people' ? { people: decidedBy.people } : { brokeGlass: decidedBy.by };
};

const endingOf = (request: AccessRequest): ExportedRequest['ending'] => {
  if (!('ending' in request)) return null;
  const { ending } = request;
  return {
    as: ending.as,
    at: iso(ending.at),
    by: 'by' in ending ? ending.by : null,
    reason: 'reason' in ending ? ending.reason : null,
  };
};
