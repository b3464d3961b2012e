import type { Verdict } from '../domain/decision';
import type { AccountRef } from '../domain/istio/named-accounts';
import { namedAccounts } from '../domain/istio/named-accounts';
import { guardedWorkload, type GuardedWorkload } from '../domain/istio/workload/guards';
import {
  answerCall,
  type CallAnswer,
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

/** Service accounts that were listed and those that policies in force name, by namespace and name. */
export function knownAccounts(guarded: GuardedWorkload, { surroundings }: WorkloadPolicies): KnownAccount[] {
  const inForce = guarded.pods.flatMap(({ ways }) =>
    ways.flat().flatMap(({ guard }) => guard.attached.map(({ policy }) => policy)),
  );
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
  caller: TriedCaller | { kind: 'other-account' };
  known: 'exists' | 'named' | 'everybody-else';
  verdict: Verdict;
  answer: CallAnswer;
};

type Operation = Pick<TriedCall, 'method' | 'path' | 'port' | 'host'>;

/** More would not cross to the browser in one piece; a search narrows. */
const MOST_ROWS = 500;

/**
 * Who may make a call: known service accounts by namespace and name, then any other account, then callers without an identity.
 * Headers and tokens of the call are not known.
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
  const asks = (caller: TriedCaller): CallAnswer =>
    answerCall(guarded, { ...call, caller, headers: null, token: null }, []);
  const known = accounts.slice(0, MOST_ROWS).map(({ exists, ...account }): MeshCaller => {
    const caller = { kind: 'account' as const, ...account };
    const answer = asks(caller);
    return { caller, known: exists ? 'exists' : 'named', verdict: answer.verdict, answer };
  });
  const others = [
    // An account of a namespace that nobody names, and no account at all.
    {
      caller: { kind: 'other-account' } as const,
      answer: asks({ kind: 'namespace', namespace: 'Some-other' }),
    },
    { caller: { kind: 'stranger' } as const, answer: asks({ kind: 'stranger' }) },
  ].map(({ caller, answer }): MeshCaller => ({
    caller,
    known: 'everybody-else',
    verdict: answer.verdict,
    answer,
  }));
  return ok({ at, call, callers: [...known, ...others], total: accounts.length + others.length });
}
