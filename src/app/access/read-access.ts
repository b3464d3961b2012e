import type { Environment } from '../../domain/binding';
import type { ApprovalPolicy } from '../../domain/access/policy';
import { explainPolicy } from '../../domain/access/policy-words';
import type { KongReading } from '../ports';
import { ok, type Result } from '../../domain/result';
import type { PageFacts } from '../ports';
import { workloadName } from '../../domain/binding-words';
import { boundPage } from '../bound-page';
import { myConsumers } from '../my-consumer';
import type { PageOf } from '../read-routes';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { alarmsOn, type Alarm } from './alarms';
import { nowOf } from './keep-step';
import { listed, type ListedRequest } from './list-requests';
import { mayMoveHomes } from './move-home';
import { homedIn, homesSeen, type Elsewhere } from './homes';
import { mayBeWrittenBy, readPageRecord, type PageRecord } from './page-record';
import { routesReadLast } from './routes-read-last';
import { groupNamesOf, standingAmong, standingsOf } from './standings';

export type PageAccess = {
  page: PageFacts;
  environments: PageOf<KongReading>['environments'];
  policy: ApprovalPolicy;
  policyInWords: string[];
  requests: ListedRequest[];
  alarms: Alarm[];
  /** Whether the reader may take access without approval. */
  mayBreakGlass: boolean;
  /** By environment, the workload that calls may be asked of. */
  workloads: ReadonlyMap<string, string>;
  /** By environment, what is asked for on other pages; absent: nothing of it is. */
  elsewhere: ReadonlyMap<string, AskedElsewhere>;
  mayDecide: boolean;
  pending: number;
  record: PageRecord & { mayWrite: boolean };
  /** Who the reader is at the gateway, by an admin's word; null where nobody said so, or it could not be read. */
  myConsumer: string | null;
};

const SHOWN = 50;

/** What could be asked for on the page, and what was. Routes come from what was read last; only where nothing was, they are read now. */
export async function readAccess(
  ports: ResolverPorts,
  page: PageFacts,
  by: string,
): Promise<Result<PageAccess, AccessRefusal>> {
  const viewer = { kind: 'person', accountId: by } as const;
  const [bound, stored, found] = await Promise.all([
    boundPage(ports.confluence, page, viewer),
    ports.policies.get(page.spaceId),
    ports.requests.list({ by: 'page', pageId: page.id }, { cursor: null, limit: SHOWN }),
  ]);
  if (!bound.ok) return bound;
  // A page may be about a workload of the mesh alone.
  const hasGateway = bound.value.environments.some(({ kong }) => kong !== null);
  const routes = hasGateway ? await routesReadLast(ports, page, viewer) : ok([]);
  if (!routes.ok) return routes;
  const environments = routes.value;
  if (!stored.ok) return stored;
  if (!found.ok) return found;
  const { policy } = stored.value;
  const where = { by, spaceId: page.spaceId, pageId: page.id };
  const [names, standings, declares, requests, alarms, myConsumer, record] = await Promise.all([
    groupNamesOf(ports, policy),
    standingsOf(ports, policy, where),
    standingAmong(ports, policy.breakGlass?.mayDeclare ?? [], where),
    listed(ports, found.value.requests),
    alarmsOn(ports, page.id, { requests: found.value.requests, now: nowOf(ports) }),
    consumerOf(ports, environments, by),
    readPageRecord(ports, page.id),
  ]);
  if (!requests.ok) return requests;
  if (!alarms.ok) return alarms;
  if (!record.ok) return record;
  const mayWrite = await mayBeWrittenBy(ports, page.id, record.value);
  const elsewhere = await elsewhereOf(ports, page, { bound: bound.value.environments, environments });
  if (!elsewhere.ok) return elsewhere;
  return ok({
    page,
    environments,
    policy,
    policyInWords: explainPolicy(policy, names),
    requests: requests.value,
    alarms: alarms.value,
    mayBreakGlass: declares === 'yes',
    workloads: workloadsOf(bound.value.environments),
    elsewhere: elsewhere.value,
    mayDecide: standings.includes('yes'),
    myConsumer,
    pending: requests.value.filter(({ state }) => state === 'PENDING').length,
    record: { ...record.value, mayWrite },
  });
}

const workloadsOf = (environments: readonly Environment[]): ReadonlyMap<string, string> =>
  new Map(
    environments.flatMap(({ name, kubernetes }) =>
      kubernetes === null ? [] : [[name, workloadName(kubernetes)] as const],
    ),
  );

/** What of an environment is asked for on other pages; `mayMove`: whether the reader may have it asked for here. */
export type AskedElsewhere = { services: Elsewhere[]; mayMove: boolean };

async function elsewhereOf(
  ports: ResolverPorts,
  page: PageFacts,
  { bound, environments }: { bound: readonly Environment[]; environments: PageAccess['environments'] },
): Promise<Result<PageAccess['elsewhere'], Refusal>> {
  const elsewhere = new Map<string, AskedElsewhere>();
  for (const environment of bound) {
    const { name } = environment;
    const reading = environments.find((one) => one.name === name)?.reading ?? null;
    const seen = await homesSeen(ports, page, homedIn(environment, reading));
    if (!seen.ok) return seen;
    const { elsewhere: services } = seen.value;
    if (services.length === 0) continue;
    const mayMove = await mayMoveHomes(ports.confluence, page, services);
    if (!mayMove.ok) return mayMove;
    elsewhere.set(name, { services, mayMove: mayMove.value });
  }
  return ok(elsewhere);
}

const consumerOf = async (
  ports: ResolverPorts,
  environments: PageAccess['environments'],
  by: string,
): Promise<string | null> => {
  const connection = environments.find((environment) => environment.connection !== null)?.connection;
  if (connection === undefined || connection === null) return null;
  const found = await myConsumers(ports, connection.id, by);
  return found.ok ? (found.value.mine[0]?.consumer.name ?? null) : null;
};
