import { consumerOf } from '../../domain/access/ask';
import { bothIn, keysMarkedBy, type BothRead } from '../../domain/access/in-force';
import type { AccessRequest } from '../../domain/access/request';
import type { PlanNow } from '../../domain/access/staleness';
import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { Doer } from '../source-errand';
import { freshWorld, planIn, type FreshWorld, type WorldPorts } from './fresh-world';

/** What the request's ask means now. */
export async function planNowOf(
  ports: WorldPorts,
  request: AccessRequest,
  doer: Doer,
): Promise<Result<PlanNow, StorageFailure>> {
  const world = await worldOf(ports, request, doer);
  return world.ok ? ok(planIn(world.value, request.ask)) : world;
}

/**
 * What the ask of a request that is being carried out means in the world without what the request wrote so far, which carries its mark.
 */
export async function planOnGoing(
  ports: WorldPorts,
  request: AccessRequest,
  doer: Doer,
): Promise<Result<PlanNow, StorageFailure>> {
  const world = await worldOf(ports, request, doer);
  if (!world.ok) return world;
  const written = keysMarkedBy(request.id, request.plan.changes, readOf(world.value));
  const heldByGrant = [...new Set([...request.ask.heldByGrant, ...written])].sort();
  return ok(planIn(world.value, { ...request.ask, heldByGrant }));
}

/** What of the world was read whole. */
export const readOf = ({ kong, mesh }: FreshWorld): BothRead =>
  bothIn({
    kong: kong?.read === 'whole' ? kong.index.snapshot : null,
    mesh: mesh?.read === 'whole' ? mesh.facts : null,
  });

/**
 * The world that the request is about. Its services are those of its plan: the page's binding may have been changed since, by any
 * editor of the page.
 */
export function worldOf(
  ports: WorldPorts,
  { ask, plan, spaceId }: AccessRequest,
  doer: Doer,
): Promise<Result<FreshWorld, StorageFailure>> {
  const consumer = consumerOf(ask.beneficiary);
  const services = [...new Set([...plan.opens, ...plan.alreadyOpen].map(({ service }) => service))];
  const kong =
    ask.kong === null || consumer === null
      ? null
      : {
          connectionId: ask.kong.connectionId,
          targets: services.map((service) => ({ connectionId: ask.kong.connectionId, service })),
          // One that is to be made is not there yet, and would be found by its name.
          consumer: ask.kong.isNewConsumer ? consumer.name : consumer.id,
        };
  return freshWorld(ports, { doer, spaceId, kong, mesh: ask.mesh });
}
