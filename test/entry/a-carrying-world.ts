import type { PlannedChange } from '../../src/domain/access/change';
import { isAt, policyOf } from '../../src/domain/access/desired-mesh';
import { kongTagsOf } from '../../src/domain/access/ownership';
import type { AccessRequest } from '../../src/domain/access/request';
import type { ResolverPorts } from '../../src/app/resolver-ports';
import type { Policy } from '../../src/domain/istio/resources';
import type { PayloadOf } from '../../src/contract/schemas';
import { ADA, aMeshDraft, bindByHand, DARIO, good, nothing, ORD, ORDERS_PAGE, SAM } from './a-world';
import { aCommandId, anAccessWorld, anAsk, decide, type AccessWorld } from './an-access-world';
import { jobsOf } from './a-jobs';
import { theirs } from '../domain/access/mesh-builders';

const MINUTE = 60_000;

const WRITER = 's3cr3t-writer';

type Carrying = { policies?: Policy[]; writer?: string | null; real?: Partial<ResolverPorts> };

/**
 * The orders page bound to a gateway and to a mesh, both of which may be written through; in the mesh an ALLOW of its owners guards the
 * workload. Partner-acme may be asked for on the gateway, payments/refunds in the mesh.
 */
export const aCarryingWorld = async (over: Carrying = {}) => {
  const writer = over.writer === null ? undefined : (over.writer ?? WRITER);
  const world = await anAccessWorld({
    ...(writer === undefined ? {} : { writer }),
    ...(over.real === undefined ? {} : { real: over.real }),
  });
  const drafted = aMeshDraft();
  const set = writer === undefined ? {} : { writer: { change: 'set', secret: writer } };
  const mesh = good(
    await world.ask(ADA, 'saveConnection', { id: null, rev: 0, draft: { ...drafted, ...set } }),
  );
  const scope = { ...nothing, namespaces: ['orders'] };
  const rules = [{ spaceId: ORD, show: scope, change: scope }];
  good(await world.ask(ADA, 'saveSpaceRules', { id: mesh.id, rev: mesh.rev, rules }));
  const { estate } = world;
  estate.mesh.policies = over.policies ?? [theirs()];
  estate.mesh.pods = [{ namespace: 'orders', name: 'orders-1', labels: { app: 'orders' } }];
  estate.mesh.serviceAccounts = [{ namespace: 'payments', name: 'refunds' }];
  bindByHand(world, ORDERS_PAGE, {
    kong: { connectionId: world.connectionId, service: 'orders' },
    kubernetes: { connectionId: mesh.id, namespace: 'orders', labels: { app: 'orders' } },
  });
  if (writer !== undefined) {
    world.kongWriter.accept([writer]);
    world.meshWriter.accept([writer]);
  }
  return { ...world, meshId: mesh.id, jobs: jobsOf(world) };
};

export type CarryingWorld = Awaited<ReturnType<typeof aCarryingWorld>>;

type Ask = PayloadOf<'previewRequest'>['ask'];

/** Everything at once: a new limit, a membership and a grant in the mesh. */
export const everything: Partial<Ask> = {
  tier: { minute: 60 },
  mesh: {
    caller: { kind: 'account', namespace: 'payments', name: 'refunds' },
    methods: ['GET'],
    paths: ['/orders/*'],
  },
};

export const openAs = async (world: AccessWorld, who: string, over: Partial<Ask> = {}) => {
  const ask = anAsk(over);
  const { planHash, concerns } = good(await world.ask(who, 'previewRequest', { pageId: ORDERS_PAGE, ask }));
  if (planHash === '') throw new Error(JSON.stringify(concerns));
  return good(
    await world.ask(who, 'openRequest', {
      pageId: ORDERS_PAGE,
      ask,
      reason: 'The partner’s new shop reads orders.',
      ticket: null,
      planHash,
      commandId: aCommandId(),
    }),
  );
};

/** Asked for by Dario, approved by Sam; not carried out yet. */
export const approved = async (world: AccessWorld, over: Partial<Ask> = everything): Promise<string> => {
  const { id, rev, planHash } = await openAs(world, DARIO, over);
  good(await decide(world, SAM, { id, rev, planHash }));
  return id;
};

export const requestIn = async (world: AccessWorld, id: string): Promise<AccessRequest> => {
  const found = good(await world.portsFor({ kind: 'anonymous' }).requests.get(id));
  if (found === null) throw new Error('no such request');
  return found;
};

/** What is ours, on both planes, by its marks. */
export const oursIn = ({ estate }: AccessWorld) => ({
  acls: (estate.kong.acls ?? []).filter(({ tags }) => tags.includes('gatehouse')),
  consumers: estate.kong.consumers.filter(({ tags }) => tags.includes('gatehouse')),
  plugins: estate.kong.plugins.filter(({ tags }) => tags.includes('gatehouse')),
  policies: estate.mesh.policies.filter(isOurs),
});

/** What is ours when nothing is. */
export const NOTHING = { acls: [], consumers: [], plugins: [], policies: [] };

/** Everything else, as text. */
export const theirsIn = ({ estate }: AccessWorld): string =>
  JSON.stringify([
    (estate.kong.acls ?? []).filter(({ tags }) => !tags.includes('gatehouse')),
    estate.kong.consumers.filter(({ tags }) => !tags.includes('gatehouse')),
    estate.kong.plugins.filter(({ tags }) => !tags.includes('gatehouse')),
    estate.kong.routes,
    estate.kong.services,
    estate.mesh.policies.filter((policy) => !isOurs(policy)),
  ]);

export const isOurs = ({ metadata }: Policy): boolean =>
  metadata.labels['app.kubernetes.io/managed-by'] === 'gatehouse';

export const wait = (world: AccessWorld, ms: number): void => {
  world.time.now += ms;
};

/** Types of the record's entries about the request, in order. */
export const toldOf = async (world: AccessWorld, id: string): Promise<string[]> => {
  const ports = world.portsFor({ kind: 'anonymous' });
  const records = good(await ports.requests.records(`space-${ORD}`, { from: 1, to: 100 }));
  return records.filter(({ entry }) => entry.req === id).map(({ entry }) => entry.type);
};

export const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }): string =>
  answer.ok ? 'ok' : answer.error.code;

/** Until what is due and what that brings about is done. */
export const settle = async (world: CarryingWorld): Promise<void> => {
  for (let run = 0; run < 2; run += 1) {
    await world.jobs.sweep();
    await world.jobs.deliver();
    wait(world, 7 * MINUTE);
  }
};

/** With that in force. */
export const active = async (over = everything) => {
  const world = await aCarryingWorld();
  const id = await approved(world, over);
  await world.jobs.deliver();
  return { world, id };
};

/** Somebody makes what the request's plan says, with the files of the request, which carry its mark; what is there already they leave. */
export const makeByHand = async (
  world: AccessWorld,
  id: string,
  kinds: readonly PlannedChange['kind'][] = ['kong-acl', 'istio-grant'],
): Promise<void> => {
  const { plan } = await requestIn(world, id);
  const { kong, mesh } = world.estate;
  for (const change of plan.changes) {
    if (!kinds.includes(change.kind)) continue;
    if (change.kind === 'kong-acl')
      kong.acls?.push({
        id: 'by-hand',
        consumerId: change.consumer.id,
        group: change.group,
        tags: kongTagsOf(id),
        createdAt: 1,
      });
    if (change.kind === 'istio-grant' && !mesh.policies.some((policy) => isAt(policy, change)))
      mesh.policies.push(policyOf(change, id));
  }
};

/** What a click about the request says. */
export const on = async (world: CarryingWorld, id: string) => {
  const { rev } = await requestIn(world, id);
  return { requestId: id, rev, commandId: aCommandId() };
};
