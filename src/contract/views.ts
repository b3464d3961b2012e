import type { DriftKind } from '../domain/access/grant-drift';
import type { Binding, ConnectionId, Environment } from '../domain/binding';
import type {
  ConnectionHealth,
  CredentialState,
  Exchange,
  KongApi,
  Owner,
  WriterState,
} from '../domain/connection';
import type { Verdict } from '../domain/decision';
import type { KongNode } from '../domain/kong/entities';
import type { Failure, Reading } from '../domain/reading';
import type { Unread } from '../domain/source';
import type { SpaceRule } from '../domain/space-rules';
import type { IsoTime } from '../domain/time';
import type { PoliciesOfWorkload } from './mesh';

/** What the interface is given: plain JSON, redacted, in display order. */

/** One environment's part of a page, however its reading went. */
export type { Failure, Reading } from '../domain/reading';

export type ConnectionRef = { id: ConnectionId; name: string };

export type EnvironmentView<T> = {
  name: string;
  connection: ConnectionRef | null;
  target: string;
  reading: Reading<T>;
};

export type PageView<T> = {
  page: { id: string; title: string; spaceId: string };
  /** The reader may configure the macro. */
  mayEdit: boolean;
  environments: EnvironmentView<T>[];
};

export type RoutesView = PageView<RoutesOfService>;
export type PoliciesView = PageView<PoliciesOfWorkload>;

export type RoutesOfService = {
  node: KongNode | null;
  services: ServiceRow[];
  routes: RouteRow[];
  plugins: PluginRow[];
  /** When the plugins of the whole gateway were read, where that was before the rest; null: with the rest, or not at all (`unread`). */
  gatewayPluginsAt: IsoTime | null;
  /** What else was read before the rest, in Kong's words, and when; absent: nothing. */
  fromSnapshot?: { at: IsoTime; parts: string[] };
};

export type ServiceRow = { id: string; name: string; upstream: string; enabled: boolean; tags: string[] };

export type RouteRow = {
  id: string;
  name: string;
  service: string;
  hosts: string[];
  methods: string[];
  paths: string[];
  protocols: string[];
  headers: { name: string; values: string[] }[];
  snis: string[];
  expression: string | null;
  /** Where a call ends up, in words: `http://orders.orders.svc:8080/api (path kept)`. */
  leadsTo: string;
  /** What a caller needs, in sentences; names in `backticks`. Never empty. */
  needs: string[];
  /** What happens to somebody who presents nothing. */
  withoutCredential: Verdict;
  /** Ids into `plugins`: attached to this route itself. */
  pluginIds: string[];
  tags: string[];
};

export type PluginRow = {
  id: string;
  name: string;
  instanceName: string | null;
  /** `route`, `service`, `consumer`, `global`, or a combination, most specific first. */
  attachedTo: PluginAttachment;
  enabled: boolean;
  /** What it means for callers, in a sentence; names in `backticks`. */
  does: string;
  /** Public fields, alphabetical; values as short text. */
  fields: { name: string; value: string }[];
  hiddenFields: string[];
  tags: string[];
  condition: string | null;
};

export type PluginAttachment = {
  route: string | null;
  service: string | null;
  consumer: string | null;
  consumerGroup: string | null;
};

export type BindingView = {
  page: { id: string; title: string; spaceId: string; labels: string[] };
  binding: Binding | null;
  /** Version of the stored binding; 0 when there is none. A save names the one it saw. */
  version: number;
  /** Set when what is stored cannot be understood. */
  problem: string | null;
  mayEdit: boolean;
  isSpaceAdmin: boolean;
  owner: { groupId: string; name: string | null } | null;
};

/** Something that this page could be bound to and that its space may show. */
export type Candidate = {
  kind: 'kong' | 'kubernetes';
  connection: ConnectionRef;
  /** Kong service name or `tag:<tag>`; Kubernetes `namespace/service`. */
  label: string;
  environment: Omit<Environment, 'name'>;
  /** Why it is suggested: `same name as the page`, `label orders`, `tag svc:orders`; null for a plain search hit. */
  why: string | null;
};

export type CandidatesView = {
  candidates: Candidate[];
  unread: (Unread & { connection: ConnectionRef; kind: Candidate['kind'] })[];
  more: boolean;
};

export type ConnectionRow = {
  id: ConnectionId;
  name: string;
  kind: 'kong' | 'kubernetes';
  address: string;
  health: ConnectionHealth;
  reader: CredentialState;
  writer: WriterState;
  spaces: number;
};

export type ConnectionView = {
  id: ConnectionId;
  rev: number;
  name: string;
  target: { kind: 'kong'; api: KongApi } | { kind: 'kubernetes'; url: string };
  owners: (Owner & { name: string | null })[];
  reader: CredentialState;
  writer: WriterState;
  spaceRules: (SpaceRule & { space: { key: string; name: string } | null })[];
  health: ConnectionHealth;
  /** What must be approved for outbound calls, with its port: `https://kong.shop.example:8444`. */
  egressDomain: string;
};

/** How old the snapshot of a connection is, what is missing from it, and how far the next one is. */
export type SnapshotStateView = {
  connection: ConnectionRef;
  /** null: there is none yet. */
  readAt: IsoTime | null;
  unread: Unread[];
  /** How much it holds, in the product's words: `{ routes: 41 }`. Credentials are counted, never kept. */
  counts: Record<string, number>;
  /** null: none is under way. `reading` in the product's words; null when all is read and about to be kept. */
  refresh: { startedAt: IsoTime; reading: string | null; done: number; of: number } | null;
  /** Why the newest refresh was given up. The snapshot of before is still there. */
  lastFailure: (Failure & { at: IsoTime }) | null;
};

/** How a connection's newest compared reading differs from what was granted there. */
export type DriftView = {
  /** null: it was never compared. */
  compared: {
    /** When that was read. */
    readAt: IsoTime;
    /** Things that grants hold there, and how many of them could not be found out about. */
    held: number;
    unknown: number;
    /** false: there are more differences than are told. */
    isAll: boolean;
  } | null;
  /** A newer reading is compared within minutes. */
  isToCome: boolean;
  drifts: {
    is: DriftKind;
    sentence: string;
    nextStep: string;
    since: IsoTime;
    /** Requests that it is about. */
    requestIds: string[];
  }[];
};

export type ExchangesView = { exchanges: Exchange[] };

/** What a test of a connection found out. */
export type TestReport =
  | { outcome: 'answered'; at: IsoTime; kong: KongNode; parts: TestedPart[] }
  | { outcome: 'answered'; at: IsoTime; kubernetes: { version: string }; parts: TestedPart[] }
  | { outcome: 'failed'; at: IsoTime; failure: Failure; address: string };

/** A collection or kind that the credential was tried on. */
export type TestedPart = { part: string; right: 'read' | 'write'; granted: boolean; failure: Failure | null };

export type SpaceChoice = { id: string; key: string; name: string };
export type GroupChoice = { id: string; name: string };
