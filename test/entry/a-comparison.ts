import type { Acl } from '../../src/domain/kong/entities';
import { createRefreshConsumer } from '../../src/entry/refresh-jobs';
import type { CarryingWorld } from './a-carrying-world';
import { wait } from './a-carrying-world';
import { ADA, good, ORD, ORDERS_PAGE, RITA } from './a-world';

const MINUTE = 60_000;

/** The whole of a connection is read, and nothing is compared yet. */
export const readWhole = async (world: CarryingWorld, id = world.connectionId): Promise<void> => {
  good(await world.ask(ADA, 'refreshConnectionSnapshot', { id }));
  await readWhatIsAsked(world);
};

/** The same, where it was not read a moment ago. */
export const readIfDue = async (world: CarryingWorld, id: string): Promise<void> => {
  await world.ask(ADA, 'refreshConnectionSnapshot', { id });
  await readWhatIsAsked(world);
};

const readWhatIsAsked = async (world: CarryingWorld): Promise<void> => {
  const consume = createRefreshConsumer({
    ports: () => world.portsFor({ kind: 'anonymous' }),
    log: () => undefined,
  });
  for (const { message } of world.refreshes.take()) await consume({ body: message });
};

/** What was read is compared with what was granted, as the next sweep sees to. */
export const compareRead = async (world: CarryingWorld): Promise<void> => {
  await world.jobs.sweep();
  await world.jobs.deliver();
};

/** The whole of it is read, and compared with what was granted, as happens by itself every few hours. */
export const reread = async (world: CarryingWorld, id = world.connectionId): Promise<void> => {
  wait(world, 15 * MINUTE);
  await readWhole(world, id);
  await compareRead(world);
};

/** What a Confluence admin is told of the connection. */
export const driftOf = async (world: CarryingWorld, id = world.connectionId) =>
  good(await world.ask(ADA, 'readConnectionDrift', { id }));

/** What everybody who looks at the page is told of what differs. */
export const alarmsOn = async (world: CarryingWorld): Promise<string[]> => {
  const { alarms } = good(await world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE }));
  return alarms.filter(({ kind }) => kind === 'drift').map(({ sentence }) => sentence);
};

export const entriesOf = async (world: CarryingWorld, type: string, chain = `space-${ORD}`) => {
  const { requests } = world.portsFor({ kind: 'anonymous' });
  const records = good(await requests.records(chain, { from: 1, to: 200 }));
  return records.filter(({ entry }) => entry.type === type);
};

/** Everything that is there, of whomever. */
export const everythingIn = ({ estate }: CarryingWorld): string =>
  JSON.stringify([estate.kong, estate.mesh.policies]);

export const acls = ({ estate }: CarryingWorld): Acl[] => (estate.kong.acls ??= []);
