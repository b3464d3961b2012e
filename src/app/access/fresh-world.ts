import { consumerOf, type Ask } from '../../domain/access/ask';
import type { CannotPlan } from '../../domain/access/cannot-plan';
import { planFor } from '../../domain/access/plan-for';
import type { PlanNow } from '../../domain/access/staleness';
import { err, ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { Doer } from '../source-errand';
import { freshKong, type FreshKong, type LookingAtKong } from './fresh-kong';
import { freshMesh, type FreshMesh, type Workload } from './fresh-mesh';

/** What a plan is made of, as it is now, in each plane that is asked; null: nothing is asked there. */
export type FreshWorld = { kong: FreshKong | null; mesh: FreshMesh | null };

export type Looking = {
  doer: Doer;
  spaceId: string;
  kong: Pick<LookingAtKong, 'connectionId' | 'targets' | 'consumer'> | null;
  mesh: Workload | null;
};

export type WorldPorts = Pick<
  ResolverPorts,
  'clock' | 'ids' | 'connections' | 'secrets' | 'exchanges' | 'snapshots' | 'kong' | 'mesh'
>;

/** Both planes at once: each has half of the invocation's time. */
export async function freshWorld(
  ports: WorldPorts,
  { doer, spaceId, kong, mesh }: Looking,
): Promise<Result<FreshWorld, StorageFailure>> {
  const [gateway, workload] = await Promise.all([
    kong === null ? ok(null) : freshKong(ports, { doer, spaceId, ...kong }),
    mesh === null ? ok(null) : freshMesh(ports, { doer, spaceId, workload: mesh }),
  ]);
  if (!gateway.ok) return gateway;
  return workload.ok ? ok({ kong: gateway.value, mesh: workload.value }) : workload;
}

/** What the ask means in that world. */
export const planIn = ({ kong, mesh }: FreshWorld, ask: Ask): PlanNow => {
  const fault = worldFault([kong, mesh]) ?? (kong?.read === 'whole' ? askedFault(kong, ask) : null);
  if (fault !== null) return err(fault);
  return planFor(ask, kong?.read === 'whole' ? kong.index : null, mesh?.read === 'whole' ? mesh.facts : null);
};

const worldFault = (planes: readonly (FreshKong | FreshMesh | null)[]): CannotPlan | null => {
  const unread = planes.flatMap((plane) => (plane?.read === 'not' ? plane.parts : []));
  if (unread.length > 0) return { code: 'NOT_READ', parts: unread };
  if (planes.some((plane) => plane?.read === 'connection gone'))
    return { code: 'SPEAKS_AGAINST', because: ['A connection that this rests on was removed.'] };
  const refused = planes.flatMap((plane) => (plane?.read === 'whole' ? plane.refused : []));
  return refused.length === 0
    ? null
    : { code: 'SPEAKS_AGAINST', because: refused.map((name) => `This space may not change \`${name}\`.`) };
};

/** The consumer is who it was, and the routes are of the services that were read. */
const askedFault = (world: Extract<FreshKong, { read: 'whole' }>, ask: Ask): CannotPlan | null => {
  const consumer = consumerOf(ask.beneficiary);
  if (consumer === null || ask.kong === null) return null;
  if (!ask.kong.isNewConsumer && world.caller?.id !== consumer.id)
    return { code: 'CONSUMER_GONE', consumer: consumer.name };
  const gone = ask.kong.routeIds.filter((id) => !world.routeIds.includes(id));
  return gone.length > 0 ? { code: 'ROUTE_GONE', routes: gone } : null;
};
