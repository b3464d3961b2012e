import type { KubernetesTarget } from '../domain/binding';
import { namespaceName, workloadName } from '../domain/binding-words';
import type { KubernetesConnection } from '../domain/connection';
import type { PolicyKind } from '../domain/istio/resources';
import { err, ok, type Result } from '../domain/result';
import { coversKubernetes, type RuleScope } from '../domain/space-rules';
import { boundPage } from './bound-page';
import type { MeshReading, PageFacts, Ports } from './ports';
import type { ResolverPorts } from './resolver-ports';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
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
  narrowed: (scope, data) => withinSpace(scope, data, target),
  async read(access, errand) {
    const { result, exchanges } = await mesh.readTarget(access, target, errand);
    const workload = { namespace: target.namespace, labels: target.labels };
    return ok({ result: result.ok ? ok({ ...withLists(result.value), workload }) : result, exchanges });
  },
});

/** Which service accounts there are in a namespace is told to spaces that may show the namespace. */
const withinSpace = (
  scope: RuleScope,
  data: WorkloadPolicies,
  target: KubernetesTarget,
): WorkloadPolicies => ({
  ...data,
  surroundings: {
    ...data.surroundings,
    serviceAccounts: data.surroundings.serviceAccounts.filter(({ namespace }) =>
      coversKubernetes(scope, { ...target, namespace }),
    ),
  },
});

/** A policy that could not be understood may guard the workload all the same: its list counts as not read whole. */
export const withLists = (reading: MeshReading): MeshReading => {
  const lists = reading.unreadable.map(({ kind, namespace }) => `${PLURALS[kind]} in ${namespace}`);
  const missing = [...new Set(lists)].filter((part) => !reading.unread.some((one) => one.part === part));
  return {
    ...reading,
    unread: [...reading.unread, ...missing.map((part) => ({ part, code: 'UNREADABLE' as const }))],
  };
};

const PLURALS: Record<PolicyKind, string> = {
  AuthorizationPolicy: 'authorizationpolicies',
  PeerAuthentication: 'peerauthentications',
  RequestAuthentication: 'requestauthentications',
};

/** `mayEdit`: whoever asks may edit the page. */
type PoliciesToAsk = { at: IsoTime; policies: WorkloadPolicies; connectionId: string; mayEdit: boolean };

/**
 * One environment's policies as they were read last, for questions about them: what the page shows is what is asked about. Read now only
 * where nothing was read before.
 * @returns err NOT_BOUND when the page has no such environment, or what kept the policies from being read
 */
export async function policiesToAsk(
  ports: ResolverPorts,
  page: PageFacts,
  { environment, viewer }: { environment: string; viewer: Viewer },
): Promise<Result<PoliciesToAsk, Refusal>> {
  const bound = await boundPage(ports.confluence, page, viewer);
  if (!bound.ok) return bound;
  const target = bound.value.environments.find(({ name }) => name === environment)?.kubernetes ?? null;
  if (target === null) return err({ code: 'NOT_BOUND' });
  for (const from of ['remembered', 'live'] as const) {
    const read = await readEnvironment(ports, meshPlane(ports, target), {
      viewer,
      from,
      spaceId: page.spaceId,
    });
    if (!read.ok) return read;
    const { reading } = read.value;
    switch (reading.state) {
      case 'live':
      case 'remembered':
      case 'last-good':
        return ok({
          at: reading.at,
          policies: reading.data,
          connectionId: target.connectionId,
          mayEdit: bound.value.mayEdit,
        });
      case 'refused':
        return err({ code: reading.code, detail: reading.what });
      case 'failed':
        return err({ code: 'MESH_UNREAD' });
      case 'nothing-remembered':
    }
  }
  return err({ code: 'MESH_UNREAD' });
}
