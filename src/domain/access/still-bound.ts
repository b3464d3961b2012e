import type { Binding, KubernetesTarget } from '../binding';
import { canonicalJson } from './canonical-json';
import type { AccessRequest } from './request';

/**
 * Whether the page is still about what the request is for: by connection and, in the mesh, workload. Which of a gateway's services are meant
 * by a tag is the gateway's word.
 */
export const isStillBound = (
  { ask: { kong, mesh }, plan }: AccessRequest,
  { environments }: Binding,
): boolean => {
  const services = new Set([...plan.opens, ...plan.alreadyOpen].map(({ service }) => service));
  const atGateway =
    kong === null ||
    environments.some(
      ({ kong: target }) =>
        target?.connectionId === kong.connectionId &&
        (target.service === undefined || services.size === 0 || services.has(target.service)),
    );
  const inMesh =
    mesh === null ||
    environments.some(({ kubernetes }) => kubernetes !== null && isSameWorkload(kubernetes, mesh));
  return atGateway && inMesh;
};

const isSameWorkload = (one: KubernetesTarget, other: KubernetesTarget): boolean =>
  one.connectionId === other.connectionId &&
  one.namespace === other.namespace &&
  canonicalJson(one.labels) === canonicalJson(other.labels);
