import type { Environment } from '../../domain/binding';
import { meshCallerName, type Ask, type MeshAsk, type MeshCaller } from '../../domain/access/ask';
import type { PlannedConsumer, RateLimits } from '../../domain/access/change';
import { homedService, homedWorkload, type Homed } from '../../domain/access/home';
import { consumerIdFor } from '../../domain/access/made-ids';
import type { PlanNow } from '../../domain/access/staleness';
import { err, ok, type Result } from '../../domain/result';
import { boundPage } from '../bound-page';
import { myConsumers } from '../my-consumer';
import type { PageFacts } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { consumerOfGroup } from './group-callers';
import { freshWorld, planIn, type FreshWorld } from './fresh-world';

/** What somebody fills in: the environment by its name, the caller by its username or id. */
export type AskDraft = {
  environment: string;
  beneficiary:
    | { kind: 'myself' }
    | { kind: 'consumer'; consumer: string }
    | { kind: 'group'; groupId: string }
    | { kind: 'new-consumer'; username: string }
    | { kind: 'account' };
  routeIds: string[];
  tier: RateLimits | null;
  mesh: { caller: MeshCaller; methods: string[]; paths: string[] } | null;
  durationMs: number;
};

export type AskedFor = { page: PageFacts; by: string; draft: AskDraft };

/**
 * The ask, made of what the gateway and the binding know, what it means now, and which services and workload it is about. err NOT_MAPPED, or NO_PLAN when there
 * is no such caller.
 */
export async function whatIsAsked(
  ports: ResolverPorts,
  asked: AskedFor,
): Promise<Result<{ ask: Ask; planNow: PlanNow; homed: Homed[] }, AccessRefusal>> {
  const bound = await environmentOf(ports, asked);
  if (!bound.ok) return bound;
  const mesh = meshAskOf(bound.value, asked.draft);
  if (!mesh.ok) return mesh;
  const caller = await callerAsked(ports, bound.value, asked);
  if (!caller.ok) return caller;
  const target = bound.value.kong;
  const { page, by } = asked;
  const world = await freshWorld(ports, {
    doer: { kind: 'person', accountId: by },
    spaceId: page.spaceId,
    kong:
      caller.value === null || target === null
        ? null
        : { connectionId: target.connectionId, targets: [target], consumer: caller.value.consumer },
    mesh: mesh.value,
  });
  if (!world.ok) return world;
  const ask = askIn(world.value, { asked, environment: bound.value, mesh: mesh.value, caller: caller.value });
  if (!ask.ok) return ask;
  return ok({
    ask: ask.value,
    planNow: planIn(world.value, ask.value),
    homed: homedAsked(world.value, ask.value),
  });
}

async function environmentOf(
  { confluence }: ResolverPorts,
  { page, by, draft }: AskedFor,
): Promise<Result<Environment, AccessRefusal>> {
  const bound = await boundPage(confluence, page, { kind: 'person', accountId: by });
  if (!bound.ok) return bound;
  const found = bound.value.environments.find(({ name }) => name === draft.environment);
  return found === undefined ? err({ code: 'NOT_BOUND' }) : ok(found);
}

const meshAskOf = (
  { kubernetes }: Environment,
  { mesh }: AskDraft,
): Result<MeshAsk | null, AccessRefusal> => {
  if (mesh === null) return ok(null);
  if (kubernetes === null) return err({ code: 'NOT_BOUND' });
  const { connectionId, namespace, labels } = kubernetes;
  return ok({ ...mesh, connectionId, namespace, labels });
};

/**
 * Whom the gateway is asked for: by username or id; `group`: who call as it, where it is asked for as a group's. null: nobody, since only the
 * mesh is asked.
 */
type CallerAsked = {
  consumer: string;
  isNew: boolean;
  group: { groupId: string; name: string } | null;
} | null;

async function callerAsked(
  ports: ResolverPorts,
  { kong }: Environment,
  { by, draft: { beneficiary, mesh } }: AskedFor,
): Promise<Result<CallerAsked, AccessRefusal>> {
  if (beneficiary.kind === 'account')
    return mesh === null
      ? err({ code: 'BAD_INPUT', field: 'ask.beneficiary', detail: 'Say for whom at the gateway.' })
      : ok(null);
  if (kong === null) return err({ code: 'NOT_BOUND' });
  switch (beneficiary.kind) {
    case 'consumer':
      return ok({ consumer: beneficiary.consumer, isNew: false, group: null });
    case 'group':
      return ofGroup(ports, kong.connectionId, beneficiary.groupId);
    case 'new-consumer':
      return ok({ consumer: beneficiary.username, isNew: true, group: null });
    case 'myself':
      return myself(ports, kong.connectionId, by);
  }
}

/** The consumer that an admin said somebody is: by its id, since names change. */
async function myself(
  ports: ResolverPorts,
  connectionId: string,
  by: string,
): Promise<Result<CallerAsked, AccessRefusal>> {
  const found = await myConsumers(ports, connectionId, by);
  if (!found.ok) return found;
  const [me] = found.value.mine;
  if (me !== undefined) return ok({ consumer: me.consumer.id, isNew: false, group: null });
  return err(
    found.value.groupsRead ? { code: 'NOT_MAPPED' } : { code: 'CANNOT_VERIFY', what: ['your groups'] },
  );
}

/** The consumer that an admin said a group is. */
async function ofGroup(
  ports: ResolverPorts,
  connectionId: string,
  groupId: string,
): Promise<Result<CallerAsked, AccessRefusal>> {
  const found = await consumerOfGroup(ports, { connectionId, groupId });
  if (!found.ok) return found;
  const { consumer, name } = found.value;
  return ok({ consumer: consumer.id, isNew: false, group: { groupId, name } });
}

type Asking = { asked: AskedFor; environment: Environment; mesh: MeshAsk | null; caller: CallerAsked };

const askIn = (
  world: FreshWorld,
  { asked: { draft, by }, environment, mesh, caller }: Asking,
): Result<Ask, AccessRefusal> => {
  const common = { lifetime: { kind: 'for' as const, ms: draft.durationMs }, heldByGrant: [] };
  if (caller === null || environment.kong === null) {
    if (mesh === null) return err({ code: 'NOT_BOUND' });
    const beneficiary = { kind: 'account' as const, name: meshCallerName(mesh.caller) };
    return ok({ ...common, beneficiary, kong: null, mesh });
  }
  const { connectionId } = environment.kong;
  const consumer = consumerIn(world, connectionId, caller);
  if (!consumer.ok) return consumer;
  return ok({
    ...common,
    beneficiary:
      draft.beneficiary.kind === 'myself'
        ? { kind: 'myself', accountId: by, consumer: consumer.value }
        : caller.group === null
          ? { kind: 'consumer', consumer: consumer.value }
          : { ...caller.group, kind: 'group', consumer: consumer.value },
    kong: {
      connectionId,
      routeIds: [...new Set(draft.routeIds)].sort(),
      isNewConsumer: caller.isNew,
      tier: draft.tier,
    },
    mesh,
  });
};

/** The consumer as the gateway knows it, or as it will be made. */
const consumerIn = (
  { kong }: FreshWorld,
  connectionId: string,
  { consumer: name, isNew }: NonNullable<CallerAsked>,
): Result<PlannedConsumer, AccessRefusal> => {
  if (isNew) return ok({ id: consumerIdFor(connectionId, name), name });
  if (kong === null || kong.read === 'connection gone') return err({ code: 'CONNECTION_GONE' });
  if (kong.read === 'not') return err({ code: 'CANNOT_VERIFY', what: kong.parts });
  const { caller } = kong;
  return caller === null
    ? err({ code: 'NO_PLAN', because: [`The gateway knows no consumer \`${name}\`.`] })
    : ok({ id: caller.id, name: caller.username ?? caller.customId ?? caller.id });
};

/** The services of the routes, and the workload. */
const homedAsked = ({ kong: world }: FreshWorld, { kong, mesh }: Ask): Homed[] => {
  const index = world?.read === 'whole' ? world.index : null;
  const routes = index?.snapshot.routes.filter(({ id }) => kong?.routeIds.includes(id)) ?? [];
  const services = new Set(routes.flatMap(({ serviceId }) => index?.service(serviceId ?? '') ?? []));
  return [
    ...[...services].map((service) => homedService(kong?.connectionId ?? '', service)),
    ...(mesh === null ? [] : [homedWorkload(mesh)]),
  ];
};
