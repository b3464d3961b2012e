import type { AccessRequest } from '../../domain/access/request';
import type { PlanNow } from '../../domain/access/staleness';
import { ok, type Result } from '../../domain/result';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { freshWorld, planIn } from './fresh-world';

/**
 * What the request's ask means now. Its services are those of its plan: the page's binding may have been changed since, by any
 * editor of the page.
 */
export async function planNowOf(
  ports: ResolverPorts,
  request: AccessRequest,
  by: string,
): Promise<Result<PlanNow, AccessRefusal>> {
  const { connectionId } = request.ask;
  const { plan } = request;
  const services = [...new Set([...plan.opens, ...plan.alreadyOpen].map(({ service }) => service))];
  const world = await freshWorld(ports, {
    viewer: { kind: 'person', accountId: by },
    spaceId: request.spaceId,
    connectionId,
    targets: services.map((service) => ({ connectionId, service })),
    consumer: request.ask.beneficiary.consumer.id,
  });
  return world.ok ? ok(planIn(world.value, request.ask)) : world;
}
