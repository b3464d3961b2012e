import { grantStore } from '../src/adapters/forge/grant-store';
import { createReadingStore } from '../src/adapters/forge/reading-store';
import { compareGrants } from '../src/app/access/compare-grants';
import type { JobPorts } from '../src/app/job-ports';
import { createRefreshConsumer } from '../src/entry/refresh-jobs';
import type { KongAclChange } from '../src/domain/access/change';
import { heldBy, type Holder } from '../src/domain/access/holding';
import { kongTagsOf } from '../src/domain/access/ownership';
import type { Acl } from '../src/domain/kong/entities';
import { uninstallForge } from '../test/contract/forge-in-process';
import { active, type CarryingWorld } from '../test/entry/a-carrying-world';
import { ADA, good } from '../test/entry/a-world';
import { countedStorage } from './counted-storage';

const HELD = 10_000;
const OTHERS = 10_000;
const TAKEN = 100;

/**
 * A gateway with twenty thousand memberships, half of them of grants: what one comparison takes, over the grant store that runs on Forge and
 * the local host's storage in this process. Requests and the record are in memory; the time is the app's and the host's, not a network's.
 */
export const benchDrift = async (): Promise<void> => {
  const { world, id } = await active({});
  const storage = countedStorage(world.time.now);
  try {
    const ports = portsOver(world);
    const own = await fill(world, id, storage);
    console.log(`drift: ${HELD} memberships of grants and ${OTHERS} others at one gateway`);
    const rows: Record<string, Record<string, number>> = {};
    await read(world);
    rows['nothing differs'] = await measured(ports, world, storage);
    world.estate.kong.acls = (world.estate.kong.acls ?? []).filter(
      (acl) => !own.slice(0, TAKEN).includes(acl),
    );
    await read(world);
    rows[`${TAKEN} taken away`] = await measured(ports, world, storage);
    await read(world);
    rows['still away'] = await measured(ports, world, storage);
    console.table(rows);
  } finally {
    uninstallForge();
  }
};

type Storage = ReturnType<typeof countedStorage>;

const portsOver = (world: CarryingWorld): JobPorts => {
  const ports = world.portsFor({ kind: 'anonymous' });
  return {
    ...ports,
    clock: { ...ports.clock, remainingMs: () => 300_000 },
    grants: grantStore,
    readings: createReadingStore(ports.ids),
  };
};

/** Memberships of one request, each held; and as many of nobody's. @returns those that are held */
const fill = async (world: CarryingWorld, requestId: string, storage: Storage): Promise<Acl[]> => {
  const acl = (n: number, tags: string[]): Acl => ({
    id: `acl-${String(n).padStart(6, '0')}`,
    consumerId: `consumer-${n}`,
    group: 'orders-read',
    tags,
    createdAt: 1,
  });
  const own = Array.from({ length: HELD }, (_, n) => acl(n, kongTagsOf(requestId)));
  const others = Array.from({ length: OTHERS }, (_, n) => acl(HELD + n, []));
  const { connectionId, time, estate } = world;
  estate.kong.acls = [...own, ...others];
  const since = time.now - 1;
  const holder: Holder = { requestId, pageId: '1', spaceId: '2', since, expiresAt: since + 7 * 86_400_000 };
  storage.passing(1_000);
  for (const { consumerId, group } of own) {
    const change: KongAclChange = {
      kind: 'kong-acl',
      connectionId,
      consumer: { id: consumerId, name: consumerId },
      group,
      want: 'present',
      seen: { aclId: null },
    };
    good(await grantStore.save(heldBy(null, change, holder)));
  }
  storage.passing(0);
  return own;
};

const read = async (world: CarryingWorld): Promise<void> => {
  world.time.now += 15 * 60_000;
  const ports = world.portsFor({ kind: 'anonymous' });
  const consume = createRefreshConsumer({
    ports: () => ({ ...ports, clock: { ...ports.clock, remainingMs: () => 300_000 } }),
    log: () => undefined,
  });
  good(await world.ask(ADA, 'refreshConnectionSnapshot', { id: world.connectionId }));
  for (let sent = world.refreshes.take(); sent.length > 0; sent = world.refreshes.take())
    for (const { message } of sent) await consume({ body: message });
};

const measured = async (
  ports: JobPorts,
  { connectionId }: CarryingWorld,
  { counts, passing }: Storage,
): Promise<Record<string, number>> => {
  // As many minutes later as the rates take to start anew; while it is measured they hold.
  passing(120_000);
  await grantStore.get('none');
  passing(0);
  const before = { calls: counts.calls, reads: counts.units.length, writes: counts.writes };
  const start = performance.now();
  const report = good(await compareGrants(ports, connectionId));
  const ms = Math.round(performance.now() - start);
  const units = await Promise.all(counts.units.slice(before.reads));
  return {
    ms,
    differences: report?.drifts.length ?? 0,
    'storage calls': counts.calls - before.calls,
    'read units': units.reduce((sum, one) => sum + one, 0),
    'rows written': counts.writes - before.writes,
    'heap MB': Math.round(process.memoryUsage().heapUsed / 1e6),
  };
};
