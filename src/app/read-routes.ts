import type { KongTarget } from '../domain/binding';
import { kongTargetName } from '../domain/binding-words';
import type { KongConnection } from '../domain/connection';
import { err, ok, type Result } from '../domain/result';
import { boundPage } from './bound-page';
import { callsOf } from './budget';
import { gatewayPluginsOf, refreshBehind } from './gateway-plugins';
import { filledFromSnapshot } from './filled-from-snapshot';
import type { KongReading, PageFacts } from './ports';
import type { ResolverPorts } from './resolver-ports';
import {
  allOrRefusal,
  readEnvironment,
  type EnvironmentReading,
  type PageReading,
  type Plane,
} from './read-environment';
import type { Refusal } from './refusal';
import { shownServices, shownUnread } from './services-shown';

export type PageOf<T> = {
  page: PageFacts;
  mayEdit: boolean;
  environments: (EnvironmentReading<T> & { name: string; target: string })[];
};

/**
 * The Kong routes of the page's environments, read in parallel, each partial on its own.
 * @returns err NOT_BOUND when no environment of the page has a Kong service.
 */
export async function readRoutes(
  ports: ResolverPorts,
  page: PageFacts,
  ask: Omit<PageReading, 'spaceId'> & { purpose?: 'show-routes' | 'export-page' },
): Promise<Result<PageOf<KongReading>, Refusal>> {
  const bound = await boundPage(ports.confluence, page, ask.viewer);
  if (!bound.ok) return bound;
  const targets = bound.value.environments.flatMap(({ name, kong }) =>
    kong === null ? [] : [{ name, kong }],
  );
  if (targets.length === 0) return err({ code: 'NOT_BOUND' });
  const read = allOrRefusal(
    await Promise.all(
      targets.map(({ kong }) =>
        readEnvironment(ports, kongPlane(ports, kong, { ...ask, of: targets.length }), {
          ...ask,
          spaceId: page.spaceId,
        }),
      ),
    ),
  );
  if (!read.ok) return read;
  for (const environment of read.value) await refreshBehind(ports, environment, ask.viewer);
  const environments = read.value.map((environment, n) => ({
    ...environment,
    name: targets[n]?.name ?? '',
    target: targets[n] === undefined ? '' : kongTargetName(targets[n].kong),
  }));
  return ok({ page, mayEdit: bound.value.mayEdit, environments });
}

/** `of`: how many environments are read together. */
type Showing = { purpose?: 'show-routes' | 'export-page'; of: number };

const kongPlane = (
  ports: ResolverPorts,
  target: KongTarget,
  { purpose = 'show-routes', of }: Showing,
): Plane<KongConnection, KongReading> => ({
  kind: 'kong',
  connectionId: target.connectionId,
  purpose,
  what: kongTargetName(target),
  targetKey: target.service === undefined ? `tag ${target.tag}` : `service ${target.service}`,
  shownUnread: (scope) => shownUnread(scope, target),
  shown: (scope, reading) => shownServices(scope, target, reading.services),
  read: async (access, errand) => {
    const gateway = await gatewayPluginsOf(ports, access.connection);
    if (!gateway.ok) return gateway;
    const shown = { target, gateway: gateway.value, mostCalls: callsOf(of) };
    return filledFromSnapshot(ports, access.connection, await ports.kong.showTarget(access, shown, errand));
  },
});
