import { createMemoryKongSource, type KongEstate } from '../../src/adapters/memory/kong-source';
import { createMemoryMeshSource, type MeshEstate } from '../../src/adapters/memory/mesh-source';
import { createMemoryRefreshQueue } from '../../src/adapters/memory/refresh-queue';
import { createMemorySnapshotStore } from '../../src/adapters/memory/snapshot-store';
import { createMemoryStorage } from '../../src/adapters/memory/storage';
import type { RefreshMessage, SnapshotStore } from '../../src/app/ports';
import type { RefreshPorts, TurnLimits } from '../../src/app/refresh-snapshot';
import { answerRefreshMessage } from '../../src/app/refresh-when-due';
import { requestRefresh } from '../../src/app/request-refresh';
import type { Connection, KongConnection, KubernetesConnection } from '../../src/domain/connection';
import { MESH_COLLECTIONS } from '../../src/domain/istio/connection-snapshot';
import { aConsumer, aRoute, aShop, id } from '../contract/kong-estate';
import { aMesh, meshEstate } from '../contract/mesh-estate';
import { good } from '../entry/a-world';

export const GATEWAY = '01JD00000000000000000KONG1';
const TEN = Date.UTC(2026, 10, 23, 10);

export const aConnection = (fields: Partial<KongConnection> = {}): KongConnection => ({
  kind: 'kong',
  id: GATEWAY,
  rev: 1,
  name: 'Shop gateway',
  owners: [{ kind: 'group', groupId: 'platform' }],
  reader: { state: 'absent' },
  writer: { state: 'read-only' },
  spaceRules: [],
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
  api: { type: 'admin', url: 'https://kong.shop.example:8444', workspace: null, tokenHeader: null },
  ...fields,
});

export const aMeshConnection = (fields: Partial<KubernetesConnection> = {}): KubernetesConnection => {
  const { api: _, ...common } = aConnection();
  return { ...common, kind: 'kubernetes', name: 'Shop mesh', url: 'https://mesh.shop.example', ...fields };
};

/** A cluster with something in every list, most of it in pages of two. */
export const aCluster = (): MeshEstate & { pageSize: number } => ({ ...meshEstate(aMesh()), pageSize: 2 });

/** The same for a cluster: another generation of everything. */
export const changeAll = (cluster: MeshEstate): void => {
  cluster.policies = cluster.policies.map((policy) => renamed(policy));
  cluster.services = cluster.services.map((service) => renamed(service));
  for (const account of cluster.serviceAccounts) account.name += '-2';
  cluster.serviceAccounts.push({ namespace: 'payments', name: 'newcomer' });
};

const renamed = <T extends { metadata: { name: string } }>(object: T): T => ({
  ...object,
  metadata: { ...object.metadata, name: `${object.metadata.name}-2` },
});

/** A shop with something in every collection, in pages of two. */
export const anEstate = (): KongEstate & { pageSize: number } => ({
  ...aShop(),
  acls: [1, 2, 3].map((n) => ({
    id: id('ac', n),
    consumerId: id('c0', 1),
    group: `group-${n}`,
    tags: [],
    createdAt: null,
  })),
  upstreams: [{ id: id('11', 1), name: 'orders', algorithm: 'round-robin', tags: [] }],
  certificates: [{ id: id('12', 1), snis: ['api.shop.example'], notAfter: '2027-01-01T00:00:00.000Z' }],
  credentialCounts: [1, 2, 3].map((n) => ({ consumerId: id('c0', n), kind: 'key-auth', count: n })),
  pageSize: 2,
});

/** Renames everything, so that a page of before beside one of after shows. */
export const renameAll = (estate: KongEstate): void => {
  for (const service of estate.services) service.name = `${service.name ?? ''}-2`;
  for (const route of estate.routes) route.name = `${route.name ?? ''}-2`;
  for (const acl of estate.acls ?? []) acl.group += '-2';
  estate.routes.push(aRoute(90, id('5e', 1)));
  estate.consumers.push(aConsumer(90, 'newcomer'));
};

type Options = {
  estate?: KongEstate;
  cluster?: MeshEstate;
  connection?: Connection;
  snapshots?: SnapshotStore;
};

/** One gateway or cluster, a queue whose messages a test delivers, and time that stands until it is moved. */
export const aRefresh = ({
  estate = anEstate(),
  cluster = aCluster(),
  connection = aConnection(),
  snapshots = createMemorySnapshotStore(),
}: Options = {}) => {
  const time = { now: TEN, remainingMs: 300_000, ids: 0 };
  const storage = createMemoryStorage();
  const kong = createMemoryKongSource(estate, { now: () => time.now });
  const mesh = createMemoryMeshSource(cluster, { now: () => time.now });
  const refreshes = createMemoryRefreshQueue();
  const ports: RefreshPorts = {
    ...storage,
    clock: { now: () => new Date(time.now).toISOString(), remainingMs: () => time.remainingMs },
    ids: { next: () => String((time.ids += 1)).padStart(26, '0') },
    kong,
    mesh,
    snapshots,
    refreshes,
  };
  const deliver = (message: RefreshMessage, limits?: TurnLimits, through: RefreshPorts = ports) =>
    answerRefreshMessage(through, message, limits === undefined ? {} : { limits });
  /** Asks for a refresh and answers the message that would carry it on. */
  const ask = async (): Promise<RefreshMessage> => {
    time.now += 10 * 60_000;
    good(await requestRefresh(ports, connection));
    const [queued] = refreshes.take();
    if (queued === undefined) throw new Error('no message was sent');
    return queued.message;
  };
  /** Delivers what waits until nothing does. */
  const drain = async (limits?: TurnLimits) => {
    const outcomes = [];
    for (let waiting = refreshes.take(); waiting.length > 0; waiting = refreshes.take())
      for (const { message, delaySeconds } of waiting) {
        time.now += delaySeconds * 1000;
        outcomes.push(await deliver(message, limits));
      }
    return outcomes;
  };
  const snapshot = async () => good(await snapshots.current(GATEWAY))?.snapshot ?? null;
  const lists = async () => good(await snapshots.lists(GATEWAY, MESH_COLLECTIONS));
  /** What was read, without its date. */
  const content = async (): Promise<string> =>
    connection.kind === 'kong'
      ? JSON.stringify({ ...(await snapshot()), readAt: null })
      : JSON.stringify((await lists())?.parts ?? null);
  const start = async () => {
    await storage.connections.put(connection);
    return {
      estate,
      cluster,
      connection,
      time,
      storage,
      kong,
      mesh,
      refreshes,
      snapshots,
      ports,
      deliver,
      ask,
      drain,
      snapshot,
      lists,
      content,
    };
  };
  return start();
};

export class Killed extends Error {}

/** The same ports, ended at the call after `calls`: whatever a run does from there on does not happen. */
export const killedAfter = (
  ports: RefreshPorts,
  calls: number,
): { ports: RefreshPorts; died: () => boolean } => {
  let left = calls;
  let dead = false;
  const dying = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          if (left-- <= 0) {
            dead = true;
            throw new Killed();
          }
          return method.apply(target, args);
        };
      },
    });
  const { kong, mesh, snapshots, refreshes, exchanges, connections } = ports;
  return {
    died: () => dead,
    ports: {
      ...ports,
      kong: dying(kong),
      mesh: dying(mesh),
      snapshots: dying(snapshots),
      refreshes: dying(refreshes),
      exchanges: dying(exchanges),
      connections: dying(connections),
    },
  };
};
