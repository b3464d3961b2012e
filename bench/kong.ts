import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { parse } from 'yaml';

import { largeEstate } from '../host/example/large-estate';
import { createKong, RECORDED_NODE } from '../host/kong/kong';
import { createKvs, type Kvs } from '../host/platform/kvs';
import { parseManifest } from '../host/platform/manifest';
import { createKongSource } from '../src/adapters/kong/kong-source';
import { createMeshSource } from '../src/adapters/kubernetes/mesh-source';
import { createCaller } from '../src/adapters/http/call';
import { createMemoryRefreshQueue } from '../src/adapters/memory/refresh-queue';
import { createMemoryStorage } from '../src/adapters/memory/storage';
import { createSnapshotCache } from '../src/app/cache';
import { snapshotOf } from '../src/app/page-estate';
import type { SnapshotStore } from '../src/app/ports';
import type { RefreshPorts } from '../src/app/refresh-snapshot';
import { answerRefreshMessage } from '../src/app/refresh-when-due';
import { requestRefresh } from '../src/app/request-refresh';
import type { KongConnection } from '../src/domain/connection';
import { indexKong } from '../src/domain/kong/snapshot';
import { whoMayCall } from '../src/domain/kong/who-may-call';

const SIZE = { routes: 10_000, consumers: 5_000, acls: 20_000, seed: 1 };
const GATEWAY = '01JD00000000000000000KONG1';
const CREDENTIALS = 5_000;
/** Forge ends the consumer after the manifest's 300 s. */
const TURN_MS = 300_000;

/**
 * Builds the snapshot of a large Kong over the Admin API's stand-in into Forge's storage, reads it back, and prints what that cost.
 * The stand-in and storage answer in this process: the time is our own work, not the network's.
 */
export const benchKong = async (): Promise<void> => {
  const world = await aWorld();
  const rows: Record<string, Record<string, number | string>> = {};
  for (const title of ['first refresh', 'second refresh, sweeping the first']) {
    rows[title] = await measured(world, world.refresh);
  }
  rows['read it back'] = await measured(world, world.readBack);
  rows['read its age'] = await measured(world, () => world.store.record(GATEWAY));
  rows['callers of a service, a process that just began'] = await measured(world, () => world.callers(0));
  rows['its next page'] = await measured(world, () => world.callers(50));
  console.log('kong: 10 000 routes, 5 000 consumers, 20 000 ACLs, 5 000 keys');
  console.table(rows);
  console.table(await world.sizes());
};

/** So that a measurement begins with what is in use, not with what was left over. */
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

type World = Awaited<ReturnType<typeof aWorld>>;

const measured = async ({ counters }: World, work: () => Promise<unknown>) => {
  const before = { ...counters };
  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;
  let peak = heapBefore;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 5);
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage().heapUsed);
  return {
    ms: Math.round(ms),
    'peak heap +MB': Math.round((peak - heapBefore) / 1_000_000),
    'calls to Kong': counters.calls - before.calls,
    turns: counters.turns - before.turns,
    'storage requests': counters.requests - before.requests,
    'rows read': counters.reads - before.reads,
    'rows written': counters.writes - before.writes,
    'KiB written': Math.round((counters.bytesWritten - before.bytesWritten) / 1024),
  };
};

const aWorld = async () => {
  const counters = { calls: 0, turns: 0, requests: 0, reads: 0, writes: 0, bytesWritten: 0 };
  const kvs = installedStorage(counters);
  // @forge/kvs takes its way to storage when it is loaded.
  const { snapshotStore: store } = await import('../src/adapters/forge/snapshot-store');
  const state = largeEstate(SIZE);
  const consumers = state.consumers ?? [];
  state.keyauth_credentials = Array.from({ length: CREDENTIALS }, (_, n) => ({
    id: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
    key: `s3cr3t-${n}`,
    consumer: { id: consumers[n % consumers.length]?.id ?? '' },
    created_at: 1,
  }));
  const kong = createKong({
    state,
    now: Date.now,
    randomUuid: () => crypto.randomUUID(),
    node: RECORDED_NODE,
  });
  const call = createCaller({
    fetch: (url, init) => {
      counters.calls += 1;
      return kong.fetch(new Request(url, init));
    },
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  });
  return { counters, store, ...refreshing({ counters, store, call }), sizes: () => sizesOf(kvs, store) };
};

type Counters = {
  calls: number;
  turns: number;
  requests: number;
  reads: number;
  writes: number;
  bytesWritten: number;
};
type Parts = { counters: Counters; store: SnapshotStore; call: ReturnType<typeof createCaller> };

const refreshing = ({ counters, store, call }: Parts) => {
  const refreshes = createMemoryRefreshQueue();
  const connection: KongConnection = {
    kind: 'kong',
    id: GATEWAY,
    rev: 1,
    name: 'Large gateway',
    owners: [],
    reader: { state: 'absent' },
    writer: { state: 'read-only' },
    spaceRules: [],
    createdAt: '2026-11-23T09:00:00.000Z',
    updatedAt: '2026-11-23T09:00:00.000Z',
    api: { type: 'admin', url: 'https://kong.shop.example:8444', workspace: null, tokenHeader: null },
  };
  const storage = createMemoryStorage();
  let ids = 0;
  let hours = 0;
  let turnStart = Date.now();
  const ports: RefreshPorts = {
    ...storage,
    clock: {
      now: () => new Date(Date.now() + hours * 3_600_000).toISOString(),
      remainingMs: () => turnStart + TURN_MS - Date.now(),
    },
    ids: { next: () => String((ids += 1)).padStart(26, '0') },
    kong: createKongSource({ call }),
    mesh: createMeshSource({ call }),
    snapshots: store,
    refreshes,
  };
  const refresh = async (): Promise<void> => {
    await storage.connections.put(connection);
    hours += 1;
    const asked = await requestRefresh(ports, connection);
    if (!asked.ok) throw new Error(asked.error.code);
    for (let waiting = refreshes.take(); waiting.length > 0; waiting = refreshes.take())
      for (const { message } of waiting) {
        counters.turns += 1;
        turnStart = Date.now();
        const done = await answerRefreshMessage(ports, message);
        if (!done.ok) throw new Error(done.error.code);
      }
  };
  const readBack = async (): Promise<void> => {
    const read = await store.current(GATEWAY);
    if (!read.ok || read.value === null) throw new Error('nothing to read');
    const { snapshot } = read.value;
    if (snapshot.acls?.length !== SIZE.acls || snapshot.unread.length > 0) throw new Error('not whole');
    indexKong(snapshot);
  };
  return { refresh, readBack, callers: callersIn(ports, connection) };
};

/** A page of who may call the first service's routes, as the macro asks for it. */
const callersIn = (ports: RefreshPorts, connection: KongConnection) => {
  const indexes = createSnapshotCache().of('ari:cloud:confluence::site/bench');
  return async (offset: number): Promise<void> => {
    const read = await snapshotOf({ ...ports, indexes }, connection);
    if (!read.ok || read.value.indexed === null) throw new Error('nothing to read');
    const { index } = read.value.indexed;
    const service = index.snapshot.services[0];
    const routes = index.snapshot.routes.filter(({ serviceId }) => serviceId === service?.id);
    const page = whoMayCall(index, routes, { search: '', offset, limit: 50 });
    if (page.rows.length !== 50 || page.routes.length === 0) throw new Error('not a page');
  };
};

const installedStorage = (counters: Counters): Kvs => {
  const manifest = parseManifest(parse(readFileSync(path.join(__dirname, '../manifest.yml'), 'utf8')));
  const files = new Map<string, unknown>();
  const kvs = createKvs({
    entities: manifest.app.storage?.entities ?? [],
    clock: { now: Date.now, advance: () => Promise.resolve(), onAdvance: () => undefined },
    state: {
      read: (name) => files.get(name),
      write: () => undefined,
      flush: () => Promise.resolve(),
    },
    faults: {},
  });
  const platform = globalThis as { __forge_fetch__?: unknown; __forge_runtime__?: unknown };
  const timing = () => ({ measure: () => ({ stop: () => undefined }) });
  platform.__forge_runtime__ = { metrics: { counter: () => ({ incr: () => undefined }), timing } };
  platform.__forge_fetch__ = (_: unknown, where: string, init: { body: string }) => {
    count(counters, where, init.body);
    return Promise.resolve(kvs.handle(where, init.body));
  };
  return kvs;
};

const count = (counters: Counters, where: string, body: string): void => {
  const parsed = JSON.parse(body) as { set?: unknown[]; delete?: unknown[] } | unknown[];
  const rows = Array.isArray(parsed)
    ? parsed.length
    : (parsed.set?.length ?? 0) + (parsed.delete?.length ?? 0);
  counters.requests += 1;
  if (where.endsWith('/get')) counters.reads += Math.max(1, rows);
  else {
    counters.writes += Math.max(1, rows);
    counters.bytesWritten += body.length;
  }
};

/** By collection: parts, chunks and their size as stored. */
const sizesOf = async (kvs: Kvs, store: SnapshotStore) => {
  const record = await store.record(GATEWAY);
  const head = record.ok ? record.value.current : null;
  const { entities } = kvs.dump() as unknown as { entities: { snapshot: Record<string, { blob: string }> } };
  const sizes: Record<
    string,
    { entities: number; parts: number; chunks: number; KiB: number; 'largest KiB': number }
  > = {};
  head?.parts.forEach(({ collection, chunks }, part) => {
    const row = (sizes[collection] ??= {
      entities: head.counts[collection] ?? 0,
      parts: 0,
      chunks: 0,
      KiB: 0,
      'largest KiB': 0,
    });
    row.parts += 1;
    row.chunks += chunks;
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const KiB =
        (entities.snapshot[`kong:${GATEWAY}:${head.generation}:${part}:${chunk}`]?.blob.length ?? 0) / 1024;
      row.KiB = Math.round((row.KiB + KiB) * 10) / 10;
      row['largest KiB'] = Math.round(Math.max(row['largest KiB'], KiB) * 10) / 10;
    }
  });
  return sizes;
};
