import type { ApprovalPolicy } from '../../domain/access/policy';
import { explainPolicy } from '../../domain/access/policy-words';
import type { KongReading } from '../ports';
import { ok, type Result } from '../../domain/result';
import type { PageFacts } from '../ports';
import { workloadName } from '../../domain/binding-words';
import type { Viewer } from '../authorize';
import { boundPage } from '../bound-page';
import { myConsumers } from '../my-consumer';
import { readRoutes, type PageOf } from '../read-routes';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { alarmsOn, type Alarm } from './alarms';
import { nowOf } from './keep-step';
import { listed, type ListedRequest } from './list-requests';
import { mayBeWrittenBy, readPageRecord, type PageRecord } from './page-record';
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
  const [routes, stored, found] = await Promise.all([
    rememberedOrLive(ports, page, viewer),
    ports.policies.get(page.spaceId),
    ports.requests.list({ by: 'page', pageId: page.id }, { cursor: null, limit: SHOWN }),
  ]);
  const workloads = await workloadsOf(ports, page, viewer);
  // A page may be about a workload of the mesh alone.
  if (!routes.ok && (routes.error.code !== 'NOT_BOUND' || workloads.size === 0)) return routes;
  const environments = routes.ok ? routes.value.environments : [];
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
  return ok({
    page,
    environments,
    policy,
    policyInWords: explainPolicy(policy, names),
    requests: requests.value,
    alarms: alarms.value,
    mayBreakGlass: declares === 'yes',
    workloads,
    mayDecide: standings.includes('yes'),
    myConsumer,
    pending: requests.value.filter(({ state }) => state === 'PENDING').length,
    record: { ...record.value, mayWrite },
  });
}

const workloadsOf = async (
  { confluence }: ResolverPorts,
  page: PageFacts,
  viewer: Viewer,
): Promise<ReadonlyMap<string, string>> => {
  const bound = await boundPage(confluence, page, viewer);
  if (!bound.ok) return new Map();
  return new Map(
    bound.value.environments.flatMap(({ name, kubernetes }) =>
      kubernetes === null ? [] : [[name, workloadName(kubernetes)] as const],
    ),
  );
};

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

const rememberedOrLive = async (
  ports: ResolverPorts,
  page: PageFacts,
  viewer: { kind: 'person'; accountId: string },
) => {
  const remembered = await readRoutes(ports, page, { from: 'remembered', viewer });
  const isMissing =
    remembered.ok &&
    remembered.value.environments.some(({ reading }) => reading.state === 'nothing-remembered');
  return isMissing ? readRoutes(ports, page, { from: 'live', viewer }) : remembered;
};
