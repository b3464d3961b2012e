import { answerQuestion, askBack } from '../../domain/access/conversation';
import type { ToldDrift } from '../../domain/access/grant-drift';
import { isSamePerson, type AliasTable } from '../../domain/access/people';
import { connectionsOf } from '../../domain/access/plan';
import type { ApprovalPolicy } from '../../domain/access/policy';
import { clausePhrase } from '../../domain/access/policy-words';
import { clausesMet } from '../../domain/access/quorum';
import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import { countedApprovals, reviewRequest } from '../../domain/access/review-request';
import { withdrawRequest } from '../../domain/access/withdraw-request';
import { err, ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { aliasTable } from './aliases';
import { beneficiariesOf } from './beneficiaries';
import { byHandThrough } from './confirm-grant';
import { driftsHere } from './drifts-here';
import { nowOf } from './keep-step';
import { requestHistory, type Happened } from './request-history';
import { groupNamesOf, standingAmong, standingsOf } from './standings';
import type { VisibleRequest } from './visible-request';
import { whatMayBeCarried, type MayCarry, type Trying } from './what-may-be-carried';

export type RequestDetail = {
  request: AccessRequest;
  /** As it is at this moment, deadlines included. */
  state: RequestState;
  pageTitle: string | null;
  clauses: { inWords: string; met: boolean; by: string[]; missing: number; cannotVerify: boolean }[];
  may: { review: boolean; withdraw: boolean; replan: boolean; askBack: boolean; answer: boolean } & MayCarry;
  /** What became of it, beside what people said. */
  history: Happened[];
  /** How what is there differs from what it granted, as was found last. */
  drifts: ToldDrift[];
  /** Names of connections through which nothing may be written. */
  byHand: string[];
  /** null when they may. */
  whyNotReview: AccessRefusal | null;
};

/** A request as one person sees it: what it lacks, and what they may do, found with the very steps that would do it. */
export async function requestDetail(
  ports: ResolverPorts,
  { request, page }: VisibleRequest,
  by: string,
): Promise<Result<RequestDetail, AccessRefusal>> {
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return stored;
  const { policy } = stored.value;
  const where = { by, spaceId: request.spaceId, pageId: request.pageId };
  const [standings, declares, names, beneficiaries, known, hands, history, drifts] = await Promise.all([
    standingsOf(ports, policy, where),
    standingAmong(ports, policy.breakGlass?.mayDeclare ?? [], where),
    groupNamesOf(ports, policy),
    beneficiariesOf(ports, request),
    aliasTable(ports),
    byHandThrough(ports, request),
    requestHistory(ports, request.id),
    driftsHere(ports, {
      connectionIds: connectionsOf(request.plan),
      isHere: ({ requestId }) => requestId === request.id,
      now: nowOf(ports),
    }),
  ]);
  if (!known.ok) return known;
  if (!hands.ok) return hands;
  if (!history.ok) return history;
  if (!drifts.ok) return drifts;
  const aliases = known.value;
  const now = nowOf(ports);
  const facts = { by, standings, declares, beneficiaries, policy, aliases, now };
  const isByHand = hands.value.length > 0;
  const tried = whatTheyMay(request, { ...facts, isByHand });
  return ok({
    request,
    state: stateAt(request, now),
    pageTitle: page?.title ?? null,
    history: history.value,
    drifts: drifts.value.map(({ drift }) => drift).filter(({ is }) => is !== 'beside'),
    byHand: hands.value.map(({ name }) => name),
    clauses: clausesOf(request, policy, aliases).map(({ clause, metBy, missing, unverified }) => ({
      inWords: clausePhrase(clause, names),
      met: missing <= 0,
      by: metBy,
      missing: Math.max(0, missing),
      cannotVerify: unverified.length > 0,
    })),
    ...tried,
  });
}

/** Reviews of another policy say nothing about this one's clauses. */
const clausesOf = (request: AccessRequest, policy: ApprovalPolicy, aliases: AliasTable) => {
  const approvals = countedApprovals(request, request.reviews, aliases).filter(
    ({ standings }) => standings.length === policy.clauses.length,
  );
  return clausesMet(policy, approvals, aliases).clauses;
};

const whatTheyMay = (request: AccessRequest, trying: Trying): Pick<RequestDetail, 'may' | 'whyNotReview'> => {
  const { by, standings, beneficiaries, policy, aliases, now } = trying;
  const seen = { rev: request.rev, planHash: request.planHash };
  // A denial looks at everything but the gateway.
  const review = reviewRequest(
    request,
    { by, verdict: 'deny', reason: 'x'.repeat(policy.reasonMinLength), seen },
    {
      now,
      policy,
      aliases,
      standings,
      beneficiaries,
      planNow: err({ code: 'NOT_READ', parts: [] }),
    },
  );
  const question = openQuestion(request);
  const isTheirs = [request.requester, request.planAuthor].some((one) => isSamePerson(aliases, one, by));
  return {
    may: {
      review: review.ok,
      withdraw: withdrawRequest(request, { by, seen }, { now, aliases }).ok,
      replan: stateAt(request, now) === 'STALE' && isTheirs,
      askBack: askBack(request, { by, text: '?', seen }, { now, standings }).ok,
      answer: answerQuestion(request, { by, question, text: '.', seen }, { now, aliases }).ok,
      ...whatMayBeCarried(request, trying),
    },
    // What is decided is decided: that needs no reason.
    whyNotReview: review.ok || review.error.code === 'WRONG_STATE' ? null : review.error,
  };
};

/** The one that waits longest for an answer; -1 when none does. */
export const openQuestion = (request: AccessRequest): number =>
  request.questions.findIndex(({ answer }) => answer === null);
