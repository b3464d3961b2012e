import type { MeshReading, SourceFailure } from '../../app/ports';
import type { KubernetesTarget } from '../../domain/binding';
import { namedNamespaces } from '../../domain/istio/named-accounts';
import type { Policy, PolicyKind } from '../../domain/istio/resources';
import { err, ok, type Result } from '../../domain/result';
import { segment } from '../http/address';
import type { KubeLine } from './line';
import { listAll } from './list';
import { readMeshConfig } from './read-mesh-config';
import { readGateways, readNearby, readServiceAccounts, waypointsNearby } from './read-surroundings';
import { asKind, discover, POLICY_KINDS, policyIn, type Plural } from './security-api';

/** err when nothing could be listed at all: the cluster has no Istio, refuses us, or cannot be reached. */
export const readTarget = async (
  line: KubeLine,
  target: KubernetesTarget,
): Promise<Result<MeshReading, SourceFailure>> => {
  const [api, { mesh, failure }, nearby] = await Promise.all([
    discover(line),
    readMeshConfig(line),
    readNearby(line, target),
  ]);
  if (!api.ok) return api;
  const near = [...new Set([target.namespace, mesh.config.rootNamespace])];
  const gatewaysRead = readGateways(line, near);
  const namespaces = [...new Set([...near, ...waypointsNearby(nearby)])];
  const lists = await Promise.all(
    namespaces.flatMap((each) =>
      POLICY_KINDS.map((kind) =>
        readKind(line, { ...kind, namespace: each, groupVersion: api.value.groupVersion }),
      ),
    ),
  );
  const failures = lists.flatMap((list) => (list.failure === null ? [] : [list.failure]));
  const [first] = failures;
  if (first !== undefined && failures.length === lists.length && lists.every(isEmpty)) return err(first);
  const policies = lists.flatMap((list) => list.policies);
  const gateways = await gatewaysRead;
  const accounts = await readServiceAccounts(line, [
    ...new Set([target.namespace, ...namedNamespaces(policies)]),
  ]);
  const { namespaceLabels, services, podLabels } = nearby;
  return ok({
    policies,
    unreadable: lists.flatMap(({ unreadable }) => unreadable),
    mesh,
    surroundings: {
      namespaceLabels: namespaceLabels.value,
      services: services.value,
      podLabels: podLabels.value,
      gateways: gateways.value,
      serviceAccounts: accounts.value,
    },
    unread: [
      ...(failure === null ? [] : [{ part: 'meshconfig', ...failure }]),
      ...lists.flatMap((list) => (list.failure === null ? [] : [{ part: list.part, ...list.failure }])),
      ...[namespaceLabels, services, podLabels, gateways, accounts].flatMap(({ unread }) => unread),
    ],
  });
};

type KindList = { part: string; failure: SourceFailure | null } & Pick<
  MeshReading,
  'policies' | 'unreadable'
>;
type Where = { plural: Plural; kind: PolicyKind; namespace: string; groupVersion: string };

const isEmpty = ({ policies, unreadable }: KindList): boolean =>
  policies.length === 0 && unreadable.length === 0;

const readKind = async (
  line: KubeLine,
  { plural, kind, namespace, groupVersion }: Where,
): Promise<KindList> => {
  const part = `${plural} in ${namespace}`;
  const place = segment(namespace);
  if (place === null) return { part, failure: { code: 'NOT_THERE' }, policies: [], unreadable: [] };
  const { items, failure } = await listAll(line, `/apis/${groupVersion}/namespaces/${place}/${plural}`);
  const policies: Policy[] = [];
  const unreadable: MeshReading['unreadable'] = [];
  for (const item of items) {
    const policy = policyIn(item, { kind, groupVersion });
    if (policy !== null) policies.push(policy);
    else unreadable.push({ kind, namespace, name: nameOf(item) });
  }
  return { part, failure: failure === null ? null : asKind(failure), policies, unreadable };
};

const nameOf = (item: unknown): string => {
  const { metadata } = (item ?? {}) as { metadata?: { name?: unknown } | null };
  return typeof metadata?.name === 'string' ? metadata.name : '(unnamed)';
};
