import type { ShownTarget } from '../../app/ports';
import type { Route, Service } from '../../domain/kong/entities';
import { collect, PAGE_SIZE, together, wholeInOnePage, type Collected } from './collection';
import { route } from './entity-shapes';
import type { KongLine } from './line';

/** Above this, one list of all routes costs less calls than one for each service. */
const MOST_NESTED_SERVICES = 20;

/** The routes of the services as they are now, however many: all routes of the gateway are listed where that is cheaper. */
export const routesListed = async (line: KongLine, services: Service[]): Promise<Collected<Route>> =>
  services.length > MOST_NESTED_SERVICES
    ? ofServices(services, await collect(line, LIST))
    : nestedRoutes(line, services);

/**
 * Without listing the estate: a call for each service, or one page that holds every route there is. The routes of more services than that
 * are left to the snapshot, as NOT_READ_YET.
 */
export const routesShown = async (
  line: KongLine,
  services: Service[],
  { gateway, mostNested }: Pick<ShownTarget, 'gateway'> & { mostNested: number },
): Promise<Collected<Route>> => {
  if (services.length <= mostNested) return nestedRoutes(line, services);
  const first =
    gateway === null || gateway.totalRoutes <= PAGE_SIZE
      ? await wholeInOnePage(line, LIST)
      : ('more than a page' as const);
  return first === 'more than a page'
    ? { items: [], failure: { code: 'NOT_READ_YET' } }
    : ofServices(services, first);
};

const LIST = { path: '/routes', shape: route };

const nestedRoutes = async (line: KongLine, services: Service[]): Promise<Collected<Route>> =>
  together(
    await Promise.all(
      services.map(({ id }) =>
        collect(line, { path: `/services/${encodeURIComponent(id)}/routes`, shape: route }),
      ),
    ),
  );

const ofServices = (services: Service[], { items, failure }: Collected<Route>): Collected<Route> => {
  const ids = new Set(services.map(({ id }) => id));
  return { items: items.filter(({ serviceId }) => serviceId !== null && ids.has(serviceId)), failure };
};
