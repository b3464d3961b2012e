import { agreedVerdict, type Verdict } from '../decision';
import type { Call } from '../istio/authorization/call';
import { decide } from '../istio/authorization/decide';
import type { AuthorizationDecision } from '../istio/authorization/reasons';
import { decisionSentences } from '../istio/explain-decision';
import { namedAccounts, type AccountRef } from '../istio/named-accounts';
import { guardedWorkload, type GuardedWorkload, type WorkloadFacts } from '../istio/workload/guards';

/** A call as a grant speaks of it: null is any. */
export type Operation = { method: string | null; path: string | null };

/** null: no identity at all, in plaintext. */
export type Principal = string | null;

/** Whether somebody may make a call of the workload, on all of its pods and proxies; `because`: sentences of what is not `allowed`. */
export type Tried = { verdict: Verdict; because: string[] };

/** The workload's answers, to be asked before and after a change of its policies. */
export type MeshTrial = (caller: Principal, operation: Operation) => Tried;

/**
 * What of a call nobody says stays open, and the verdict with it, except a token: a call that goes through without one is let in.
 */
export const meshTrialOf = (facts: WorkloadFacts): MeshTrial => {
  const guarded = guardedWorkload(facts);
  return (caller, operation) => {
    const open = decisionsOn(guarded, callOf(caller, operation));
    const decided = triedOf(open);
    if (decided.verdict !== 'unknown') return decided;
    const without = triedOf(decisionsOn(guarded, { ...callOf(caller, operation), token: null }));
    return without.verdict === 'allowed' ? without : decided;
  };
};

/** An operation that says nothing of HTTP is for any connection. */
const callOf = (caller: Principal, { method, path }: Operation): Call => ({
  protocol: 'http',
  principal: caller,
  mtls: caller !== null,
  ...(method === null ? {} : { method }),
  ...(path === null ? {} : { path }),
});

const decisionsOn = ({ pods }: GuardedWorkload, call: Call): AuthorizationDecision[] =>
  pods.flatMap(({ ways }) => ways.flatMap((way) => way.map(({ guard }) => decide(guard, call))));

const triedOf = (decisions: readonly AuthorizationDecision[]): Tried => {
  const [first, ...rest] = decisions.map(({ verdict }) => verdict);
  const refusing = decisions.filter(({ verdict }) => verdict !== 'allowed');
  const because = refusing.flatMap((decision) => decisionSentences(decision).slice(1));
  // No proxy: nothing refuses.
  const verdict = first === undefined ? 'allowed' : agreedVerdict([first, ...rest]);
  return { verdict, because: [...new Set(because)] };
};

/** Callers whom a change could concern: service accounts that are listed and those that policies name, in the mesh's trust domain. */
export const knownPrincipals = ({ policies, mesh, surroundings }: WorkloadFacts): string[] => {
  const listed = surroundings.serviceAccounts.flatMap(({ namespace, names }) =>
    names.map((name) => ({ namespace, name })),
  );
  const all = [...listed, ...namedAccounts(policies)].map((account) =>
    principalOf(mesh.trustDomain, account),
  );
  return [...new Set(all)].sort();
};

export const principalOf = (trustDomain: string, { namespace, name }: AccountRef): string =>
  `${trustDomain}/ns/${namespace}/sa/${name}`;

/** Every method with every path. */
export const operationsIn = ({ methods, paths }: { methods: string[]; paths: string[] }): Operation[] => {
  const orAny = (values: string[]): (string | null)[] => (values.length === 0 ? [null] : values);
  return orAny(paths).flatMap((path) => orAny(methods).map((method) => ({ method, path })));
};

/** `GET /orders`; `any method` and `any path` where nothing is said. */
export const operationName = ({ method, path }: Operation): string =>
  `${method ?? 'any method'} ${path ?? 'any path'}`;
