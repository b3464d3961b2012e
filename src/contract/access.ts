import type { MeshCaller } from '../domain/access/ask';
import type { RateLimits } from '../domain/access/change';
import type { ApprovalPolicy } from '../domain/access/policy';
import type { RequestState } from '../domain/access/request';
import type { IsoTime } from '../domain/time';
import type { AccessError } from './access-codes';
import type { AlarmView, CarriedView, ExportView, MayCarry } from './carry';
import type { RecordOutcome } from './record-codes';
import type { Result } from '../domain/result';

export type AccessAnswer<T> = Result<T, AccessError>;

/** A command that the browser may send twice carries an id of its own: the second time it gets the first answer. */
export type Command<T> = T & { commandId: string };

/**
 * Asking for access and deciding about it. Ids are claims; who may do what is checked with Confluence at each call, as the person.
 * `rev` and `planHash` name what the person had on screen: somebody else's decision or a changed world is told, never overwritten.
 */
export type AccessDefs = {
  /** Readers of the page: what could be asked for here, by me, and what this page's requests are. */
  readAccess: (payload: { pageId: string }) => AccessAnswer<PageAccessView>;
  /** Readers of the page: the plan in words before anything is sent. Nothing is stored. */
  previewRequest: (payload: { pageId: string; ask: AskDraft }) => AccessAnswer<PreviewView>;
  /** Editors of the page: writes what the record says on it now; `anew`: also over a table that somebody edited by hand. */
  writePageRecord: (payload: { pageId: string; anew: boolean }) => AccessAnswer<PageRecordView>;
  /** Admins of the page's space, and of the one it was asked for in: makes the page the home of what the environment is bound to. */
  moveHome: (payload: { pageId: string; environment: string }) => AccessAnswer<PageAccessView>;
  openRequest: (
    payload: Command<{
      pageId: string;
      ask: AskDraft;
      reason: string;
      ticket: string | null;
      planHash: string;
    }>,
  ) => AccessAnswer<RequestView>;
  readRequest: (payload: { requestId: string }) => AccessAnswer<RequestView>;
  reviewRequest: (
    payload: Command<{
      requestId: string;
      rev: number;
      planHash: string;
      verdict: 'approve' | 'deny';
      reason: string;
    }>,
  ) => AccessAnswer<RequestView>;
  withdrawRequest: (payload: Command<{ requestId: string; rev: number }>) => AccessAnswer<RequestView>;
  replanRequest: (payload: Command<{ requestId: string; rev: number }>) => AccessAnswer<RequestView>;
  askBack: (payload: Command<{ requestId: string; rev: number; text: string }>) => AccessAnswer<RequestView>;
  answerQuestion: (
    payload: Command<{ requestId: string; rev: number; text: string }>,
  ) => AccessAnswer<RequestView>;
  /** Across pages: what I asked for, and what waits for me. */
  listMyRequests: (payload: { cursor: string | null }) => AccessAnswer<MyRequestsView>;
  /** People who may decide in the space; a queue with filters and counts. */
  listSpaceRequests: (payload: {
    spaceId: string;
    state: RequestState | 'open' | 'all';
    cursor: string | null;
  }) => AccessAnswer<QueueView>;
  /** Space admins. */
  /** People who may decide in the space: what is known of the pages that access was asked for on, without asking Confluence about each. */
  listPageRecords: (payload: { spaceId: string; cursor: string | null }) => AccessAnswer<PageRecordsView>;
  readSpaceSettings: (payload: { spaceId: string }) => AccessAnswer<SpaceSettingsView>;
  saveSpaceSettings: (
    payload: Command<{
      spaceId: string;
      rev: number;
      writesTable: boolean | null;
      writesComments: boolean | null;
    }>,
  ) => AccessAnswer<SpaceSettingsView>;
  readPolicy: (payload: { spaceId: string }) => AccessAnswer<PolicyView>;
  savePolicy: (
    payload: Command<{ spaceId: string; rev: number; policy: ApprovalPolicy }>,
  ) => AccessAnswer<PolicyView>;
  /** People who may decide in the space. */
  readLedger: (payload: { spaceId: string; cursor: string | null }) => AccessAnswer<LedgerView>;
};

/** Who, what, how long. Routes are ids of routes of the page's service in this environment; none where only the mesh is asked. */
export type AskDraft = {
  environment: string;
  beneficiary:
    | { kind: 'myself' }
    | { kind: 'consumer'; consumer: string }
    /** A group of people who call as one consumer, by an admin's word. */
    | { kind: 'group'; groupId: string }
    /** To be made. */
    | { kind: 'new-consumer'; username: string }
    /** Nobody at the gateway: the caller of `mesh`. */
    | { kind: 'account' };
  routeIds: string[];
  /** A limit of the consumer's own on the service; null: what holds for everybody is enough. */
  tier: RateLimits | null;
  /** null: nothing is asked of the mesh. */
  mesh: MeshDraft | null;
  durationMs: number;
};

/** Calls of the environment's workload. Empty lists: any. */
export type MeshDraft = { caller: MeshCaller; methods: string[]; paths: string[] };

export type PageAccessView = {
  page: { id: string; title: string; spaceId: string };
  environments: {
    name: string;
    /** Those that can be asked for here. */
    routes: { id: string; name: string; operations: string[] }[];
    unread: string[];
    /** The workload that calls may be asked of here; null: none. */
    workload: string | null;
    /** Access is asked for on the home page of a service; elsewhere it is shown. */
    elsewhere: ElsewhereView | null;
  }[];
  /** The consumer that I am at the gateway, when an admin said so. */
  myConsumer: string | null;
  policy: {
    defaultDurationMs: number;
    maximumDurationMs: number;
    reasonMinLength: number;
    ticketRequired: boolean;
    /** How long I may take access without approval; null: I may not. */
    breakGlassMs: number | null;
    inWords: string[];
  };
  alarms: AlarmView[];
  requests: RequestRow[];
  mayDecide: boolean;
  /** How many of the page's requests wait for approval. */
  pending: number;
  record: PageRecordView;
};

/** `title` null: the page is hidden. `mayMove`: whether who looks may have all of it asked for here. */
export type ElsewhereView = {
  services: { name: string; page: { id: string; title: string | null } }[];
  mayMove: boolean;
};

/** What the page itself says about access, in its property and its table, and what that is worth now. */
export type PageRecordView = {
  outcome: RecordOutcome;
  sentence: string;
  nextStep: string;
  /** What somebody did to it. `by` null: not known, or somebody who was forgotten. `restoredAt` null: it is being put right. */
  alteration: { what: string; by: string | null; at: IsoTime | null; restoredAt: IsoTime | null } | null;
  tableEdited: boolean;
  /** May the person who looks have it written now? */
  mayWrite: boolean;
};

/** `checkedAt` null: not written yet. Pages of the next requests; one that comes again was named before. */
export type PageRecordsView = { rows: PageRecordRow[]; cursor: string | null };
export type PageRecordRow = PageRecordView & {
  page: { id: string; title: string | null };
  checkedAt: IsoTime | null;
  /** `live`: so many grants rest on a page that neither the app nor the person is shown; null: one of them is. */
  unseen: { live: number; mayEnd: boolean } | null;
};

/** null: nobody has answered the question yet, and nothing is written. */
export type SpaceSettingsView = {
  spaceId: string;
  rev: number;
  writesTable: boolean | null;
  writesComments: boolean | null;
};

export type PreviewView = {
  planHash: string;
  /** The plan in sentences. */
  plan: string[];
  /** Nothing would change: everything asked for can be called already. */
  nothingToDo: boolean;
  /** What speaks against it; sending is refused when `blocking`. */
  concerns: { text: string; blocking: boolean }[];
  /** Files for whoever has to change something by hand before this can be asked for; null: nobody. */
  byHand: ExportView | null;
  whoDecides: string[];
};

export type RequestRow = {
  id: string;
  rev: number;
  state: RequestState;
  page: { id: string; title: string | null };
  caller: string;
  operations: string[];
  requester: string;
  openedAt: IsoTime;
  updatedAt: IsoTime;
  /** Pending time-out or end of the access. */
  dueAt: IsoTime | null;
};

export type RequestView = RequestRow & {
  planHash: string;
  plan: string[];
  /** The requester's own words. */
  reason: string;
  ticket: string | null;
  clauses: { inWords: string; met: boolean; by: string[]; missing: number; cannotVerify: boolean }[];
  reviews: { by: string; at: IsoTime; verdict: 'approve' | 'deny'; reason: string }[];
  questions: {
    by: string;
    at: IsoTime;
    text: string;
    answer: { by: string; at: IsoTime; text: string } | null;
  }[];
  /** What else became of it, by the record, the oldest first. */
  history: { at: IsoTime; by: PersonTold; sentence: string }[];
  /** Why it is STALE, in sentences. */
  stale: string[];
  /** What the person who looks may do now. */
  may: {
    review: boolean;
    withdraw: boolean;
    replan: boolean;
    askBack: boolean;
    answer: boolean;
  } & MayCarry;
  /** Why they may not decide, in a sentence; null when they may. */
  whyNotReview: string | null;
  /** Set while an approved request waits for being carried out. */
  awaitsApplication: boolean;
  carried: CarriedView;
};

export type QueueView = {
  rows: RequestRow[];
  counts: Partial<Record<RequestState, number>>;
  /** Of the space, on the first page. */
  emergencies: AlarmView[];
  /** Likewise: what is there is not what was granted. */
  drifts: AlarmView[];
  cursor: string | null;
};

/** `rows`: what I asked for, under whichever of my accounts; `waiting`: what others did and I may decide, on the first page alone. */
export type MyRequestsView = QueueView & {
  waiting: RequestRow[];
  /** false: more wait for somebody than were looked through; those that are due first were. */
  waitingIsAll: boolean;
};

export type PolicyView = {
  spaceId: string;
  rev: number;
  policy: ApprovalPolicy;
  inWords: string[];
  isDefault: boolean;
  /** Gateways that the space may ask to change: where a group can be one that nobody has to approve. */
  connections: { id: string; name: string }[];
};

/** Somebody in the record; `forgotten`: who it was is known no more. */
export type PersonTold = { kind: 'person'; accountId: string } | { kind: 'job' } | { kind: 'forgotten' };

export type LedgerRow = {
  seq: number;
  at: IsoTime;
  type: string;
  by: PersonTold;
  requestId: string | null;
  hash: string;
  sentence: string;
  /** What changed, one by one; the people stand before the text. */
  facts: { people: PersonTold[]; text: string }[];
};
export type LedgerView = {
  rows: LedgerRow[];
  head: { seq: number; hash: string } | null;
  cursor: string | null;
};
export type VerifyView = {
  outcome: 'verified' | 'broken' | 'truncated' | 'unknown-key';
  upTo: number;
  at: IsoTime;
  sentence: string;
};
