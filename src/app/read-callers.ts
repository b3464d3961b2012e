import { whoMayCall, type CallerPage, type CallerSearch } from '../domain/kong/who-may-call';
import { ok, type Result } from '../domain/result';
import type { Viewer } from './authorize';
import { pageEstate, type PageEstate } from './page-estate';
import type { PageFacts } from './ports';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';

/** `callers` null: the gateway was never read as a whole. */
export type Callers = Omit<PageEstate, 'estate'> & { callers: CallerPage | null };

/** Who may call the routes of one environment of the page, one page of consumers. */
export async function readCallers(
  ports: ResolverPorts,
  page: PageFacts,
  { search, ...ask }: { viewer: Viewer; environment: string; search: CallerSearch },
): Promise<Result<Callers, Refusal>> {
  const read = await pageEstate(ports, page, ask);
  if (!read.ok) return read;
  const { estate, ...rest } = read.value;
  const callers = estate === null ? null : whoMayCall(estate.index, estate.routes, search);
  return ok({ ...rest, callers });
}
