import type { MeshCaller, readMeshCallers, tryCall } from '../../app/ask-mesh';
import type { readPolicyChanges } from '../../app/read-policy-changes';
import type { MeshCallerRow, MeshCallersView, PolicyChangesView, TriedCallView } from '../../contract/mesh';
import {
  dependsSentence,
  explainedPassages,
  triedOperationPhrase,
  triedPhrase,
} from '../../domain/istio/workload/explain-call';
import type { Result } from '../../domain/result';

type ValueOf<F extends (...args: never) => Promise<Result<unknown>>> = Extract<
  Awaited<ReturnType<F>>,
  { ok: true }
>['value'];

export const triedCallView = ({ at, call, answer }: ValueOf<typeof tryCall>): TriedCallView => ({
  at,
  asked: triedPhrase(call),
  verdict: answer.verdict,
  dependsOn: dependsSentence(answer),
  parts: explainedPassages(answer),
});

export const meshCallersView = ({
  at,
  call,
  callers,
  total,
  cluster: { state, mayRefresh },
  notShown,
}: ValueOf<typeof readMeshCallers>): MeshCallersView => ({
  at,
  asked: triedOperationPhrase(call),
  rows: callers.map(callerRow),
  total,
  cluster: { snapshot: state, mayRefresh },
  notShown,
});

const callerRow = ({ caller, known, verdict, answer }: MeshCaller): MeshCallerRow => ({
  ...callerNames(caller),
  known,
  verdict,
  why: [
    ...(dependsSentence(answer) === null ? [] : [dependsSentence(answer)]),
    // The first sentence of each says the verdict, which stands beside it.
    ...explainedPassages(answer).flatMap(({ sentences }) =>
      sentences.length === 1 ? sentences : sentences.slice(1),
    ),
  ].join(' '),
});

const callerNames = (caller: MeshCaller['caller']): Pick<MeshCallerRow, 'caller' | 'namespace'> => {
  switch (caller.kind) {
    case 'account':
      return { caller: `${caller.namespace}/${caller.name}`, namespace: caller.namespace };
    case 'namespace':
      return { caller: `any service account of ${caller.namespace}`, namespace: caller.namespace };
    case 'others':
      return caller.namespace === null
        ? { caller: 'any other service account of the mesh', namespace: null }
        : { caller: `any other service account of ${caller.namespace}`, namespace: caller.namespace };
    case 'stranger':
      return { caller: 'anybody without a mesh identity (plaintext)', namespace: null };
  }
};

export const policyChangesView = (found: ValueOf<typeof readPolicyChanges>): PolicyChangesView | null =>
  found === null
    ? null
    : {
        since: found.since,
        changes: found.changes.map(({ kind, namespace, name, change, sentences }) => ({
          kind,
          policy: `${namespace}/${name}`,
          change,
          sentences,
        })),
      };
