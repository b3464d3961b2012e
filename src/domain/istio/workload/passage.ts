import type { Verdict } from '../../decision';
import type { Call } from '../authorization/call';
import { kindsOf } from '../authorization/completions/kinds';
import { openQuestions } from '../authorization/completions/questions';
import { agreement, type Inquiry, type Judged } from '../authorization/completions/search';
import type { Question } from '../authorization/conditions';
import { decide } from '../authorization/decide';
import type { AuthorizationDecision } from '../authorization/reasons';
import type { AccountRef } from '../named-accounts';
import type { Hop } from './guards';

/** What the proxies on one way say, the outer one first. No decision: no proxy stands there. */
export type Passed = { verdict: Verdict; decisions: AuthorizationDecision[] };

/** Every proxy must let the call through. */
export function passing(way: readonly Hop[], call: Call): Passed {
  // Only the mesh's own clients go through a waypoint: plaintext comes straight to the pod.
  const passed = call.mtls === false ? way.filter(({ waypoint }) => waypoint === null) : way;
  const one = onTheWay(passed, call);
  const undecided = one.decisions.filter(({ verdict }) => verdict === 'unknown').length;
  return undecided < 2 ? one : (togetherOn(passed, call) ?? one);
}

function onTheWay(way: readonly Hop[], call: Call): Passed {
  const decisions = way.map((hop) => decide(hop.guard, seenBy(hop, call)));
  return { verdict: inTurn(decisions), decisions };
}

const inTurn = (decisions: readonly AuthorizationDecision[]): Verdict => {
  if (decisions.some(({ verdict }) => verdict === 'denied')) return 'denied';
  return decisions.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'allowed';
};

/** Behind a waypoint its own identity is the caller: Istio names its service account as the gateway. */
function seenBy({ behind, guard }: Hop, call: Call): Call {
  if (behind === null || call.mtls === false) return call;
  const { sourceIp: _client, identity: _callers, ...rest } = call;
  return { ...rest, principal: principalOf(guard.mesh.trustDomain, behind) };
}

export const principalOf = (trustDomain: string, { namespace, name }: AccountRef): string =>
  `${trustDomain}/ns/${namespace}/sa/${name}`;

/** What proxies behind each other see alike. */
const SHARED = ['port', 'destinationIp'] as const;

/** Several proxies that do not know may know together: where one of them refuses what the others let through. */
function togetherOn(way: readonly Hop[], call: Call): Passed | null {
  const questions = way.flatMap((hop) => openQuestions(hop.guard, seenBy(hop, call)));
  const asked = (attribute: Question['asks']) => questions.filter(({ asks }) => asks === attribute);
  const open = SHARED.filter((attribute) => asked(attribute).length > 0);
  const guard = way[0]?.guard;
  if (guard === undefined) return null;
  const inquiry: Inquiry<Passed & Judged> = {
    open,
    judge: (each) => ({ ...onTheWay(way, each), needs: open }),
    kinds: (attribute) => kindsOf(attribute, asked(attribute), { guard, call }),
  };
  const agreed = agreement(call, inquiry);
  const verdict = agreed?.[0]?.verdict;
  if (!agreed || verdict === undefined) return null;
  const decisive = agreed.flatMap(({ decisions }) => decisions.filter((each) => each.verdict === verdict));
  const distinct = new Map(decisive.map((decision) => [JSON.stringify(decision), decision]));
  return { verdict, decisions: [...distinct.values()] };
}
