import type { Binding, KubernetesTarget } from '../../domain/binding';
import { canonicalJson } from '../../domain/access/canonical-json';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Viewer } from '../authorize';
import type { PageFacts } from '../ports';
import type { PageBinding } from '../read-binding';
import type { ResolverPorts } from '../resolver-ports';
import { saveBinding } from '../save-binding';
import type { AccessRefusal } from './access-refusal';
import { nowOf } from './keep-step';
import { requestsOn } from './page-requests';
import { isLiveAt, liveGrants, orphanAll } from './live-grants';

type Rebinding = { version: number; binding: Binding; viewer: Viewer; by: string; endsGrants: boolean };

/**
 * Binds the page. Grants that were asked for on it rest on what it is bound to: those whose gateway or workload is none of the page's any
 * more end with the change, if whoever makes it says so.
 * @returns err LIVE_GRANTS when they did not say so; nothing is changed then
 */
export async function rebindWithGrants(
  ports: ResolverPorts,
  page: PageFacts,
  { version, binding, viewer, by, endsGrants }: Rebinding,
): Promise<Result<PageBinding, AccessRefusal>> {
  const listed = await requestsOn(ports, page.id);
  if (!listed.ok) return listed;
  const orphans = listed.value
    .filter(isLiveAt(nowOf(ports)))
    .filter((request) => !isStillBound(request, binding));
  if (orphans.length > 0 && !endsGrants) return err(liveGrants(orphans));
  const saved = await saveBinding(ports, page, { version, binding, viewer });
  if (!saved.ok) return saved;
  const ended = await orphanAll(ports, orphans, { because: 'page unbound', by, leaves: false });
  return ended.ok ? ok(saved.value) : ended;
}

/** By connection and, in the mesh, workload: which of a gateway's services are meant by a tag is the gateway's word. */
const isStillBound = ({ ask: { kong, mesh }, plan }: AccessRequest, { environments }: Binding): boolean => {
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
