import type { Verdict } from '../domain/decision';
import type { AccountRef } from '../domain/istio/named-accounts';
import { namedAccounts, namedNamespaces } from '../domain/istio/named-accounts';
import type { Policy } from '../domain/istio/resources';
import { guardedWorkload, type GuardedWorkload } from '../domain/istio/workload/guards';
import {
  answerCall,
  type CallAnswer,
  type OtherAccounts,
  type TriedCall,
  type TriedCaller,
} from '../domain/istio/workload/tried-call';
import { ok, type Result } from '../domain/result';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
import type { PageFacts } from './ports';
import { policiesToAsk, type WorkloadPolicies } from './read-policies';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';

type Asked = { environment: string; viewer: Viewer };

/** The workload of what was read, ready to be asked. */
export const guardedOf = ({
  workload,
  policies,
  mesh,
  surroundings,
  unread,
}: WorkloadPolicies): GuardedWorkload =>
  guardedWorkload({ bound: workload, policies, mesh: mesh.config, surroundings, unread });

/** A service account that may be known only because a policy names it. */
export type KnownAccount = AccountRef & { exists: boolean };

const inForceOf = (guarded: GuardedWorkload): Policy[] =>
  guarded.pods.flatMap(({ ways }) =>
    ways.flat().flatMap(({ guard }) => guard.attached.map(({ policy }) => policy)),
  );

/** Service accounts that were listed and those that policies in force name, by namespace and name. */
export function knownAccounts(guarded: GuardedWorkload, { surroundings }: WorkloadPolicies): KnownAccount[] {
  const inForce = inForceOf(guarded);
  const listed = surroundings.serviceAccounts.flatMap(({ namespace, names }) =>
    names.map((name) => ({ namespace, name, exists: true })),
  );
  const named = namedAccounts(inForce).map((account) => ({ ...account, exists: false }));
  const byPlace = new Map([...named, ...listed].map((account) => [placeOf(account), account]));
  return [...byPlace.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

const placeOf = ({ namespace, name }: AccountRef): string => `${namespace}/${name}`;

/** Tries one call on the policies as they were read last. */
export async function tryCall(
  ports: ResolverPorts,
  page: PageFacts,
  { call, ...asked }: Asked & { call: TriedCall },
): Promise<Result<{ at: IsoTime; call: TriedCall; answer: CallAnswer }, Refusal>> {
  const read = await policiesToAsk(ports, page, asked);
  if (!read.ok) return read;
  const { at, policies } = read.value;
  const guarded = guardedOf(policies);
  return ok({ at, call, answer: answerCall(guarded, call, knownAccounts(guarded, policies)) });
}

export type MeshCaller = {
  caller: TriedCaller | OtherAccounts;
  known: 'exists' | 'named' | 'everybody-else';
  verdict: Verdict;
  answer: CallAnswer;
};

type Operation = Pick<TriedCall, 'method' | 'path' | 'port' | 'host'>;

/** More would not cross to the browser in one piece; a search narrows. */
const MOST_ROWS = 500;

/**
 * Who may make a call: known service accounts by namespace and name, then other accounts of namespaces that fare differently from others,
 * then any other account, then callers without an identity. Headers and tokens of the call are not known.
 */
export async function readMeshCallers(
  ports: ResolverPorts,
  page: PageFacts,
  { call, query, ...asked }: Asked & { call: Operation; query: string },
): Promise<Result<{ at: IsoTime; call: Operation; callers: MeshCaller[]; total: number }, Refusal>> {
  const read = await policiesToAsk(ports, page, asked);
  if (!read.ok) return read;
  const { at, policies } = read.value;
  const guarded = guardedOf(policies);
  const words = query.toLowerCase().split(/\s+/);
  const accounts = knownAccounts(guarded, policies).filter((account) =>
    words.every((word) => placeOf(account).includes(word)),
  );
  const asks = (caller: MeshCaller['caller']): CallAnswer =>
    answerCall(guarded, { ...call, caller, headers: null, token: null }, []);
  const known = accounts.slice(0, MOST_ROWS).map(({ exists, ...account }): MeshCaller => {
    const caller = { kind: 'account' as const, ...account };
    const answer = asks(caller);
    return { caller, known: exists ? 'exists' : 'named', verdict: answer.verdict, answer };
  });
  const others = everybodyElse(inForceOf(guarded)).map((caller): MeshCaller => {
    const answer = asks(caller);
    return { caller, known: 'everybody-else', verdict: answer.verdict, answer };
  });
  const shown = others.filter(({ caller, verdict }) => !isCovered(caller, verdict, others));
  return ok({ at, call, callers: [...known, ...shown], total: accounts.length + shown.length });
}

/** Accounts that nobody lists and no policy names, by the namespaces that policies name; then all others; then nobody's. */
function everybodyElse(policies: readonly Policy[]): (OtherAccounts | { kind: 'stranger' })[] {
  const named = namedAccounts(policies);
  const namespaces = namedNamespaces(policies);
  return [
    ...namespaces.map((namespace): OtherAccounts => ({
      kind: 'others',
      namespace,
      notOf: [],
      not: named.filter((account) => account.namespace === namespace),
    })),
    { kind: 'others', namespace: null, notOf: namespaces, not: [] },
    { kind: 'stranger' },
  ];
}

/** What holds for all other accounts of the mesh is not said of one namespace again. */
const isCovered = (caller: MeshCaller['caller'], verdict: Verdict, others: readonly MeshCaller[]): boolean =>
  caller.kind === 'others' &&
  caller.namespace !== null &&
  others.some(
    (other) => other.caller.kind === 'others' && other.caller.namespace === null && other.verdict === verdict,
  );
