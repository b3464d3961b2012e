import type { EpochMs, IsoTime } from '../time';
import { callerName } from './ask';
import type { Hash } from './canonical-json';
import type { AccountId } from './people';
import { explainPlan } from './plan-words';
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
  /** The plan in sentences, as whoever decided read it. */
  changes: string[];
  /** The request whose access this one makes last longer; null: none. */
  extends: string | null;
  reason: string;
  ticket: string | null;
  openedAt: IsoTime;
  /** `policy`: low-risk groups that the policy names, so that nobody had to. null: nothing was decided. */
  decidedBy: { people: AccountId[] } | { brokeGlass: AccountId; reason: string } | 'policy' | null;
  decidedAt: IsoTime | null;
  reviews: { by: AccountId; at: IsoTime; verdict: Review['verdict']; reason: string }[];
  appliedAt: IsoTime | null;
  endsAt: IsoTime | null;
  ending: { as: string; at: IsoTime; by: AccountId | null; reason: string | null } | null;
  endedAt: IsoTime | null;
  /** What could not be carried out or taken back; null: nothing failed, or it was mended. */
  failure: { at: IsoTime; code: string; what: string } | null;
  /** What stays in place after the end all the same, in words. */
  left: string[];
  /** How access that was taken without approval was judged; null: it was not, or needs no judgement. */
  judged: { by: AccountId; at: IsoTime; verdict: 'JUSTIFIED' | 'VIOLATION'; reason: string } | null;
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
    changes: explainPlan(request.plan),
    extends: request.extension?.requestId ?? null,
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
    failure: 'failure' in request ? { ...request.failure, at: iso(request.failure.at) } : null,
    left: 'left' in request ? request.left : [],
    judged:
      'judged' in request ? { ...request.judged, at: iso(request.judged.at), verdict: request.state } : null,
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
  return decidedBy.kind === 'people'
    ? { people: decidedBy.people }
    : { brokeGlass: decidedBy.by, reason: decidedBy.reason };
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
