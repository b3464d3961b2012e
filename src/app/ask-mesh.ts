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
import { clusterAccounts } from './cluster-accounts';
import { policiesToAsk, type WorkloadPolicies } from './read-policies';
import type { SnapshotState } from './read-snapshot-state';
import type { Refusal } from './refusal';
import { isOldReading, refreshFor } from './request-refresh';
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

/**
 * `exists`: it was there when the policies were read. `seen`: when the whole cluster was read, which was at another time. `named`: a policy
 * names it, and whether it exists is not known. `absent`: a policy names it, and its namespace has no such account.
 */
export type KnownAccount = AccountRef & { known: 'exists' | 'seen' | 'named' | 'absent' };

const inForceOf = (guarded: GuardedWorkload): Policy[] =>
  guarded.pods.flatMap(({ ways }) =>
    ways.flat().flatMap(({ guard }) => guard.attached.map(({ policy }) => policy)),
  );

/**
 * Service accounts that were listed with the policies, those of other namespaces that were there when the cluster was read, and those that
 * policies in force name; by namespace and name.
 */
export function knownAccounts(
  guarded: GuardedWorkload,
  { surroundings }: Pick<WorkloadPolicies, 'surroundings'>,
  ofCluster: readonly AccountRef[] = [],
): KnownAccount[] {
  const listed = surroundings.serviceAccounts.flatMap(({ namespace, names }) =>
    names.map((name): KnownAccount => ({ namespace, name, known: 'exists' })),
  );
  // Of a namespace that was listed with the policies that list is the newer one, also of what is gone.
  const newer = new Set(surroundings.serviceAccounts.map(({ namespace }) => namespace));
  const seen = ofCluster
    .filter(({ namespace }) => !newer.has(namespace))
    .map((account): KnownAccount => ({ ...account, known: 'seen' }));
  const named = namedAccounts(inForceOf(guarded)).map((account): KnownAccount => ({
    ...account,
    known: newer.has(account.namespace) ? 'absent' : 'named',
  }));
  const byPlace = new Map([...named, ...seen, ...listed].map((account) => [placeOf(account), account]));
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
  known: KnownAccount['known'] | 'everybody-else';
  verdict: Verdict;
  answer: CallAnswer;
};

type Operation = Pick<TriedCall, 'method' | 'path' | 'port' | 'host'>;

/** More would not cross to the browser in one piece; a search narrows. */
const MOST_ROWS = 500;

export type MeshCallers = {
  at: IsoTime;
  call: Operation;
  callers: MeshCaller[];
  total: number;
  /** The whole cluster's snapshot, which accounts of other namespaces are known from. */
  cluster: { state: SnapshotState; mayRefresh: boolean };
  /** How many accounts of namespaces that the space may not show may make the call; null when there are none, or no snapshot. */
  notShown: Record<Verdict, number> | null;
};

/**
 * Who may make a call: known service accounts by namespace and name, then other accounts of namespaces that fare differently from others,
 * then any other account, then callers without an identity. Headers and tokens of the call are not known. Accounts of namespaces that the
 * space may not show are counted, whatever is searched for: a count that a search narrows would tell their names.
 */
export async function readMeshCallers(
  ports: ResolverPorts,
  page: PageFacts,
  { call, query, ...asked }: Asked & { call: Operation; query: string },
): Promise<Result<MeshCallers, Refusal>> {
  const read = await policiesToAsk(ports, page, asked);
  if (!read.ok) return read;
  const { at, policies, connectionId, mayEdit } = read.value;
  const cluster = await clusterAccounts(ports, { connectionId, spaceId: page.spaceId });
  if (!cluster.ok) return cluster;
  const { state, accounts: ofCluster } = cluster.value;
  if (state.readAt === null || isOldReading(state.readAt, ports.clock.now()))
    await refreshFor(ports, asked.viewer, connectionId);
  const guarded = guardedOf(policies);
  const words = query.toLowerCase().split(/\s+/);
  const all = knownAccounts(guarded, policies, ofCluster?.shown);
  const accounts = all.filter((account) => words.every((word) => placeOf(account).includes(word)));
  const asks = (caller: MeshCaller['caller']): CallAnswer =>
    answerCall(guarded, { ...call, caller, headers: null, token: null }, []);
  const known = accounts.slice(0, MOST_ROWS).map(({ known: how, ...account }): MeshCaller => {
    const caller = { kind: 'account' as const, ...account };
    const answer = asks(caller);
    return { caller, known: how, verdict: answer.verdict, answer };
  });
  const others = everybodyElse(inForceOf(guarded)).map((caller): MeshCaller => {
    const answer = asks(caller);
    return { caller, known: 'everybody-else', verdict: answer.verdict, answer };
  });
  const shown = others.filter(({ caller, verdict }) => !isCovered(caller, verdict, others));
  const hidden = without(ofCluster?.hidden ?? [], all);
  return ok({
    at,
    call,
    callers: [...known, ...shown],
    total: accounts.length + shown.length,
    cluster: { state, mayRefresh: mayEdit },
    notShown:
      hidden.length === 0 ? null : counted(hidden, (account) => asks({ kind: 'account', ...account })),
  });
}

/** Accounts that a policy names have a row of their own, whatever their namespace. */
const without = (accounts: readonly AccountRef[], rows: readonly AccountRef[]): AccountRef[] => {
  const places = new Set(rows.map(placeOf));
  return accounts.filter((account) => !places.has(placeOf(account)));
};

const counted = (
  accounts: readonly AccountRef[],
  asks: (account: AccountRef) => CallAnswer,
): Record<Verdict, number> => {
  const counts: Record<Verdict, number> = { allowed: 0, denied: 0, unknown: 0 };
  for (const account of accounts) counts[asks(account).verdict] += 1;
  return counts;
};

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
