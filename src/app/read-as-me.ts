import type { Owner } from '../domain/connection';
import type { Mapping } from '../domain/identity/mapping';
import { decideAccess, type KongDecision } from '../domain/kong/access';
import type { Route } from '../domain/kong/entities';
import { explainRoute } from '../domain/kong/explain-route';
import type { KongIndex } from '../domain/kong/snapshot';
import { callerIn } from '../domain/kong/who-may-call';
import { ok, type Result } from '../domain/result';
import type { Viewer } from './authorize';
import { pageEstate, type PageEstate } from './page-estate';
import type { PageFacts } from './ports';
import { namedOwners } from './read-connection';
import type { Refusal } from './refusal';
import { myConsumers } from './my-consumer';
import type { ResolverPorts } from './resolver-ports';

export type AsMe = Omit<PageEstate, 'estate'> & {
  /** Consumers that I am; `group` is the one that makes me one of them, null for my own account. */
  consumers: { id: string; name: string; group: string | null }[];
  /** false: my groups could not be read, so there may be more. */
  groupsRead: boolean;
  owners: (Owner & { name: string | null })[];
  /** `mine`: one decision for each of `consumers`. */
  routes: { route: Route; needs: string[]; mine: KongDecision[] }[] | null;
};

/** What I need to call the routes of one environment of the page, and what I may call already, by the mapping of my account and groups. */
export async function readAsMe(
  ports: ResolverPorts,
  page: PageFacts,
  ask: { accountId: string; environment: string },
): Promise<Result<AsMe, Refusal>> {
  const viewer: Viewer = { kind: 'person', accountId: ask.accountId };
  const read = await pageEstate(ports, page, { viewer, environment: ask.environment });
  if (!read.ok) return read;
  const { estate, ...rest } = read.value;
  const me = await consumersOf(ports, rest.connection.id, ask.accountId);
  if (!me.ok) return me;
  const owners = await namedOwners(ports, rest.connection.owners);
  if (!owners.ok) return owners;
  const routes = estate === null ? null : routesFor(estate, me.value.consumers);
  return ok({ ...rest, ...me.value, owners: owners.value, routes });
}

async function consumersOf(
  ports: Pick<ResolverPorts, 'mappings' | 'confluence'>,
  connectionId: string,
  accountId: string,
): Promise<Result<Pick<AsMe, 'consumers' | 'groupsRead'>, Refusal>> {
  const found = await myConsumers(ports, connectionId, accountId);
  if (!found.ok) return found;
  const { mine, groupsRead } = found.value;
  const consumers = await Promise.all(
    mine.map(async ({ consumer, subject }) => ({ ...consumer, group: await groupName(ports, subject) })),
  );
  return ok({ consumers, groupsRead });
}

/** A name is for people; without one its id does. */
const groupName = async (
  { confluence }: Pick<ResolverPorts, 'confluence'>,
  subject: Mapping['subject'],
): Promise<string | null> => {
  if (subject.kind === 'account') return null;
  const group = await confluence.group(subject.groupId);
  return group.ok && group.value !== null ? group.value.name : subject.groupId;
};

const routesFor = (
  { index, routes }: { index: KongIndex; routes: Route[] },
  consumers: AsMe['consumers'],
): AsMe['routes'] => {
  const callerOf = callerIn(index);
  return routes.map((route) => ({
    route,
    needs: explainRoute(index, route),
    mine: consumers.map(({ id }) => decideAccess(index, route, callerOf(id))),
  }));
};
