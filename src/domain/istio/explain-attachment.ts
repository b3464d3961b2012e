import type { Attached, NotAttached } from './attachment';
import type { DataPlane, TargetRef } from './resources';
import { both, named } from './words';

/** The data plane as people say it: part of every answer. */
export const DATA_PLANE_NAMES: Record<DataPlane, string> = {
  sidecar: 'the sidecar beside it',
  gateway: 'the gateway',
  'k8s-gateway': 'the gateway (Gateway API)',
  waypoint: 'the waypoint in front of it',
  ztunnel: 'ztunnel on its node',
};

/** Why a policy applies. */
export function attachedSentence(because: Attached['because'], namespace: string): string {
  switch (because.code) {
    case 'MESH_WIDE':
      return 'For every workload of the mesh.';
    case 'NAMESPACE_WIDE':
      return `For every workload of namespace ${named(namespace)}.`;
    case 'SELECTOR': {
      const labels = both(Object.entries(because.labels).map(([key, value]) => named(`${key}=${value}`)));
      return `For workloads labelled ${labels}${because.meshWide ? ', in the whole mesh' : ''}.`;
    }
    case 'TARGET':
      return `For ${targetPhrase(because.target)}, which it names.`;
  }
}

/** Why a policy that one might expect here does nothing. */
export function notAttachedSentence(because: NotAttached['because'], dataPlane: DataPlane): string {
  const here = DATA_PLANE_NAMES[dataPlane];
  switch (because.code) {
    case 'OTHER_NAMESPACE':
      return 'It is for another namespace.';
    case 'LABELS_DIFFER': {
      const found =
        because.found === null ? 'this one has no such label' : `this one has ${named(because.found)}`;
      return `It is for workloads whose label ${named(because.label)} is ${named(because.wanted)}; ${found}.`;
    }
    case 'OTHER_TARGET':
      return 'It names something else.';
    case 'TARGETS_IGNORED':
      return `It names targets, which ${here} does not look at.`;
    case 'TARGET_NEEDED':
      return `It names no target, and ${here} enforces only what names it or a service behind it.`;
    case 'SELECTORS_SWITCHED_OFF':
      return 'Policies by label are switched off for gateways in this mesh.';
    case 'ACTION_NOT_ENFORCED':
      return `Its action is not understood by ${here}: only ALLOW and DENY are.`;
    case 'TOKENS_NOT_READ':
      return `Tokens are not read by ${here}.`;
    case 'ROOT_SELECTOR_IGNORED':
      return 'It picks workloads by label in the root namespace, which never has an effect.';
    case 'LISTENER_DECIDES':
      return `Whether ${here} speaks TLS is said by its own listeners.`;
  }
}

const KINDS: Record<string, string> = {
  Service: 'service',
  ServiceEntry: 'external service',
  Gateway: 'gateway',
};

const targetPhrase = ({ kind, name }: TargetRef): string =>
  kind === 'GatewayClass' ? 'every waypoint' : `${KINDS[kind] ?? kind} ${named(name)}`;
