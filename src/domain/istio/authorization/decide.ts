import type { Call } from './call';
import { completionsOf } from './completions';
import type { Guard } from './compile';
import type { AuthorizationDecision, AuthorizationReason } from './reasons';
import { allowStage, customStage, denyStage, type Finding } from './stages';
import { mutualTlsStage, pathStage, tokenStage } from './entry-stages';

/**
 * May this call be made? In Istio's order: mutual TLS, tokens, CUSTOM, DENY, ALLOW. AUDIT and dry runs never decide.
 * `unknown` only where what is not known can change the verdict; the reasons then say what would have to be known.
 * @source istio/istio pilot/pkg/security/authz/builder/builder.go
 */
export function decide(guard: Guard, call: Call): AuthorizationDecision {
  const decided = decideUnder(guard, call);
  if (decided.verdict === 'unknown') return decided;
  const holds = guard.otherwise.every(
    (other) => decideUnder(other, inTrustDomainOf(other, guard, call)).verdict === decided.verdict,
  );
  if (holds) return decided;
  const reasons = [{ code: 'NOT_READ' as const, part: 'meshconfig' }];
  return { verdict: 'unknown', reasons, unread: [...guard.unread], dataPlane: guard.dataPlane, status: null };
}

/** A caller of the mesh's own trust domain is of that domain whatever it is called. */
function inTrustDomainOf(other: Guard, guard: Guard, call: Call): Call {
  const ours = `${guard.mesh.trustDomain}/`;
  return call.principal?.startsWith(ours) === true
    ? { ...call, principal: `${other.mesh.trustDomain}/${call.principal.slice(ours.length)}` }
    : call;
}

function decideUnder(guard: Guard, call: Call): AuthorizationDecision {
  const first = judge(guard, call);
  if (first.verdict !== 'unknown') return first;
  // Three-valued logic says "not known" too often (a call either is a GET or is not): try every kind of call it could be.
  const completions = completionsOf(guard, call);
  if (completions === null) return first;
  let agreed: AuthorizationDecision | null = null;
  for (const completion of completions) {
    const decision = judge(guard, completion);
    if (decision.verdict === 'unknown' || (agreed !== null && decision.verdict !== agreed.verdict))
      return first;
    agreed ??= decision;
  }
  return agreed ?? first;
}

function judge(guard: Guard, given: Call): AuthorizationDecision {
  const path = pathStage(guard, given);
  if (path.refused !== null) return answer(guard, given, [path.refused]);
  const transport = mutualTlsStage(guard, path.call);
  const token = tokenStage(guard, transport.call);
  const { call } = token;
  const findings = [
    transport.finding,
    token.finding,
    ...customStage(guard, call),
    ...denyStage(guard, call),
    ...allowStage(guard, call),
  ].filter((finding) => finding !== null);
  return answer(guard, call, findings);
}

/** The first refusal decides, whatever is open beside it: several ways to be refused are still a refusal. */
function answer(guard: Guard, call: Call, findings: readonly Finding[]): AuthorizationDecision {
  const { dataPlane } = guard;
  const refusal = findings.find(({ effect }) => effect === 'refuses');
  if (refusal !== undefined) {
    const status = call.protocol === 'tcp' || dataPlane === 'ztunnel' ? null : statusOf(refusal.reason);
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
