import type { EpochMs } from '../time';
import { callerName } from './ask';
import type { AccountId } from './people';
import { byWeight, decidedAt, operationsOf } from './projection';
import { stateAt, type AccessRequest, type RequestState } from './request';

/** A request as the page's own access table tells it. People as account ids: Confluence draws them as mentions, with names as they are today. */
export type AccessRow = {
  request: { id: string; state: RequestState };
  caller: string;
  operations: string[];
  /** Empty: nobody decided, or a policy did. */
  approvers: AccountId[];
  decidedByPolicy: boolean;
  decidedAt: EpochMs | null;
  endsAt: EpochMs | null;
};

/** Those that still matter first, then the latest. */
export const accessRows = (requests: readonly AccessRequest[], now: EpochMs): AccessRow[] =>
  [...requests]
    .sort((a, b) => byWeight(a, b, now))
    .map((request) => ({
      request: { id: request.id, state: stateAt(request, now) },
      caller: callerName(request.plan.beneficiary),
      operations: operationsOf(request),
      approvers: approversOf(request),
      decidedByPolicy: 'decidedBy' in request && request.decidedBy.kind === 'policy',
      decidedAt: decidedAt(request),
      endsAt: 'expiresAt' in request ? request.expiresAt : null,
    }));

const approversOf = (request: AccessRequest): AccountId[] => {
  if (request.state === 'DENIED') return request.deniedBy;
  return 'decidedBy' in request && request.decidedBy.kind === 'people' ? request.decidedBy.people : [];
};
