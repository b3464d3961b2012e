import { callerName } from './ask';
import { operationsOf } from './projection';
import type { AccountId } from './people';
import { stateAt, type AccessRequest } from './request';
import type { EntryType } from './transition';
import type { EpochMs } from '../time';
import { plain } from './access-table';

export type Told = 'approvers' | 'requester';

/** What a comment says: whom it mentions, and why they should look. Made of what the server knows; no word of it is the requester's. */
export type Notice = { mentions: AccountId[]; text: string; mark: string };

/** More names than that make no comment that anybody reads. */
export const MOST_MENTIONED = 10;

/** By which a comment of ours about this is found again. Characters that need no escaping in an address. */
export const noticeMark = (request: { id: string; rev: number }, told: Told): string =>
  `${request.id}.${request.rev}.${told}`;

/**
 * What there is to say to them about what the ledger entry told; null when it is of no use any more: nobody decides about a request that
 * was withdrawn meanwhile.
 */
export const noticeText = (
  request: AccessRequest,
  { told, type, now }: { told: Told; type: EntryType; now: EpochMs },
): string | null => {
  const state = stateAt(request, now);
  const caller = plain(callerName(request.plan.beneficiary));
  const what = `${caller} (${operationsPhrase(operationsOf(request))})`;
  if (told === 'approvers') {
    if (state !== 'PENDING') return null;
    const lead =
      type === 'request.answered' ? 'A question was answered about access of' : 'Access is asked for:';
    return `${lead} ${what}. You are among those who may decide about it.`;
  }
  switch (type) {
    case 'request.asked-back':
      return state === 'PENDING' ? `There is a question to you about access of ${what}.` : null;
    case 'request.stale':
      return state === 'STALE'
        ? `Access of ${what} cannot be approved as it was planned: what the plan rests on has changed. Have it planned anew.`
        : null;
    case 'request.approved':
    case 'request.approved-by-policy':
      return `Access of ${what} was approved.${untilPhrase(request)}`;
    case 'request.denied':
      return `Access of ${what} was denied.`;
    case 'request.timed-out':
      return `Nobody decided in time about access of ${what}.`;
    case 'grant.ending':
    case 'grant.ended':
      return `Access of ${what} has ended.`;
    default:
      return `Something happened to access of ${what}.`;
  }
};

const MOST_OPERATIONS = 3;

const operationsPhrase = (operations: readonly string[]): string => {
  const left = operations.length - MOST_OPERATIONS;
  const shown = operations.slice(0, MOST_OPERATIONS).join(', ');
  return left > 0 ? `${shown} and ${left} more` : shown;
};

const untilPhrase = (request: AccessRequest): string =>
  'expiresAt' in request
    ? ` It ends on ${new Date(request.expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC.`
    : '';
