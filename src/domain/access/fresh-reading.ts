import type { Acl, Consumer, Plugin } from '../kong/entities';
import type { KongSnapshot } from '../kong/snapshot';

/** What was read just now: services with their routes and plugins, and one consumer with all its ACLs; null: there is none. */
export type FreshReading = Pick<KongSnapshot, 'services' | 'routes' | 'plugins' | 'consumers' | 'unread'> & {
  caller: { consumer: Consumer; acls: Acl[] } | null;
};

/**
 * The estate as the snapshot has it, with what was read just now in the place of what it said about the same things. Something that is
 * gone by now is gone here; a part that could not be read now is unread, whatever the snapshot knows.
 */
export const withFreshReading = (snapshot: KongSnapshot, fresh: FreshReading): KongSnapshot => {
  const services = new Set(fresh.services.map(({ id }) => id));
  const routes = new Set([
    ...fresh.routes.map(({ id }) => id),
    ...snapshot.routes
      .filter(({ serviceId }) => serviceId !== null && services.has(serviceId))
      .map(({ id }) => id),
  ]);
  const isTouched = ({ scope }: Plugin): boolean =>
    (scope.serviceId === null || services.has(scope.serviceId)) &&
    (scope.routeId === null || routes.has(scope.routeId));
  const { caller } = fresh;
  return {
    ...snapshot,
    services: over(snapshot.services, fresh.services),
    routes: [...snapshot.routes.filter(({ id }) => !routes.has(id)), ...fresh.routes],
    plugins: [...snapshot.plugins.filter((plugin) => !isTouched(plugin)), ...fresh.plugins],
    consumers: over(snapshot.consumers, [...fresh.consumers, ...(caller === null ? [] : [caller.consumer])]),
    ...(snapshot.acls === undefined || caller === null
      ? {}
      : { acls: [...snapshot.acls.filter((acl) => acl.consumerId !== caller.consumer.id), ...caller.acls] }),
    unread: [...snapshot.unread, ...fresh.unread],
  };
};

const over = <T extends { id: string }>(older: readonly T[], newer: readonly T[]): T[] => [
  ...new Map([...older, ...newer].map((item) => [item.id, item])).values(),
];
