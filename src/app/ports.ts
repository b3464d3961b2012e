import type { Binding, ConnectionId, KongTarget, KubernetesTarget } from '../domain/binding';
import type {
  Connection,
  ConnectionHealth,
  CredentialRole,
  Exchange,
  ExchangePurpose,
} from '../domain/connection';
import type { Mapping, Subject } from '../domain/identity/mapping';
import type {
  KubernetesService,
  MeshConfig,
  MeshSurroundings,
  Policy,
  PolicyKind,
} from '../domain/istio/resources';
import type { MeshCollection, MeshItems, MeshPart } from '../domain/istio/connection-snapshot';
import type {
  ConnectionSnapshot,
  SnapshotCollection,
  SnapshotItems,
} from '../domain/kong/connection-snapshot';
import type { PeopleReading } from '../domain/access/people';
import type { Place } from '../domain/access/projection';
import type { Acl, Consumer, KongNode, Plugin, Route, Service } from '../domain/kong/entities';
import type { GatewayPlugins } from '../domain/kong/gateway-plugins';
import type { EstatePart } from '../domain/snapshot/reading-order';
import type { Generation, SnapshotHead, SnapshotRecord } from '../domain/snapshot/refresh';
import type { Result } from '../domain/result';
import type { SourceFailureCode, Unread } from '../domain/source';
import type { IsoTime } from '../domain/time';
import type { InstallationCache } from './cache';
import type { AccountReports, AuditStore } from './ports-of-audit';
import type { GrantStore } from './ports-of-grants';
import type { PagePort } from './ports-of-pages';
import type { KongWriter, MeshWriter } from './ports-of-writing';
import type {
  Outbox,
  PolicyStore,
  ProjectionStore,
  RequestStore,
  SettingStore,
  SigningKeys,
  WorkQueue,
} from './ports-of-access';

/**
 * What the outside must offer, in words. `adapters/forge`, `adapters/confluence`, `adapters/kong` and `adapters/kubernetes` implement it
 * for real, `adapters/memory` for tests; one contract suite per port (test/contract) holds both to it.
 */
export type Ports = {
  clock: Clock;
  ids: Ids;
  confluence: ConfluencePort;
  connections: ConnectionStore;
  secrets: SecretStore;
  settings: PageSettingsStore;
  readings: ReadingStore;
  exchanges: ExchangeLog;
  snapshots: SnapshotStore;
  mappings: MappingStore;
  /** What this process remembers of the installation's snapshots. */
  indexes: InstallationCache;
  refreshes: RefreshQueue;
  kong: KongSource;
  mesh: MeshSource;
  kongWriter: KongWriter;
  meshWriter: MeshWriter;
  requests: RequestStore;
  policies: PolicyStore;
  recorded: SettingStore;
  projections: ProjectionStore;
  grants: GrantStore;
  outbox: Outbox;
  work: WorkQueue;
  /** The page as part of this installation: what a projection is bound to. */
  placeOf: (pageId: string) => Place;
  signing: SigningKeys;
  audit: AuditStore;
  reports: AccountReports;
};

export type Clock = {
  now(): IsoTime;
  /** Milliseconds left before the platform ends this invocation. */
  remainingMs(): number;
};

export type Ids = {
  /** A new id that sorts by time: 26 characters of Crockford's alphabet (ULID). */
  next(): string;
};

export type PageFacts = { id: string; title: string; spaceId: string; labels: string[] };

/** Confluence failed in a way that says nothing about rights. */
export type ConfluenceFailure = { code: 'CONFLUENCE_UNAVAILABLE'; detail: string };

/**
 * Everything is asked as the person who clicks, so Confluence itself decides what they may see. Jobs, behind whom nobody stands, ask as the
 * app (`job-ports.ts`).
 */
export type ConfluencePort = PagePort & {
  /** err PAGE_NOT_VISIBLE when Confluence hides the page from the person or it does not exist. */
  page(pageId: string): Promise<Result<PageFacts, { code: 'PAGE_NOT_VISIBLE' } | ConfluenceFailure>>;
  mayEdit(pageId: string): Promise<Result<boolean, ConfluenceFailure>>;
  isSpaceAdmin(spaceId: string): Promise<Result<boolean, ConfluenceFailure>>;
  isConfluenceAdmin(): Promise<Result<boolean, ConfluenceFailure>>;
  /** The stored binding with its version (0 and null when there is none), or why it cannot be understood. */
  readBinding(
    pageId: string,
  ): Promise<
    Result<
      StoredBinding,
      | { code: 'PAGE_NOT_VISIBLE' }
      | { code: 'BINDING_UNREADABLE'; detail: string; version: number }
      | ConfluenceFailure
    >
  >;
  /** Writes as the person. err CONFLICT when `version` is not the stored one any more. */
  writeBinding(
    pageId: string,
    version: number,
    binding: Binding,
  ): Promise<Result<StoredBinding, { code: 'CONFLICT' } | { code: 'NOT_PAGE_EDITOR' } | ConfluenceFailure>>;
  /** Null when the group does not exist. An unknown group's member list looks like an empty group in Confluence, so ask here first. */
  group(groupId: string): Promise<Result<{ id: string; name: string } | null, ConfluenceFailure>>;
  /** Ids of all groups that the person is in. err when a single page of them could not be read: an incomplete list is no list. */
  myGroups(accountId: string): Promise<Result<string[], ConfluenceFailure>>;
  /** Which of these accounts exist. */
  people(accountIds: readonly string[]): Promise<Result<string[], ConfluenceFailure>>;
  /** Which of these Confluence says are closed or switched off. One that it does not know is not among them. */
  closedAccounts(accountIds: readonly string[]): Promise<Result<string[], ConfluenceFailure>>;
  /** Whether the page was put in the bin, or deleted; false when it is there, or hidden from whoever asks. */
  isTrashed(pageId: string): Promise<Result<boolean, ConfluenceFailure>>;
  /** The first of the site's groups, and whether these are all. */
  groups(): Promise<Result<{ groups: { id: string; name: string }[]; all: boolean }, ConfluenceFailure>>;
  searchGroups(query: string): Promise<Result<{ id: string; name: string }[], ConfluenceFailure>>;
  /**
   * Account ids of a group, to its end or not at all: `incomplete` when there is no such group, it is hidden, or a page of it could not
   * be read, or there are more than `atMost`. A list that was cut short would deny a right that somebody has.
   */
  groupMembers(groupId: string, atMost?: number): Promise<PeopleReading>;
  /** Who administers the space, as far as its permissions say: for telling people. Nobody's right rests on it. */
  spaceAdmins(spaceId: string): Promise<Result<{ people: string[]; groupIds: string[] }, ConfluenceFailure>>;
  /** By key or name, at most 50, those the person may see. */
  searchSpaces(query: string): Promise<Result<SpaceFacts[], ConfluenceFailure>>;
  /** Spaces by id; ids that the person may not see are absent. */
  spaces(ids: readonly string[]): Promise<Result<SpaceFacts[], ConfluenceFailure>>;
};

export type SpaceFacts = { id: string; key: string; name: string };
export type StoredBinding = { version: number; binding: Binding | null };

export type StorageFailure = { code: 'STORAGE_UNAVAILABLE'; detail: string };

export type ConnectionStore = {
  /** Every connection, by name. Strictly consistent: a connection just added is listed. */
  list(): Promise<Result<Connection[], StorageFailure>>;
  get(id: ConnectionId): Promise<Result<Connection | null, StorageFailure>>;
  /** Stores `connection` if the stored `rev` is `connection.rev - 1` (0: it must not exist). err CONFLICT otherwise. */
  put(connection: Connection): Promise<Result<Connection, { code: 'CONFLICT' } | StorageFailure>>;
  remove(id: ConnectionId, rev: number): Promise<Result<true, { code: 'CONFLICT' } | StorageFailure>>;
  health(id: ConnectionId): Promise<Result<ConnectionHealth, StorageFailure>>;
  noteHealth(id: ConnectionId, health: ConnectionHealth): Promise<Result<true, StorageFailure>>;
};

/** Secrets go in and are used; nothing above the source adapters ever reads one. */
export type SecretStore = {
  put(id: ConnectionId, role: CredentialRole, secrets: StoredSecrets): Promise<Result<true, StorageFailure>>;
  get(id: ConnectionId, role: CredentialRole): Promise<Result<StoredSecrets | null, StorageFailure>>;
  remove(id: ConnectionId, role: CredentialRole): Promise<Result<true, StorageFailure>>;
};

export type StoredSecrets = { current: string; previous?: string };

export type PageSettingsStore = {
  /** Strictly consistent. Set through `RequestStore.commit` as a recorded setting: each change is a ledger entry. */
  ownerGroup(pageId: string): Promise<Result<string | null, StorageFailure>>;
  /** Pages of a space that access was asked for on, or that an owner was set for, by id. One that is new may be missing for a moment. */
  pagesIn(spaceId: string): Promise<Result<string[], StorageFailure>>;
};

/** The last good reading of something, whole or not at all; larger ones are stored in chunks below 100 KiB. */
export type ReadingStore = {
  get(key: string): Promise<Result<KeptReading | null, StorageFailure>>;
  put(key: string, reading: KeptReading): Promise<Result<true, StorageFailure>>;
};

/** `data` is JSON, as it was put; whoever names the key knows its shape. */
export type KeptReading = { at: IsoTime; data: unknown };

/**
 * Snapshots of connections, in parts. A part belongs to one generation, and only the generation that the record names as `current` is
 * ever read: one that is being written, or was given up, does not exist for a reader.
 */
export type SnapshotStore = {
  /** The record as stored; `noSnapshotYet` when there is none. Strictly consistent. */
  record(id: ConnectionId): Promise<Result<SnapshotRecord, StorageFailure>>;
  /** Stores `record` if the stored `rev` is `record.rev - 1` (0: there must be none). err CONFLICT otherwise. */
  save(record: SnapshotRecord): Promise<Result<SnapshotRecord, { code: 'CONFLICT' } | StorageFailure>>;
  /**
   * Stores the part as the last one of `record.job`, and the record, both or neither, under the condition of `save`.
   * The answer is the record with the part's place. err PART_TOO_LARGE when no single write takes it.
   */
  savePart(
    record: SnapshotRecord,
    part: EstatePart,
  ): Promise<Result<SnapshotRecord, { code: 'CONFLICT' } | { code: 'PART_TOO_LARGE' } | StorageFailure>>;
  /** A gateway's newest whole snapshot and where it was read; null when there was never one. */
  current(id: ConnectionId): Promise<Result<KeptSnapshot | null, StorageFailure>>;
  /** Of the same snapshot the plugins attached to no service and no route, without reading the rest of it. */
  gatewayPlugins(id: ConnectionId): Promise<Result<KeptGatewayPlugins | null, StorageFailure>>;
  /** Of a cluster's newest whole snapshot these lists, without reading the rest of it; null when there was never one. */
  lists(
    id: ConnectionId,
    collections: readonly MeshCollection[],
  ): Promise<Result<KeptLists | null, StorageFailure>>;
  /** Deletes the record, if its `rev` is this one, once no parts of it are left. err CONFLICT otherwise. */
  drop(id: ConnectionId, rev: number): Promise<Result<true, { code: 'CONFLICT' } | StorageFailure>>;
  /** Deletes the parts of generations that nobody reads any more. Deleting again is harmless. */
  sweep(id: ConnectionId, generations: readonly Generation[]): Promise<Result<true, StorageFailure>>;
};

/** Who in Atlassian is which consumer. Written through `RequestStore.commit`: each edit is a ledger entry. */
export type MappingStore = {
  /** All of a connection, oldest first. May lag a moment behind what was just added or removed. */
  list(id: ConnectionId): Promise<Result<Mapping[], StorageFailure>>;
  /** Everything that somebody is, at whichever gateway. May lag likewise. */
  of(subject: Subject): Promise<Result<Mapping[], StorageFailure>>;
  /** Puts the stand-in in the place of an account that said who somebody is on the connection. Who is who stays, so it is no entry. */
  forgetWhoSaid(id: ConnectionId, accountId: string, standIn: string): Promise<Result<true, StorageFailure>>;
};

export type KeptSnapshot = { snapshot: ConnectionSnapshot; address: string; generation: string };
export type KeptGatewayPlugins = { gateway: GatewayPlugins; address: string };
export type KeptLists = { head: SnapshotHead; parts: MeshPart[] };

/** A message to the consumer of refreshes. It may come twice, late, or never. */
export type RefreshMessage =
  /** Starts a refresh, not before the time, unless the snapshot is fresh by then. */
  | { kind: 'begin'; connectionId: ConnectionId; notBefore: IsoTime }
  /** Carries a refresh on. */
  | { kind: 'continue'; connectionId: ConnectionId; generation: string; turn: number };

export type RefreshQueue = {
  /** @param delaySeconds 0 … 900, which is the longest that Forge waits */
  push(
    messages: readonly { message: RefreshMessage; delaySeconds: number }[],
  ): Promise<Result<true, { code: 'QUEUE_UNAVAILABLE'; detail: string }>>;
};

export type ExchangeLog = {
  /** Appends the exchanges of one invocation with one connection, in order. */
  append(id: ConnectionId, exchanges: readonly Exchange[]): Promise<Result<true, StorageFailure>>;
  /** The newest `limit` exchanges, newest first. */
  newest(id: ConnectionId, limit: number): Promise<Result<Exchange[], StorageFailure>>;
};

/** For whom and what a source is called; every outside call is tied to it in the connection's log. */
export type Errand = {
  actor: Exchange['actor'];
  purpose: ExchangePurpose;
  /** Sent along as a header so that the other side's logs can be joined. */
  correlationId: string;
  /** Milliseconds for everything this errand reads; what is not there by then is BUDGET_SPENT. */
  budgetMs: number;
};

export type SourceFailure = { code: SourceFailureCode; status?: number };

/** What a source answered, and the exchanges it took. Exchanges are there on failure too. */
export type Fetched<T> = { result: Result<T, SourceFailure>; exchanges: Exchange[] };

/** How a source reaches one connection. */
export type Access<C extends Connection> = { connection: C; secrets: StoredSecrets | null };
type KongAccess = Access<Extract<Connection, { kind: 'kong' }>>;
type MeshAccess = Access<Extract<Connection, { kind: 'kubernetes' }>>;

export type KongSource = {
  /**
   * The service (or the services with the tag), their routes and the plugins at every scope that touches them, all read now: what is
   * decided rests on nothing remembered. Partial by collection. It takes a list of every plugin the gateway has.
   */
  readTarget(access: KongAccess, target: KongTarget, errand: Errand): Promise<Fetched<KongReading>>;
  /** The same for a page view, which lists no estate: see `ShownTarget`. */
  showTarget(access: KongAccess, shown: ShownTarget, errand: Errand): Promise<Fetched<KongReading>>;
  /** Names and tags of services whose name contains `query`, at most `limit`, by name; `within` narrows to exact names or tags. */
  searchServices(
    access: KongAccess,
    search: ServiceSearch,
    errand: Errand,
  ): Promise<Fetched<{ services: Pick<Service, 'id' | 'name' | 'tags'>[]; more: boolean }>>;
  test(access: KongAccess, errand: Errand): Promise<Fetched<KongTest>>;
  /** A consumer by username or id, with every ACL group it is in; null when there is none. Whole or not at all. */
  readCaller(
    access: KongAccess,
    consumer: string,
    errand: Errand,
  ): Promise<Fetched<{ consumer: Consumer; acls: Acl[] } | null>>;
  /** One page of the whole estate, in Kong's order, by id. `offset` is the one that the page before named; null begins. */
  readPage<C extends SnapshotCollection>(
    access: KongAccess,
    from: { collection: C; offset: string | null },
    errand: Errand,
  ): Promise<Fetched<EstatePage<SnapshotItems[C]>>>;
};

/** A page of a list of the whole estate. `incomplete`: entities that could not be understood were left out. `offset` null: this was the last page. */
export type EstatePage<T> = { items: T[]; offset: string | null; incomplete: boolean };

export type ServiceSearch = {
  query: string;
  within: { names: string[]; tags: string[] } | 'everything';
  limit: number;
};

/**
 * A target as a page shows it. Its services, their routes and the plugins of both are read now. The gateway's other plugins are read now as
 * well where one page of the list holds every plugin there is; else they are `gateway`'s, and without it unread (`GATEWAY_PLUGINS`), never
 * none. What `mostCalls` has no calls for is unread as NOT_READ_YET (`ROUTES`, `SERVICE_PLUGINS`, `ROUTE_PLUGINS`, `CONSUMERS`), unless such
 * a page holds it: see `filledFromSnapshot`.
 */
export type ShownTarget = {
  target: KongTarget;
  /** From the connection's snapshot; null when there is none. */
  gateway: GatewayPlugins | null;
  /** Calls that this reading may make, about: what is read together shares what Forge allows one invocation. */
  mostCalls: number;
};

export type KongReading = {
  node: KongNode | null;
  services: Service[];
  routes: Route[];
  /** Attached to the services, their routes, both, or global; and those of consumers scoped to them. */
  plugins: Plugin[];
  /** The consumers that plugins name. */
  consumers: Consumer[];
  /** When the plugins of the whole gateway were read, where that was before the rest; null: with the rest. */
  gatewayPluginsAt: IsoTime | null;
  /** What was read before the rest, in Kong's words, and when: see `filledFromSnapshot`. Absent: nothing. */
  fromSnapshot?: { at: IsoTime; parts: string[] };
  unread: Unread[];
};

export type KongTest = { node: KongNode; parts: TestedPart[] };

/** A collection or kind that the credential was tried on. `writes`: it was tried whether it may be written, otherwise whether it may be read. */
export type TestedPart = { part: string; failure: SourceFailure | null; writes?: true };

export type MeshSource = {
  /**
   * Policies of the workload's namespace, of the root namespace and of its waypoint's, all of them: the domain selects; and what
   * stands around the workload. Partial by kind and namespace.
   */
  readTarget(access: MeshAccess, target: KubernetesTarget, errand: Errand): Promise<Fetched<MeshReading>>;
  /** Services of the namespaces, whose selectors are the labels to bind to. */
  searchServices(
    access: MeshAccess,
    search: { namespaces: string[] | 'everything'; query: string; limit: number },
    errand: Errand,
  ): Promise<Fetched<{ services: KubernetesService[]; more: boolean; unread: Unread[] }>>;
  /**
   * What answers, and what the credential may read in the whole cluster. What it may not is asked for in each namespace that some space
   * may show, too (`services in orders`): a reader may be bound to some.
   */
  test(access: MeshAccess, errand: Errand): Promise<Fetched<MeshTest>>;
  /**
   * One page of a list of the whole cluster, or of one namespace of it. `offset` is the one that the page before named; null begins.
   * err LIST_EXPIRED when the server has forgotten what it stands for: the list is to be begun again.
   */
  readPage<C extends MeshCollection>(
    access: MeshAccess,
    from: { collection: C; offset: string | null; within?: string },
    errand: Errand,
  ): Promise<Fetched<EstatePage<MeshItems[C]>>>;
};

export type MeshReading = {
  policies: Policy[];
  /** Documents of a policy kind that could not be understood, by name. */
  unreadable: { kind: PolicyKind; namespace: string; name: string }[];
  /** `known` false: the ConfigMap could not be read and Istio's defaults are assumed. */
  mesh: { config: MeshConfig; known: boolean };
  surroundings: MeshSurroundings;
  unread: Unread[];
};

export type MeshTest = { version: string; parts: TestedPart[] };
