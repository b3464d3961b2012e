import type { LedgerRecord } from '../domain/access/ledger';
import type { LedgerExport } from '../domain/access/ledger-export';
import type { RequestState } from '../domain/access/request';
import type { VerificationScope } from '../domain/access/verification';
import type { IsoTime } from '../domain/time';
import type { AccessAnswer, LedgerView, QueueView, VerifyView } from './access';

/**
 * What holds for the whole site and what tells how it came about, for Confluence admins; and what of the record leaves Gatehouse. Ids are
 * claims, as everywhere.
 */
export type AuditDefs = {
  /** Readers of the page: groups that are consumers of the environment's gateway, for whom access can be asked. */
  readCallerGroups: (payload: { pageId: string; environment: string }) => AccessAnswer<CallerGroupView[]>;
  /** Confluence admins: requests of all spaces. To see one is not to decide about it. */
  listSiteRequests: (payload: {
    state: RequestState | 'open' | 'all';
    cursor: string | null;
  }) => AccessAnswer<QueueView>;
  /** Space admins: pages of the space that access was asked for on, or that somebody owns. */
  listServicePages: (payload: { spaceId: string; cursor: string | null }) => AccessAnswer<ServicePagesView>;
  /** Confluence admins: the record of what belongs to no space. */
  readSiteLedger: (payload: { cursor: string | null }) => AccessAnswer<LedgerView>;
  /** Confluence admins. The walk is kept on the server: each call goes on with it, or begins one; null: none was begun. */
  verifySiteLedger: (payload: {
    scope: VerificationScope;
    begin: boolean;
  }) => AccessAnswer<VerificationView | null>;
  readSiteVerifications: (payload: Record<string, never>) => AccessAnswer<VerificationsView>;
  /** People who may decide in the space. */
  verifyLedger: (payload: {
    spaceId: string;
    scope: VerificationScope;
    begin: boolean;
  }) => AccessAnswer<VerificationView | null>;
  readVerifications: (payload: { spaceId: string }) => AccessAnswer<VerificationsView>;
  /** People who may decide in the space: all of its requests, page by page. `begunAt` null begins; later the one that the first page gave. */
  exportRequests: (payload: {
    spaceId: string;
    state: RequestState | 'all';
    format: 'csv' | 'json';
    cursor: string | null;
    begunAt: IsoTime | null;
  }) => AccessAnswer<RequestExportView>;
  /** Space admins: the record of the space to take along, page by page. `to` null begins. */
  exportLedger: (payload: {
    spaceId: string;
    from: number;
    to: number | null;
    withPeople: boolean;
  }) => AccessAnswer<LedgerExportView>;
  /** Confluence admins: the same of the site's record. */
  exportSiteLedger: (payload: {
    from: number;
    to: number | null;
    withPeople: boolean;
  }) => AccessAnswer<LedgerExportView>;
  /** Confluence admins: which accounts are one person. `rev` is the one that was read. */
  readAliases: (payload: Record<string, never>) => AccessAnswer<AliasesView>;
  saveAliases: (payload: { rev: number; aliases: string[][] }) => AccessAnswer<AliasesView>;
  /** Confluence admins: which keys sign the record, the one in use first. */
  listKeys: (payload: Record<string, never>) => AccessAnswer<KeyView[]>;
  rotateKey: (payload: Record<string, never>) => AccessAnswer<KeyView[]>;
  /** Confluence admins: the ends of all chains, day by day, the latest first. `before`: a day; null begins. */
  listCheckpoints: (payload: { before: string | null }) => AccessAnswer<CheckpointsView>;
  readCheckpoint: (payload: { day: string }) => AccessAnswer<CheckpointView>;
};

/** `total`: on all pages of the list. `moved`: in another space now, whose admins say who owns it. */
export type ServicePagesView = {
  rows: {
    pageId: string;
    title: string | null;
    moved: boolean;
    owner: { groupId: string; name: string | null } | null;
  }[];
  total: number;
  cursor: string | null;
};

/** Of what comes twice the higher `rev` counts; `text` null: it is none of those that were asked for. */
export type RequestExportView = {
  rows: { id: string; rev: number; text: string | null }[];
  cursor: string | null;
  begunAt: IsoTime;
  /** What the rows are of; that of the last page counts. */
  about: RequestExportAbout;
};

export type RequestExportAbout = {
  spaceId: string;
  filter: RequestState | 'all';
  madeAt: IsoTime;
  madeBy: string;
  /** The end of the space's record; null: nothing was ever recorded. */
  chain: { chain: string; seq: number; hash: string } | null;
  /** The names of the columns, in CSV. */
  columns: string;
};

/** `start`: what the document begins with, on the first page alone. `next` null: this was the last page. */
export type LedgerExportView = {
  start: Omit<LedgerExport, 'records' | 'people'> | null;
  records: LedgerRecord[];
  people: Record<string, string> | null;
  next: number | null;
  to: number;
};

/** `entries`: how many the record has; `known`: the last verification of each scope. */
export type VerificationsView = { entries: number; known: VerificationView[] };

/** How far a verification has come: entries `from` to `walked` of `entries` are in order. `verdict` null: it goes on. */
export type VerificationView = {
  scope: VerificationScope;
  from: number;
  walked: number;
  entries: number;
  /** The day of the checkpoint it started from; null: from the first entry. */
  since: string | null;
  startedAt: IsoTime;
  at: IsoTime;
  /** Days whose checkpoint is not as it was made. */
  unusable: string[];
  verdict: VerifyView | null;
};

/** `publicKey`: Ed25519, 64 hex digits. `until` null: it signs now. */
export type KeyView = { kid: string; publicKey: string; from: IsoTime | null; until: IsoTime | null };

export type CheckpointsView = {
  rows: { day: string; at: IsoTime; merkleRoot: string; kid: string; chains: number }[];
  before: string | null;
};

/** `text`: to be kept where Gatehouse cannot rewrite it. */
export type CheckpointView = {
  day: string;
  verdict: 'verified' | 'altered' | 'unknown key';
  text: string;
};

/** `consumers`: which they are at the gateway, by name; access can be asked for when it is one. */
export type CallerGroupView = { groupId: string; name: string; consumers: string[] };

/** Each row the accounts of one person. */
export type AliasesView = { rev: number; aliases: string[][] };
