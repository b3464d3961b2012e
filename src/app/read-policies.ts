import type { KubernetesTarget } from '../domain/binding';
import { namespaceName, workloadName } from '../domain/binding-words';
import type { KubernetesConnection } from '../domain/connection';
import { err, ok, type Result } from '../domain/result';
import { coversKubernetes } from '../domain/space-rules';
import { boundPage } from './bound-page';
import type { MeshReading, PageFacts, Ports } from './ports';
import type { ResolverPorts } from './resolver-ports';
import { allOrRefusal, readEnvironment, type PageReading, type Plane } from './read-environment';
import type { PageOf } from './read-routes';
import type { Refusal } from './refusal';

/** What was read, and of which workload: the domain selects the policies that attach to it. */
export type WorkloadPolicies = MeshReading & {
  workload: { namespace: string; labels: Record<string, string> };
};

/**
 * The Istio policies of the workloads that the page's environments name, read in parallel.
 * @returns err NOT_BOUND when no environment of the page has a workload.
 */
export async function readPolicies(
  ports: ResolverPorts,
  page: PageFacts,
  ask: Omit<PageReading, 'spaceId'> & { purpose?: 'show-policies' | 'export-page' },
): Promise<Result<PageOf<WorkloadPolicies>, Refusal>> {
  const bound = await boundPage(ports.confluence, page, ask.viewer);
  if (!bound.ok) return bound;
  const targets = bound.value.environments.flatMap(({ name, kubernetes }) =>
    kubernetes === null ? [] : [{ name, kubernetes }],
  );
  if (targets.length === 0) return err({ code: 'NOT_BOUND' });
  const read = allOrRefusal(
    await Promise.all(
      targets.map(({ kubernetes }) =>
        readEnvironment(ports, meshPlane(ports, kubernetes, ask.purpose), { ...ask, spaceId: page.spaceId }),
      ),
    ),
  );
  if (!read.ok) return read;
  const environments = read.value.map((environment, n) => ({
    ...environment,
    name: targets[n]?.name ?? '',
    target: targets[n] === undefined ? '' : workloadName(targets[n].kubernetes),
  }));
  return ok({ page, mayEdit: bound.value.mayEdit, environments });
}

const meshPlane = (
  { mesh }: Pick<Ports, 'mesh'>,
  target: KubernetesTarget,
  purpose: 'show-policies' | 'export-page' = 'show-policies',
): Plane<KubernetesConnection, WorkloadPolicies> => ({
  kind: 'kubernetes',
  connectionId: target.connectionId,
  purpose,
  what: namespaceName(target),
  targetKey: workloadName(target),
  shownUnread: (scope) => (coversKubernetes(scope, target) ? 'yes' : 'no'),
  shown: (scope) => coversKubernetes(scope, target),
  async read(access, errand) {
    const { result, exchanges } = await mesh.readTarget(access, target, errand);
    const workload = { namespace: target.namespace, labels: target.labels };
    return { result: result.ok ? ok({ ...named(result.value), workload }) : result, exchanges };
  },
});

/** A policy that could not be understood may guard the workload all the same, so it is missing by name. */
const named = (reading: MeshReading): MeshReading => ({
  ...reading,
  unread: [
    ...reading.unread,
    ...reading.unreadable.map(({ kind, namespace, name }) => ({
      part: `${kind} ${namespace}/${name}`,
      code: 'UNREADABLE' as const,
    })),
  ],
});
