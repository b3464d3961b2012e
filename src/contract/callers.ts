import type { Owner } from '../domain/connection';
import type { Verdict } from '../domain/decision';
import type { Mapping, MappingSuggestion, Subject } from '../domain/identity/mapping';
import type { IsoTime } from '../domain/time';
import type { SnapshotStateView } from './views';

/** Who may call: views of a connection's snapshot, whose age each of them carries. */

export type EstateView = {
  environment: string;
  target: string;
  /** The reader may have the gateway read again. */
  mayRefresh: boolean;
  snapshot: SnapshotStateView;
};

/** `reason`: the deciding one, as a sentence. */
export type VerdictCell = { verdict: Verdict; reason: string | null };

export type CallersView = EstateView & {
  /** null: the gateway was never read as a whole. Cells are in the order of the routes. */
  callers: {
    routes: { id: string; name: string }[];
    /** Somebody without any credential. */
    strangers: VerdictCell[];
    rows: { id: string; name: string; cells: VerdictCell[] }[];
    /** Consumers that fit the search, on all pages. */
    total: number;
  } | null;
};

export const CALLERS_A_PAGE = 50;

export type CallersExport = {
  /** A row a consumer, a column a route; safe to open in a spreadsheet. */
  csv: string;
  rows: number;
  total: number;
  readAt: IsoTime;
  /** Why it is not all, in words; empty when it is. */
  missing: string[];
};

export type AsMeView = EstateView & {
  /** Consumers that I am, and why. */
  consumers: { id: string; name: string; through: 'account' | { group: string } }[];
  /** false: my groups could not be read, so there may be more. */
  groupsRead: boolean;
  /** Whom to ask for a mapping. */
  owners: (Owner & { name: string | null })[];
  /** null: the gateway was never read as a whole. */
  routes: AsMeRoute[] | null;
};

export type AsMeRoute = {
  id: string;
  name: string;
  needs: string[];
  /** One for each of `consumers`, in their order. Sentences, the deciding one last. */
  mine: { verdict: Verdict; reasons: string[] }[];
};

export type MappingsView = { mappings: MappingRow[] };
export type MappingRow = Pick<Mapping, 'subject' | 'consumer' | 'assertedBy' | 'assertedAt'> & {
  /** A group's name; null for a person, whom the interface draws, and for a group that is gone. */
  groupName: string | null;
};
export type ConsumerChoice = { id: string; name: string };
export type SuggestionsView = {
  suggestions: (MappingSuggestion & { groupName: string | null })[];
  /** What could not be looked through, in words. */
  missing: string[];
};
export type MappingKey = { subject: Subject; consumerId: string };
