import type { Binding } from '../domain/binding';
import type { CredentialRole } from '../domain/connection';
import type { ConnectionDraft } from '../domain/connection-draft';
import type { Result } from '../domain/result';
import type { SpaceRule } from '../domain/space-rules';
import type {
  AsMeView,
  CallersExport,
  CallersView,
  ConsumerChoice,
  MappingKey,
  MappingsView,
  SuggestionsView,
} from './callers';
import type { AuditDefs } from './audit';
import type { AccessAnswer, AccessDefs } from './access';
import type { TriedCall } from '../domain/istio/workload/tried-call';
import type { CarryDefs } from './carry';
import type { AppError } from './codes';
import type { MeshCallersView, PolicyChangesView, TriedCallView } from './mesh';
import type {
  BindingView,
  Candidate,
  CandidatesView,
  ConnectionRow,
  ConnectionView,
  DriftView,
  ExchangesView,
  GroupChoice,
  PoliciesView,
  RoutesView,
  SnapshotStateView,
  SpaceChoice,
  TestReport,
} from './views';

export type Answer<T> = Result<T, AppError>;

/**
 * Everything that crosses `invoke()`: resolver key → payload → answer. Page and space ids in payloads are claims and are proved
 * before use; the caller's account comes from the platform alone.
 */
export type Defs = {
  /** Any reader of the page. `remembered` answers at once from the last good reading, `live` reads now. */
  readRoutes: (payload: { pageId: string; from: 'live' | 'remembered' }) => Answer<RoutesView>;
  readPolicies: (payload: { pageId: string; from: 'live' | 'remembered' }) => Answer<PoliciesView>;

  /** Any reader of the page. Tries one call on the policies as they were read last; what is null is not known. */
  tryCall: (payload: { pageId: string; environment: string; call: TriedCall }) => Answer<TriedCallView>;
  /** Any reader of the page. Who may make a call, among the service accounts that the space may show; the first 500 that match. */
  readMeshCallers: (payload: {
    pageId: string;
    environment: string;
    call: Pick<TriedCall, 'method' | 'path' | 'port' | 'host'>;
    query: string;
  }) => Answer<MeshCallersView>;
  /** Any reader of the page. What became of its policies since the whole cluster was read; null: nothing, or nothing to compare with. */
  readPolicyChanges: (payload: { pageId: string; environment: string }) => Answer<PolicyChangesView | null>;

  /** Any reader of the page. How old the snapshots are that the page's connections have, and how far a refresh is. */
  readSnapshotState: (payload: { pageId: string }) => Answer<SnapshotStateView[]>;
  /** Editors of the page, of a connection that it is bound to; at most one in five minutes. */
  refreshSnapshot: (payload: { pageId: string; connectionId: string }) => Answer<SnapshotStateView>;

  /** Readers of the page who are logged in, as the following two: a page of consumers by name, from the connection's snapshot. */
  readCallers: (payload: {
    pageId: string;
    environment: string;
    search: string;
    offset: number;
    limit: number;
  }) => Answer<CallersView>;
  exportCallers: (payload: { pageId: string; environment: string; search: string }) => Answer<CallersExport>;
  /** What I would need, and what I may call already, by the mapping of my account and my groups. */
  readAsMe: (payload: { pageId: string; environment: string }) => Answer<AsMeView>;

  /** Any reader of the page. */
  readBinding: (payload: { pageId: string }) => Answer<BindingView>;
  /** Editors of the page. An empty query asks for suggestions from title, labels and tags. Only sources of the kind are asked. */
  searchCandidates: (payload: {
    pageId: string;
    query: string;
    kind: Candidate['kind'];
  }) => Answer<CandidatesView>;
  /** Editors of the page; `version` is the one that was read. */
  /** LIVE_GRANTS when access rests on what the page is bound to now, and nothing was said of it. */
  saveBinding: (payload: {
    pageId: string;
    version: number;
    binding: Binding;
    /** Absent: they were not asked. */
    endsGrants?: boolean;
  }) => AccessAnswer<BindingView>;
  /** Admins of the page's space. */
  setOwnerGroup: (payload: { pageId: string; groupId: string | null }) => Answer<BindingView>;
  /** Admins of the page's space. */
  searchGroupsForPage: (payload: { pageId: string; query: string }) => Answer<GroupChoice[]>;

  /** Confluence admins, all of the following. */
  listConnections: (payload: Record<string, never>) => Answer<ConnectionRow[]>;
  readConnection: (payload: { id: string }) => Answer<ConnectionView>;
  saveConnection: (payload: {
    id: string | null;
    rev: number;
    draft: ConnectionDraft;
  }) => Answer<ConnectionView>;
  saveSpaceRules: (payload: { id: string; rev: number; rules: SpaceRule[] }) => Answer<ConnectionView>;
  testConnection: (payload: { id: string; role: CredentialRole }) => Answer<TestReport>;
  /** LIVE_GRANTS when access rests on it and nothing was said of that. `removed` false: so many are being ended first. */
  removeConnection: (payload: {
    id: string;
    rev: number;
    /** Absent: they were not asked. */
    grants?: 'end' | 'leave';
  }) => AccessAnswer<{ removed: boolean; ending: number }>;
  readConnectionSnapshot: (payload: { id: string }) => Answer<SnapshotStateView>;
  refreshConnectionSnapshot: (payload: { id: string }) => Answer<SnapshotStateView>;
  readConnectionDrift: (payload: { id: string }) => Answer<DriftView>;
  listMappings: (payload: { id: string }) => Answer<MappingsView>;
  saveMapping: (payload: { id: string } & MappingKey) => Answer<MappingsView>;
  removeMapping: (payload: { id: string } & MappingKey) => Answer<MappingsView>;
  suggestMappings: (payload: { id: string }) => Answer<SuggestionsView>;
  searchConsumers: (payload: { id: string; query: string }) => Answer<ConsumerChoice[]>;
  readExchanges: (payload: { id: string }) => Answer<ExchangesView>;
  searchSpaces: (payload: { query: string }) => Answer<SpaceChoice[]>;
  searchGroups: (payload: { query: string }) => Answer<GroupChoice[]>;
} & AccessDefs &
  AuditDefs &
  CarryDefs;

export type { ConnectionDraft, CredentialChange } from '../domain/connection-draft';
