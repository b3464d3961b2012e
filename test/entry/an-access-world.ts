import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import type { ApprovalPolicy, Clause } from '../../src/domain/access/policy';
import type { ResolverPorts } from '../../src/app/resolver-ports';
import type { PayloadOf } from '../../src/contract/schemas';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import {
  ADA,
  aDraft,
  aWorld,
  bindByHand,
  connect,
  DARIO,
  good,
  nothing,
  ORD,
  ORDERS_PAGE,
  RITA,
  SAM,
  type World,
} from './a-world';
import { aPlugin } from './builders';

export const SOFIA = '712020:sofia'; // administers ORD beside Sam
export const OLGA = '712020:olga'; // of the group orders-owners
const ACME = 'id-partner-acme';

/**
 * The orders page, whose space may ask for changes at the gateway: `orders` lets the group orders-read in, partner-acme is not in it.
 * The gateway's snapshot has been read. Nothing can be written, unless a writer's credential is given; `real` takes the place of storage in memory.
 */
export const anAccessWorld = async ({
  writer,
  real,
}: { writer?: string; real?: Partial<ResolverPorts> } = {}) => {
  const world = aWorld(real);
  const [orders] = world.site.pages;
  if (orders !== undefined) orders.readers = [RITA, DARIO, SAM, ADA, SOFIA, OLGA];
  world.site.spaces = world.site.spaces.map((space) =>
    space.id === ORD ? { ...space, admins: [SAM, SOFIA] } : space,
  );
  world.site.accounts = [...(world.site.accounts ?? []), SOFIA];
  world.site.groups = world.site.groups.map((group) => ({ ...group, members: [OLGA] }));
  const kong = world.estate.kong;
  kong.plugins.push(
    aPlugin({ name: 'acl', scope: { serviceId: 'id-orders' }, config: { allow: ['orders-read'] } }),
  );
  kong.consumers.push({ id: ACME, username: 'partner-acme', customId: null, tags: [], createdAt: 1 });
  kong.acls = [];
  const change = writer === undefined ? {} : { writer: { change: 'set', secret: writer } };
  const { id, rev } = await connect(world, aDraft(change));
  const scope = { ...nothing, services: ['orders'] };
  const rules = [{ spaceId: ORD, show: scope, change: scope }];
  good(await world.ask(ADA, 'saveSpaceRules', { id, rev, rules }));
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  const consume = createRefreshConsumer({
    ports: () => ({
      ...world.portsFor({ kind: 'anonymous' }),
      clock: { now: () => new Date(world.time.now).toISOString(), remainingMs: () => 300_000 },
    }),
    log: () => undefined,
  });
  /** Has the whole gateway read as it is now. */
  const refresh = async () => {
    world.time.now += 10 * 60_000;
    good(await world.ask(ADA, 'refreshConnectionSnapshot', { id }));
    for (const { message } of world.refreshes.take()) await consume({ body: message });
  };
  good(await world.ask(DARIO, 'refreshSnapshot', { pageId: ORDERS_PAGE, connectionId: id }));
  for (const { message } of world.refreshes.take()) await consume({ body: message });
  return { ...world, connectionId: id, refresh };
};

export type AccessWorld = Awaited<ReturnType<typeof anAccessWorld>>;

let commands = 0;
/** What a browser makes up for each click. */
export const aCommandId = (): string => `click-${(commands += 1)}`;

type Ask = PayloadOf<'previewRequest'>['ask'];
export const anAsk = (over: Partial<Ask> = {}): Ask => ({
  environment: 'Production',
  beneficiary: { kind: 'consumer', consumer: 'partner-acme' },
  routeIds: ['id-orders-read'],
  tier: null,
  mesh: null,
  durationMs: 7 * 86_400_000,
  ...over,
});

export const preview = (world: AccessWorld, who = DARIO, over: Partial<Ask> = {}) =>
  world.ask(who, 'previewRequest', { pageId: ORDERS_PAGE, ask: anAsk(over) });

type Opening = Partial<PayloadOf<'openRequest'>>;
/** Asks for what was previewed. */
export const send = async (world: AccessWorld, who = DARIO, over: Opening = {}) => {
  const { planHash } = good(await preview(world, who));
  return world.ask(who, 'openRequest', {
    pageId: ORDERS_PAGE,
    ask: anAsk(),
    reason: 'The partner’s new shop reads orders.',
    ticket: null,
    planHash,
    commandId: aCommandId(),
    ...over,
  });
};

type Seen = { id: string; rev: number; planHash: string };
export const decide = (
  world: AccessWorld,
  who: string,
  { id: requestId, rev, planHash, ...over }: Seen & Partial<PayloadOf<'reviewRequest'>>,
) =>
  world.ask(who, 'reviewRequest', {
    requestId,
    rev,
    planHash,
    verdict: 'approve',
    reason: '',
    commandId: aCommandId(),
    ...over,
  });

/** What Sam sets for the space; the rest is as the default has it. */
export const setPolicy = async (world: AccessWorld, over: Partial<ApprovalPolicy>) => {
  const { rev } = good(await world.ask(SAM, 'readPolicy', { spaceId: ORD }));
  const policy = { ...DEFAULT_POLICY, ...over };
  return world.ask(SAM, 'savePolicy', { spaceId: ORD, rev, policy, commandId: aCommandId() });
};

export const clauseOf = (anyOf: Clause['anyOf'], min = 1): Clause => ({ anyOf, min });

/** What a whole verification of the site's record, or of a space's, says in the end. */
export const verdictOn = async (world: Pick<World, 'ask'>, who: string, spaceId?: string) => {
  const step = { scope: 'whole', begin: true };
  const view = good(
    spaceId === undefined
      ? await world.ask(who, 'verifySiteLedger', step)
      : await world.ask(who, 'verifyLedger', { spaceId, ...step }),
  );
  return view?.verdict ?? null;
};
