import { createMemoryConfluence } from '../../src/adapters/memory/confluence';
import { propertyName } from '../../src/adapters/memory/confluence-pages';
import type { RequestView } from '../../src/contract/access';
import { chainOfSpace } from '../../src/domain/access/ledger';
import { PROJECTION_KEY } from '../../src/domain/access/projection';
import type { Json, JsonObject } from '../../src/domain/json';
import { jobsOf } from './a-jobs';
import { DARIO, good, ORD, ORDERS_PAGE, RITA, SAM } from './a-world';
import { aCommandId, anAccessWorld, decide, type AccessWorld } from './an-access-world';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const CHAIN = chainOfSpace(ORD);

/** The orders page with its gateway, dated by the world's time, and the jobs beside it. */
export const begin = async () => {
  const world = await anAccessWorld();
  world.site.now = () => new Date(world.time.now).toISOString();
  return { world, jobs: jobsOf(world) };
};
export type Jobs = ReturnType<typeof jobsOf>;

export const PROPERTY = propertyName(ORDERS_PAGE, PROJECTION_KEY);
export const propertyOn = (world: AccessWorld) => world.site.properties.get(PROPERTY);

/** What the page says of itself to somebody who reads it. */
export const recordOf = async (world: AccessWorld, who = RITA) =>
  good(await world.ask(who, 'readAccess', { pageId: ORDERS_PAGE })).record;

/** What the space's record tells, in order. */
export const entriesOf = async (world: AccessWorld) =>
  good(await world.access.requests.records(CHAIN, { from: 1, to: 100 })).map(({ entry }) => entry.type);

export const approve = async (world: AccessWorld, who: string, { id, rev, planHash }: RequestView) =>
  good(await decide(world, who, { id, rev, planHash }));

/** Puts something in the property's place by REST, as any editor of the page may, a while after it was written. */
export const tamper = async (world: AccessWorld, value: Json, who = DARIO) => {
  world.time.now += 2 * MINUTE;
  const seen = propertyOn(world)?.version ?? 0;
  const write = { key: PROJECTION_KEY, value, seen, message: '' };
  good(await createMemoryConfluence(world.site, who).writeProperty(ORDERS_PAGE, write));
};

export const altered = (world: AccessWorld, over: JsonObject): Json => ({
  ...(propertyOn(world)?.value as JsonObject),
  ...over,
});

/** Sam answers what Gatehouse may write on pages of the space. */
export const answer = async (
  world: AccessWorld,
  writesTable: boolean | null,
  writesComments: boolean | null = null,
) => {
  const { rev } = good(await world.ask(SAM, 'readSpaceSettings', { spaceId: ORD }));
  const payload = { spaceId: ORD, rev, writesTable, writesComments, commandId: aCommandId() };
  return world.ask(SAM, 'saveSpaceSettings', payload);
};

/** The daily look at the page. */
export const lookAt = (jobs: Jobs) => jobs.consume({ body: { key: `check#${ORDERS_PAGE}` } });
