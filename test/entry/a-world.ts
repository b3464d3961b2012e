import { createMemoryConfluence, type MemorySite } from '../../src/adapters/memory/confluence';
import { noPages } from '../../src/adapters/memory/confluence-pages';
import { createMemoryGrants } from '../../src/adapters/memory/grant-store';
import { createMemoryKongSource, type KongEstate } from '../../src/adapters/memory/kong-source';
import { createMemoryKongWriter } from '../../src/adapters/memory/kong-writer';
import { createMemoryReports } from '../../src/adapters/memory/account-reports';
import { createMemoryAudit } from '../../src/adapters/memory/audit-store';
import { createMemoryMeshSource, type MeshEstate } from '../../src/adapters/memory/mesh-source';
import { createMemoryMeshWriter } from '../../src/adapters/memory/mesh-writer';
import { createMemoryRefreshQueue } from '../../src/adapters/memory/refresh-queue';
import { createMemorySnapshotStore } from '../../src/adapters/memory/snapshot-store';
import { createMemoryRequests } from '../../src/adapters/memory/request-store';
import { createMemoryWork } from '../../src/adapters/memory/work-queue';
import { createMemoryStorage } from '../../src/adapters/memory/storage';
import { createSnapshotCache } from '../../src/app/cache';
import type { ResolverPorts } from '../../src/app/resolver-ports';
import type { Viewer } from '../../src/app/authorize';
import type { Defs } from '../../src/contract/defs';
import { DEFAULT_MESH_CONFIG } from '../../src/domain/istio/resources';
import { createResolver, type Edge } from '../../src/entry/resolver';
import { aPolicy, aPlugin, aRoute, aService } from './builders';

export const RITA = '712020:rita'; // reads
export const DARIO = '712020:dario'; // edits
export const OLGA = '712020:olga'; // owns the orders service
export const SAM = '712020:sam'; // admin of ORD and SHOP
export const ADA = '712020:ada'; // Confluence admin
export const NILS = '712020:nils'; // sees no restricted page
export const ANONYMOUS = null;

export const ORD = '65537';
export const PAY = '65538';
export const SHOP = '65539';
export const ORDERS_PAGE = '131073';
export const PAYMENTS_PAGE = '131080';
export const CART_PAGE = '131090';

const INSTALLATION = 'ari:cloud:confluence::site/shop';
export const OWNERS_GROUP = '0f6a1f0e-1111-4c1a-9d1b-00000000a001';

const aSite = (): MemorySite => ({
  ...noPages(),
  pages: [
    {
      id: ORDERS_PAGE,
      title: 'Orders service',
      spaceId: ORD,
      labels: ['orders'],
      readers: [RITA, DARIO, SAM, ADA],
      editors: [DARIO, SAM],
    },
    {
      id: PAYMENTS_PAGE,
      title: 'Payments service',
      spaceId: PAY,
      labels: [],
      readers: [DARIO],
      editors: [DARIO],
    },
    {
      id: CART_PAGE,
      title: 'Cart service',
      spaceId: SHOP,
      labels: [],
      readers: 'everybody',
      editors: [DARIO],
    },
  ],
  spaces: [
    { id: ORD, key: 'ORD', name: 'Orders', admins: [SAM] },
    { id: PAY, key: 'PAY', name: 'Payments', admins: [] },
    { id: SHOP, key: 'SHOP', name: 'Storefront', admins: [SAM] },
  ],
  groups: [{ id: OWNERS_GROUP, name: 'orders-owners', members: [OLGA] }],
  accounts: [RITA, DARIO, SAM, ADA, NILS, OLGA],
  confluenceAdmins: [ADA],
  bindings: new Map(),
  closedToApp: [PAYMENTS_PAGE],
  unavailable: null,
});

const aKongEstate = (): KongEstate => ({
  node: {
    product: 'kong',
    edition: 'oss',
    version: '3.9.3',
    flavor: 'traditional_compatible',
    database: 'postgres',
    role: null,
  },
  services: [
    aService({ name: 'orders', tags: ['team:orders', 'svc:orders'] }),
    aService({ name: 'payments', tags: ['team:payments', 'svc:payments'] }),
    aService({ name: 'cart', tags: ['team:storefront', 'svc:cart'] }),
  ],
  routes: [
    aRoute({ name: 'orders-read', serviceId: 'id-orders', paths: ['/orders'] }),
    aRoute({ name: 'payments-all', serviceId: 'id-payments', paths: ['/payments'] }),
    aRoute({ name: 'cart-all', serviceId: 'id-cart', paths: ['/cart'] }),
  ],
  plugins: [
    aPlugin({ name: 'key-auth', scope: { serviceId: 'id-orders' }, config: { key_names: ['apikey'] } }),
  ],
  consumers: [],
});

const aMeshEstate = (): MeshEstate => ({
  version: 'v1.33.1',
  mesh: DEFAULT_MESH_CONFIG,
  policies: [
    aPolicy({ name: 'allow-gateway', namespace: 'orders', matchLabels: { app: 'orders' } }),
    aPolicy({ name: 'payments-only', namespace: 'payments', matchLabels: { app: 'payments' } }),
  ],
  services: [],
  namespaces: { orders: { 'istio-injection': 'enabled' } },
  pods: [],
  serviceAccounts: [],
  gateways: [],
});

/**
 * A site, a gateway, a mesh and storage in memory, and the app's real resolver over them. Time stands until it is moved.
 * @param real sources or storage in place of those in memory
 */
export const aWorld = (real: Partial<ResolverPorts> = {}) => {
  const site = aSite();
  const storage = createMemoryStorage();
  const snapshots = createMemorySnapshotStore();
  const refreshes = createMemoryRefreshQueue();
  const access = createMemoryRequests();
  const work = createMemoryWork();
  const audit = createMemoryAudit();
  const reports = createMemoryReports();
  const { mappings } = access;
  const cache = createSnapshotCache();
  const estate = { kong: aKongEstate(), mesh: aMeshEstate() };
  const time = { now: Date.UTC(2026, 10, 23, 10), next: 0, remainingMs: 25_000 };
  const now = () => time.now;
  const kong = createMemoryKongSource(estate.kong, { now });
  const mesh = createMemoryMeshSource(estate.mesh, { now });
  let written = 0;
  const id = () => `written-${(written += 1)}`;
  const kongWriter = createMemoryKongWriter(estate.kong, { now, id });
  const meshWriter = createMemoryMeshWriter(estate.mesh, { now });
  const grants = createMemoryGrants();
  const log: Parameters<Edge['log']>[0][] = [];
  const portsFor = (viewer: Viewer, installation: string | null = null): ResolverPorts => ({
    clock: { now: () => new Date(time.now).toISOString(), remainingMs: () => time.remainingMs },
    ids: { next: () => String((time.next += 1)).padStart(26, '0') },
    confluence: createMemoryConfluence(site, viewer.kind === 'person' ? viewer.accountId : null),
    ...storage,
    settings: access.settings,
    snapshots,
    indexes: cache.of(installation),
    mappings,
    refreshes,
    requests: access.requests,
    policies: access.policies,
    recorded: access.recorded,
    projections: access.projections,
    outbox: access.outbox,
    work,
    placeOf: (page) => ({ app: 'ari:app', installation: 'ari:installation', page }),
    signing: access.signing,
    audit,
    kong,
    mesh,
    kongWriter,
    meshWriter,
    grants,
    ...real,
  });
  const resolver = createResolver({ portsFor, log: (line) => log.push(line) });
  /** Calls a resolver key as the platform would: the account is the platform's word, the payload the browser's. */
  const ask = async <K extends keyof Defs>(
    accountId: string | null,
    key: K,
    payload: unknown,
  ): Promise<ReturnType<Defs[K]>> =>
    (await resolver(
      { call: { functionKey: key, payload }, context: {} },
      { installContext: INSTALLATION, ...(accountId === null ? {} : { principal: { accountId } }) },
    )) as ReturnType<Defs[K]>;
  return {
    site,
    access,
    audit,
    work,
    storage,
    snapshots,
    refreshes,
    mappings,
    estate,
    time,
    kong,
    mesh,
    kongWriter,
    meshWriter,
    grants,
    reports,
    log,
    portsFor,
    ask,
  };
};

export type World = ReturnType<typeof aWorld>;

/** The value of an answer that must be good. */
export const good = <T>(answer: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
};

export const nothing = { services: [], tags: [], namespaces: [] };

export const aDraft = (changes: object = {}) => ({
  name: 'Shop gateway',
  target: {
    kind: 'kong',
    api: {
      type: 'admin',
      url: 'https://kong.shop.example:8444',
      workspace: null,
      tokenHeader: 'Kong-Admin-Token',
    },
  },
  owners: [{ kind: 'group', groupId: OWNERS_GROUP }],
  reader: { change: 'set', secret: 's3cr3t-reader-1' },
  writer: { change: 'read-only' },
  ...changes,
});

export const aMeshDraft = () =>
  aDraft({ name: 'Shop mesh', target: { kind: 'kubernetes', url: 'https://mesh.shop.example' } });

type Show = { services?: string[]; tags?: string[]; namespaces?: string[] };

/** Adds a connection as Ada, with what ORD and other spaces may show. */
export const connect = async (world: World, draft: object, show: Record<string, Show> = {}) => {
  const saved = good(await world.ask(ADA, 'saveConnection', { id: null, rev: 0, draft }));
  const rules = Object.entries(show).map(([spaceId, scope]) => ({
    spaceId,
    show: { ...nothing, ...scope },
    change: nothing,
  }));
  return good(await world.ask(ADA, 'saveSpaceRules', { id: saved.id, rev: saved.rev, rules }));
};

/** Binds by writing the page's property, as any editor could by hand. */
export const bindByHand = (world: World, pageId: string, environment: object) => {
  const binding = {
    v: 1 as const,
    environments: [{ name: 'Production', kong: null, kubernetes: null, ...environment }],
  };
  world.site.bindings.set(pageId, { version: 1, value: binding });
};
