import type { SourceFailure } from '../../app/ports';
import type { KubernetesTarget } from '../../domain/binding';
import { isKubernetesName } from '../../domain/istio/kubernetes-name';
import { parseGateway } from '../../domain/istio/parse-gateway';
import { parseMetadata, parseService } from '../../domain/istio/parse-kubernetes';
import type { Gateway, KubernetesService, MeshSurroundings, Metadata } from '../../domain/istio/resources';
import { waypointNamespaces } from '../../domain/istio/waypoint';
import type { Result } from '../../domain/result';
import type { Unread } from '../../domain/source';
import { segment } from '../http/address';
import type { KubeLine } from './line';
import { listAll, listMetadata, type Listed } from './list';

/** A part of the surroundings; null, and named in `unread`, when it could not be read whole. */
export type Part<T> = { value: T | null; unread: Unread[] };

/** What stands nearest to the workload: its namespace, its services, its pods. */
export type Nearby = {
  namespaceLabels: Part<Record<string, string>>;
  services: Part<KubernetesService[]>;
  podLabels: Part<Record<string, string>[]>;
};

export const readNearby = async (line: KubeLine, target: KubernetesTarget): Promise<Nearby> => {
  const { namespace, labels } = target;
  const [namespaceLabels, services, pods] = await Promise.all([
    readNamespace(line, namespace),
    within(
      namespace,
      'services',
      (place) => listAll(line, `/api/v1/namespaces/${place}/services`),
      parseService,
    ),
    metadataOf(line, { namespace, plural: 'pods', labels }),
  ]);
  return { namespaceLabels, services, podLabels: { ...pods, value: pods.value && labelSets(pods.value) } };
};

/** The namespaces of waypoints that the workload, its services or its namespace name. */
export const waypointsNearby = ({ namespaceLabels, services, podLabels }: Nearby): string[] =>
  waypointNamespaces([
    namespaceLabels.value ?? {},
    ...(services.value ?? []).map(({ metadata }) => metadata.labels),
    ...(podLabels.value ?? []),
  ]).filter(isKubernetesName);

const readNamespace = async (line: KubeLine, namespace: string): Promise<Nearby['namespaceLabels']> => {
  const part = `namespace ${namespace}`;
  const place = segment(namespace);
  if (place === null) return missing({ part, code: 'NOT_THERE' });
  const answer = await line.getMetadata(`/api/v1/namespaces/${place}`, 'object');
  if (!answer.ok) return missing({ part, ...answer.error });
  const read = parseMetadata(answer.value);
  return read.ok ? { value: read.value.metadata.labels, unread: [] } : missing({ part, code: 'UNREADABLE' });
};

/** Every version of Istio since 1.5 serves it. */
export const NETWORKING = '/apis/networking.istio.io/v1beta1';

/** A cluster that does not know the kind has no such gateway. */
const noneWithoutKind = async (listed: Promise<Listed>): Promise<Listed> => {
  const { items, failure } = await listed;
  return { items, failure: failure?.code === 'NOT_THERE' ? null : failure };
};

/** Gateways of Istio's own API in these namespaces. Most clusters have none beside the root namespace's. */
export const readGateways = async (
  line: KubeLine,
  namespaces: readonly string[],
): Promise<Part<Gateway[]>> => {
  const parts = await Promise.all(
    namespaces.map((namespace) =>
      within(
        namespace,
        'gateways',
        (place) => noneWithoutKind(listAll(line, `${NETWORKING}/namespaces/${place}/gateways`)),
        (item) => parseGateway(item, 'istio'),
      ),
    ),
  );
  return {
    value: parts.every(({ value }) => value !== null) ? parts.flatMap(({ value }) => value ?? []) : null,
    unread: parts.flatMap(({ unread }) => unread),
  };
};

/** More would be a list of the whole cluster; those left out are named. */
const MOST_ACCOUNT_NAMESPACES = 20;

/** Service accounts, by namespace, in the order given. */
export const readServiceAccounts = async (
  line: KubeLine,
  namespaces: readonly string[],
): Promise<{ value: MeshSurroundings['serviceAccounts']; unread: Unread[] }> => {
  const lists = await Promise.all(
    namespaces.slice(0, MOST_ACCOUNT_NAMESPACES).map(async (namespace) => ({
      namespace,
      ...(await metadataOf(line, { namespace, plural: 'serviceaccounts', labels: {} })),
    })),
  );
  return {
    value: lists.flatMap(({ namespace, value }) =>
      value === null ? [] : [{ namespace, names: value.map(({ name }) => name).sort() }],
    ),
    unread: [
      ...lists.flatMap(({ unread }) => unread),
      ...namespaces.slice(MOST_ACCOUNT_NAMESPACES).map((namespace): Unread => ({
        part: `serviceaccounts in ${namespace}`,
        code: 'BUDGET_SPENT',
      })),
    ],
  };
};

type Asked = { namespace: string; plural: 'pods' | 'serviceaccounts'; labels: Record<string, string> };

const metadataOf = (line: KubeLine, { namespace, plural, labels }: Asked): Promise<Part<Metadata[]>> =>
  within(
    namespace,
    plural,
    (place) => listMetadata(line, `/api/v1/namespaces/${place}/${plural}`, labels),
    (item) => {
      const read = parseMetadata(item);
      return read.ok ? { ok: true, value: read.value.metadata } : read;
    },
  );

const within = async <T>(
  ...[namespace, plural, list, parse]: [
    string,
    string,
    (place: string) => Promise<Listed>,
    (item: unknown) => Result<T>,
  ]
): Promise<Part<T[]>> => {
  const part = `${plural} in ${namespace}`;
  const place = segment(namespace);
  if (place === null) return missing({ part, code: 'NOT_THERE' });
  const { items, failure } = await list(place);
  const read = items.map(parse);
  const values = read.flatMap((one) => (one.ok ? [one.value] : []));
  const problem: SourceFailure | null =
    failure ?? (values.length < items.length ? { code: 'UNREADABLE' } : null);
  return problem === null ? { value: values, unread: [] } : missing({ part, ...problem });
};

const missing = (unread: Unread): { value: null; unread: Unread[] } => ({ value: null, unread: [unread] });

/** Sets that differ in nothing but what Kubernetes writes on every pod are one. */
const labelSets = (pods: readonly Metadata[]): Record<string, string>[] => {
  const sets = pods.map(({ labels }) =>
    Object.fromEntries(
      Object.entries(labels)
        .filter(([key]) => !OF_EVERY_POD.has(key))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
  return [...new Map(sets.map((labels) => [JSON.stringify(labels), labels])).values()];
};

const OF_EVERY_POD: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);
