import type { ConnectionId, Environment, KubernetesTarget } from '../binding';
import { workloadName } from '../binding-words';
import type { KongId, Service } from '../kong/entities';
import { canonicalJson, hashOf, type Hash } from './canonical-json';

/**
 * What access is asked for to. Each has one home: the page on which it can be asked for. Other pages that are bound to it only show, so that
 * one policy and one owner decide about it, and nobody picks the page whose approvers are the easiest.
 */
export type Homed =
  | { kind: 'service'; connectionId: ConnectionId; id: KongId; name: string | null; tags: readonly string[] }
  | { kind: 'workload'; connectionId: ConnectionId; namespace: string; labels: Record<string, string> };

/** `spaceId`: where the page was when it became the home. */
export type Home = { spaceId: string; pageId: string };

export const homedService = (
  connectionId: ConnectionId,
  { id, name, tags }: Pick<Service, 'id' | 'name' | 'tags'>,
): Homed => ({ kind: 'service', connectionId, id, name, tags });

export const homedWorkload = ({
  connectionId,
  namespace,
  labels,
}: Pick<KubernetesTarget, 'connectionId' | 'namespace' | 'labels'>): Homed => ({
  kind: 'workload',
  connectionId,
  namespace,
  labels,
});

/** The same for the same service or workload, whichever page is bound to it and however. */
export const homeKey = (homed: Homed): Hash =>
  homed.kind === 'service'
    ? hashOf({ kind: homed.kind, connectionId: homed.connectionId, id: homed.id })
    : hashOf({
        kind: homed.kind,
        connectionId: homed.connectionId,
        namespace: homed.namespace,
        labels: homed.labels,
      });

/** As people call it. */
export const homedName = (homed: Homed): string =>
  homed.kind === 'service' ? (homed.name ?? homed.id) : workloadName(homed);

/** Whether a page that is bound to these is about it. */
export const isAbout = (environments: readonly Environment[], homed: Homed): boolean =>
  environments.some(({ kong, kubernetes }) => {
    if (homed.kind === 'workload')
      return (
        kubernetes?.connectionId === homed.connectionId &&
        kubernetes.namespace === homed.namespace &&
        canonicalJson(kubernetes.labels) === canonicalJson(homed.labels)
      );
    if (kong?.connectionId !== homed.connectionId) return false;
    return kong.service === undefined
      ? homed.tags.includes(kong.tag)
      : kong.service === homed.id || kong.service === homed.name;
  });
