import type { IsoTime } from '../domain/time';
import type { AccessAnswer, Command, RequestView } from './access';

/**
 * What becomes of a request once it is approved. Ids are claims; who may do what is checked with Confluence at each call, as the person.
 * Payloads name the revision that was on screen.
 */
export type CarryDefs = {
  /** Whoever asked, or has the access: a new request for the same, for longer. */
  extendGrant: (
    payload: Command<{
      requestId: string;
      rev: number;
      durationMs: number;
      reason: string;
      ticket: string | null;
    }>,
  ) => AccessAnswer<RequestView>;
  /** Whoever asked, or has the access. */
  dropGrant: (payload: Command<{ requestId: string; rev: number }>) => AccessAnswer<RequestView>;
  /** People who may decide. */
  revokeGrant: (
    payload: Command<{ requestId: string; rev: number; reason: string }>,
  ) => AccessAnswer<RequestView>;
  /** Confluence admins: how much access of the whole site rests on Gatehouse. */
  readSiteGrants: (payload: Record<string, never>) => AccessAnswer<SiteGrantsView>;
  /** Confluence admins, before the app is uninstalled: ends as many as there is time for, and is asked for again until none is left. */
  endSiteGrants: (payload: Record<string, never>) => AccessAnswer<SiteGrantsView & { ended: number }>;
  /** Space admins, who say that a page which nobody is shown was deleted for good: ends what rests on it. The page cannot be
   *  proved: its requests are of that space, and PAGE_SHOWN answers when somebody is shown it. */
  endUnseenAccess: (payload: { spaceId: string; unseenPageId: string }) => AccessAnswer<{ ended: number }>;
  /** People who may decide, and whoever asked: what failed is checked anew and tried once more. */
  retryGrant: (payload: Command<{ requestId: string; rev: number }>) => AccessAnswer<RequestView>;
  /** The same people, where a connection may not be written through: in force once reading back finds it. */
  confirmGrant: (payload: Command<{ requestId: string; rev: number }>) => AccessAnswer<RequestView>;
  /** Whom the policy names: takes the access without approval. */
  declareBreakGlass: (
    payload: Command<{ requestId: string; rev: number; planHash: string; reason: string }>,
  ) => AccessAnswer<RequestView>;
  /** People who may decide and had no part in it, once the access has ended. */
  judgeBreakGlass: (
    payload: Command<{
      requestId: string;
      rev: number;
      verdict: 'JUSTIFIED' | 'VIOLATION';
      reason: string;
    }>,
  ) => AccessAnswer<RequestView>;
  /** People who may decide: whether the gateway and the mesh would take the changes. Nothing is written. */
  rehearseRequest: (payload: { requestId: string }) => AccessAnswer<RehearsalView>;
  /** Readers of the page: the changes of a request, or of all that is in force on a page, as files. */
  exportRequest: (payload: { requestId: string; format: ExportFormat }) => AccessAnswer<ExportView>;
  exportPageAccess: (payload: { pageId: string; format: ExportFormat }) => AccessAnswer<ExportView>;
};

/** `deck`: for `deck gateway apply`. `istio`: for `kubectl apply --server-side`. `json`: plans and states. */
export type ExportFormat = 'deck' | 'istio' | 'json';

/** One file a gateway or mesh; none when there is nothing of the kind. `notes`: what to know before they are used. */
export type ExportView = { files: { name: string; text: string }[]; notes: string[] };

export type RehearsalView = {
  changes: { what: string; accepted: boolean; because: string | null; warnings: string[] }[];
};

/** `live`: in force, or about to be; `ending`: being taken away. `isAll` false: there are more. */
export type SiteGrantsView = {
  live: number;
  ending: number;
  /** `name` null: the connection was removed. A grant that rests on two connections is counted at both. */
  connections: { id: string; name: string | null; live: number; ending: number }[];
  isAll: boolean;
};

/** What somebody has to know: access that does not end, does not begin, was taken without approval, or is not what was granted. */
export type AlarmView = {
  kind: 'revoke-failed' | 'apply-failed' | 'break-glass' | 'judgement-due' | 'closed' | 'drift';
  sentence: string;
  /** When it was seen first; null where that says nothing. */
  since: IsoTime | null;
  /** null: it is about no single request. */
  requestId: string | null;
};

/** What became of an approved request, beside its state. */
export type CarriedView = {
  /** How what is there differs from what was granted, and since when that is known. */
  drifts: { sentence: string; since: IsoTime }[];
  /** Connections through which nothing may be written: it is carried out by hand. Empty: it is written. */
  byHand: string[];
  /** What to know before something is taken away by hand, in a sentence; null: nothing. */
  beforehand: string | null;
  /** A sentence on the write that failed; null: none did. */
  failure: string | null;
  /** A sentence on why it ended, or is ending; null: it is not. */
  ending: string | null;
  /** What stays there all the same, in words. */
  left: string[];
  /** null: it was approved. */
  brokenGlass: {
    by: string;
    at: IsoTime;
    reason: string;
    /** null: it has not ended yet. */
    judgeBefore: IsoTime | null;
    judged: { by: string; at: IsoTime; reason: string } | null;
  } | null;
  /** The request that this one extends. */
  extends: string | null;
};

/** What the person who looks may do about it now. */
export type MayCarry = {
  extend: boolean;
  drop: boolean;
  revoke: boolean;
  retry: boolean;
  confirm: boolean;
  declare: boolean;
  judge: boolean;
  rehearse: boolean;
};
