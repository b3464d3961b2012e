import type { Result } from '../../domain/result';
import type { Viewer } from '../authorize';
import type { KongReading, PageFacts } from '../ports';
import { readRoutes, type PageOf } from '../read-routes';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';

/** The routes of the page's environments as they were read last; only where nothing was, they are read now. */
export async function routesReadLast(
  ports: ResolverPorts,
  page: PageFacts,
  viewer: Viewer,
): Promise<Result<PageOf<KongReading>['environments'], Refusal>> {
  const remembered = await readRoutes(ports, page, { from: 'remembered', viewer });
  const isMissing =
    remembered.ok &&
    remembered.value.environments.some(({ reading }) => reading.state === 'nothing-remembered');
  const read = isMissing ? await readRoutes(ports, page, { from: 'live', viewer }) : remembered;
  return read.ok ? { ok: true, value: read.value.environments } : read;
}
