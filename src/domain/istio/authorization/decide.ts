import type { Call } from './call';
import { kindsOf } from './completions/kinds';
import { openQuestions } from './completions/questions';
import { agreement, neededFor, type Inquiry } from './completions/search';
import { entered, isConnection, pathStage } from './entry-stages';
import type { Guard } from './guard';
import { neededReasons, needsOf } from './needs';
import type { AuthorizationDecision, AuthorizationReason } from './reasons';
import { allowStage, customStage, denyStage, type Finding } from './stages';
import type { Attribute } from './call';

/**
 * May this call be made? In Istio's order: mutual TLS, tokens, CUSTOM, DENY, ALLOW. AUDIT and dry runs never decide.
 * `unknown` exactly where two completions of what is not known, of the call or of the mesh, have different verdicts; the reasons then
 * say what would have to be known. What counts as a completion is said in completions/domains.ts. Beyond the bounds of
 * completions/search.ts and text-kinds.ts, and for regular expressions that cannot be taken apart, `unknown` is the answer all the same.
 * @source istio/istio pilot/pkg/security/authz/builder/builder.go
 */
export function decide(guard: Guard, call: Call): AuthorizationDecision {
  const decided = decideUnder(guard, call);
  const others = guard.otherwise();
  if (others.length === 0) return decided;
  const doubtful = others.find(
    ({ guard: other }) =>
      decided.verdict === 'unknown' ||
      decideUnder(other, inTrustDomainOf(other, guard, call)).verdict !== decided.verdict,
  );
  if (doubtful === undefined) return decided;
  const doubts = decided.verdict === 'unknown' ? others.flatMap(({ doubts }) => doubts) : doubtful.doubts;
  const known = decided.verdict === 'unknown' ? decided.reasons : [];
  const { dataPlane } = guard;
  const reasons = distinct([...known, ...doubts]);
  return { verdict: 'unknown', reasons, unread: [...guard.unread], dataPlane, status: null };
}

/** A caller of the mesh's own trust domain is of that domain whatever it is called. */
function inTrustDomainOf(other: Guard, guard: Guard, call: Call): Call {
  const { trustDomain } = guard.mesh;
  const theirs = other.mesh.trustDomain;
  const renamed = (principal: string): string =>
    principal.startsWith(`${trustDomain}/`) ? `${theirs}${principal.slice(trustDomain.length)}` : principal;
  return {
    ...call,
    ...(typeof call.principal === 'string' && { principal: renamed(call.principal) }),
    ...(call.identity?.trustDomain === trustDomain && {
      identity: { ...call.identity, trustDomain: theirs, not: call.identity.not.map(renamed) },
    }),
  };
}

/** Three-valued logic says "not known" too often (a call either is a GET or is not): then every kind of call it could be is tried. */
function decideUnder(guard: Guard, call: Call): AuthorizationDecision {
  const first = judge(guard, call);
  if (first.verdict !== 'unknown') return first;
  const sent = pathStage(guard, call).call;
  const inquiry = inquiryOf(guard, sent);
  const agreed = agreement(sent, inquiry);
  if (agreed !== null) return together(agreed.map(({ decision }) => decision)) ?? first;
  const seen = entered(guard, sent).call;
  return {
    ...first,
    reasons: neededReasons(guard, { seen, reasons: first.reasons }, neededFor(sent, inquiry)),
  };
}

type Judgement = {
  verdict: AuthorizationDecision['verdict'];
  needs: Attribute[];
  decision: AuthorizationDecision;
};

function inquiryOf(guard: Guard, sent: Call): Inquiry<Judgement> {
  const questions = openQuestions(guard, sent);
  return {
    open: [...new Set(questions.map(({ asks }) => asks))],
    judge(call) {
      const decision = judge(guard, call);
      return { verdict: decision.verdict, needs: needsOf(decision), decision };
    },
    kinds(attribute) {
      const asked = questions.filter(({ asks }) => asks === attribute);
      return kindsOf(attribute, asked, { guard, call: sent });
    },
  };
}

/** Reasons beyond these repeat the same in other cases. */
const MOST_REASONS = 4;

/** One answer for decisions of one verdict. */
function together(decisions: readonly AuthorizationDecision[]): AuthorizationDecision | null {
  const [first] = decisions;
  if (first === undefined) return null;
  const reasons = distinct(decisions.flatMap((decision) => decision.reasons)).sort(byText);
  const status = decisions.every((decision) => decision.status === first.status) ? first.status : null;
  return { ...first, reasons: reasons.slice(0, MOST_REASONS), status };
}

const byText = (one: AuthorizationReason, other: AuthorizationReason): number =>
  JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;

const distinct = (reasons: readonly AuthorizationReason[]): AuthorizationReason[] => [
  ...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values(),
];

function judge(guard: Guard, given: Call): AuthorizationDecision {
  const { call, findings } = entered(guard, given);
  return answer(guard, call, [
    ...findings,
    ...customStage(guard, call),
    ...denyStage(guard, call),
    ...allowStage(guard, call),
  ]);
}

/** The first refusal decides, whatever is open beside it: several ways to be refused are still a refusal. */
function answer(guard: Guard, call: Call, findings: readonly Finding[]): AuthorizationDecision {
  const { dataPlane } = guard;
  const refusal = findings.find(({ effect }) => effect === 'refuses');
  if (refusal !== undefined) {
    const status = isConnection(guard, call) ? null : statusOf(refusal.reason);
    return { verdict: 'denied', reasons: [refusal.reason], unread: [], dataPlane, status };
  }
  const open = findings.filter(({ effect }) => effect === 'open').map(({ reason }) => reason);
  if (open.length > 0) {
    return { verdict: 'unknown', reasons: open, unread: [...guard.unread], dataPlane, status: null };
  }
  const reasons = findings.map(({ reason }) => reason);
  return { verdict: 'allowed', reasons, unread: [], dataPlane, status: null };
}

function statusOf(reason: AuthorizationReason): 400 | 401 | 403 | null {
  switch (reason.code) {
    case 'PATH_REJECTED':
      return 400;
    case 'TOKEN_REFUSED':
      return reason.status;
    case 'PLAINTEXT_REFUSED':
      return null; // the connection is closed
    default:
      return 403;
  }
}
