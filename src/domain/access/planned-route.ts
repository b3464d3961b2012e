import type { Route } from '../kong/entities';
import type { KongIndex } from '../kong/snapshot';
import type { PlannedRoute } from './plan';

/** A route as a plan names it. */
export const plannedRoute = (index: KongIndex, route: Route): PlannedRoute => {
  const service = route.serviceId === null ? undefined : index.service(route.serviceId);
  return {
    id: route.id,
    name: route.name ?? route.id,
    service: service?.name ?? route.serviceId ?? 'no service',
    operations: routeOperations(route),
  };
};

/** `GET /orders`, one for each method and path; hosts where there is no path; `any method` where there is no method. */
export const routeOperations = ({ methods, paths, hosts, expression }: Route): string[] => {
  if (expression !== null) return [expression];
  const places = paths.length > 0 ? paths : hosts.length > 0 ? hosts : ['anything'];
  const verbs = methods.length > 0 ? methods : ['any method'];
  return [...places].sort().flatMap((place) => [...verbs].sort().map((verb) => `${verb} ${place}`));
};
