import { callerName } from './ask';
import { hashOf } from './canonical-json';
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

/** Everybody who was passed over in an emergency is told, in comments of so few names each; more people than that decide nowhere. */
export const MOST_TOLD_IN_EMERGENCY = 200;

/** By which a comment of ours about this is found again. Characters that need no escaping in an address. */
export const noticeMark = (request: { id: string; rev: number }, told: Told): string =>
  `${request.id}.${request.rev}.${told}`;

/** The same of what was found beside its arrows, which may come again while it stays the same revision. @param seq of the entry that told it */
export const findingMark = (requestId: string, seq: number, told: Told): string =>
  `${requestId}.found-${seq}.${told}`;

/**
 * The comments by which so many people are told: ten names each, so that each is read. Whom one mentions is in its mark: when lists change
 * between two tries, somebody may be mentioned twice, and nobody is left out.
 */
export const inComments = ({ mentions, text, mark }: Notice): Notice[] => {
  const parts = Array.from({ length: Math.max(1, Math.ceil(mentions.length / MOST_MENTIONED)) }, (_, nth) =>
    mentions.slice(nth * MOST_MENTIONED, (nth + 1) * MOST_MENTIONED),
  );
  return parts.map((part) => ({ mentions: part, text, mark: `${mark}.${hashOf(part).slice(0, 12)}` }));
};

/**
 * What there is to say to them about what the ledger entry told; null when it is of no use any more: nobody decides about a request that
 * was withdrawn meanwhile.
 */
export const noticeText = (
  request: AccessRequest,
  { told, type, now }: { told: Told; type: EntryType; now: EpochMs },
): string | null => {
  const caller = plain(callerName(request.plan.beneficiary));
  const what = `${caller} (${operationsPhrase(operationsOf(request))})`;
  return told === 'approvers'
    ? toApprovers(what, { request, type, now })
    : toRequester(what, { request, type, now });
};

type About = { request: AccessRequest; type: EntryType; now: EpochMs };

const toApprovers = (what: string, { request, type, now }: About): string | null => {
  const state = stateAt(request, now);
  switch (type) {
    case 'glass.broken':
      return `Access of ${what} was taken without approval, in an emergency.${untilPhrase(request)} You are among those who were not asked; somebody who had no part in it has to judge it when it has ended.`;
    case 'grant.apply-failed':
      return state === 'APPLY_FAILED'
        ? `Access of ${what} was approved and could not be carried out. Somebody who decides here can try again or abandon it.`
        : null;
    case 'grant.revoke-failed':
      return state === 'REVOKE_FAILED'
        ? `Access of ${what} has ended and could not be taken back: the caller may still get in. It is tried again until it is gone.`
        : null;
    case 'grant.drifted':
      return state === 'ACTIVE'
        ? `Access of ${what} is in force by the record, and what the gateway or the mesh has differs from it; Gatehouse did not change it. The page says how. Nothing was mended.`
        : null;
    // Whatever became of the request: the policy outlives it.
    case 'deny-all.drifted':
      return `Access of ${what} has ended, and the policy that has kept the workload closed since is no longer as it was put there: the workload may be open to everybody. The page says how.`;
    case 'grant.ended':
      return request.state === 'POST_REVIEW'
        ? `Access of ${what}, which was taken without approval, has ended. Somebody who had no part in it has to judge it before ${dayAndTime(request.reviewDueAt)}.`
        : null;
    case 'glass.judgement-overdue':
      return state === 'POST_REVIEW'
        ? `Nobody judged in time about access of ${what}, which was taken without approval.`
        : null;
    default: {
      if (state !== 'PENDING') return null;
      const lead =
        type === 'request.answered' ? 'A question was answered about access of' : 'Access is asked for:';
      return `${lead} ${what}. You are among those who may decide about it.`;
    }
  }
};

const toRequester = (what: string, { request, type, now }: About): string | null => {
  const state = stateAt(request, now);
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
    case 'glass.broken':
      return `Access of ${what} is given without approval, in an emergency.${untilPhrase(request)}`;
    case 'grant.active':
    case 'grant.confirmed':
      return state === 'ACTIVE' ? `Access of ${what} is in force.${untilPhrase(request)}` : null;
    case 'grant.apply-failed':
      return state === 'APPLY_FAILED'
        ? `Access of ${what} was approved and could not be carried out. Those who decide here were told.`
        : null;
    case 'grant.revoke-failed':
      return `Access of ${what} has ended and could not be taken back yet. It is tried again until it is gone.`;
    case 'grant.ended':
      return `Access of ${what} ${endPhrase(request)}.`;
    case 'glass.judged':
      return `Access of ${what}, which was taken without approval, was judged to be ${state === 'VIOLATION' ? 'a violation' : 'justified'}.`;
    default:
      return null;
  }
};

const endPhrase = (request: AccessRequest): string => {
  if (!('ending' in request)) return 'has ended';
  switch (request.ending.as) {
    case 'expired':
      return 'has ended, as its time was over';
    case 'revoked':
      return 'was revoked';
    case 'dropped':
      return 'has ended, as it was given up';
    case 'orphaned':
      return 'has ended, as what it was for is gone';
  }
};

const MOST_OPERATIONS = 3;

const operationsPhrase = (operations: readonly string[]): string => {
  const left = operations.length - MOST_OPERATIONS;
  const shown = operations.slice(0, MOST_OPERATIONS).join(', ');
  return left > 0 ? `${shown} and ${left} more` : shown;
};

const untilPhrase = (request: AccessRequest): string =>
  'expiresAt' in request ? ` It ends on ${dayAndTime(request.expiresAt)}.` : '';

const dayAndTime = (at: EpochMs): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
