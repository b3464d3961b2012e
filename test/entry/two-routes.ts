import { aCarryingWorld, type CarryingWorld } from './a-carrying-world';
import { aPlugin, aRoute } from './builders';

/** Orders may be read by one group, and written by another. */
export const twoRoutes = async (): Promise<CarryingWorld> => {
  const world = await aCarryingWorld();
  const { kong } = world.estate;
  kong.routes.push(aRoute({ name: 'orders-write', serviceId: 'id-orders', paths: ['/write'] }));
  const scope = { routeId: 'id-orders-write' };
  kong.plugins.push(aPlugin({ name: 'acl', id: 'id-acl-write', scope, config: { allow: ['w'] } }));
  await world.refresh();
  return world;
};
