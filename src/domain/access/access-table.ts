import type { EpochMs } from '../time';
import { accessRows, type AccessRow } from './access-rows';
import { hashOf, type Hash } from './canonical-json';
import type { AccountId } from './people';
import type { AccessRequest } from './request';
import { STATE_WORD } from './state-words';

/**
 * What the page's Page Properties say about access: one Page Properties macro a request, all with one id, each a table of two columns with the
 * names of the properties on the left. That is the form in which Confluence documents Page Properties, and its report makes one row of each
 * macro: so a report over many pages has one row a request, whose columns can be sorted by what ends first. One table with a row a request
 * would look better on the page and lose all but one of them in the report. (That several macros of one page make several rows is seen in
 * use and written down nowhere: not verified on a live site.)
 */
export type AccessTable = {
  /** Those that still matter first. */
  entries: TableRow[][];
  /** Older ones are left out. */
  isCut: boolean;
};
export type TableRow = { label: string; cell: TablePart[] };
export type TablePart = { text: string } | { person: AccountId };

/** A page is for reading: the whole history is in the macro. */
const MOST_SHOWN = 10;
const MOST_OPERATIONS = 10;

export const NO_TABLE_AT_ALL: AccessTable = { entries: [], isCut: false };

export const accessTable = (requests: readonly AccessRequest[], now: EpochMs): AccessTable => {
  const rows = accessRows(requests, now);
  return { entries: rows.slice(0, MOST_SHOWN).map(entryOf), isCut: rows.length > MOST_SHOWN };
};

const entryOf = (row: AccessRow): TableRow[] => [
  { label: 'Request', cell: [{ text: `${shortId(row.request.id)}, ${STATE_WORD[row.request.state]}` }] },
  { label: 'Caller', cell: [{ text: row.caller }] },
  { label: 'Operations', cell: [{ text: operationsPhrase(row.operations) }] },
  { label: 'Approver', cell: approverOf(row) },
  { label: 'Decided', cell: [{ text: momentPhrase(row.decidedAt) }] },
  { label: 'Ends', cell: [{ text: momentPhrase(row.endsAt) }] },
];

/** The end of an id is random, its beginning the time. */
const shortId = (id: string): string => id.slice(-6);

const NONE = '–';

const operationsPhrase = (operations: readonly string[]): string => {
  const shown = operations.slice(0, MOST_OPERATIONS).join(', ');
  const left = operations.length - MOST_OPERATIONS;
  return left > 0 ? `${shown} and ${left} more` : shown;
};

const approverOf = ({ approvers, decidedByPolicy }: AccessRow): TablePart[] => {
  if (decidedByPolicy) return [{ text: 'the policy of the space' }];
  return approvers.length === 0 ? [{ text: NONE }] : approvers.map((person) => ({ person }));
};

/** With its zone, and so that text sorts as time does. */
const momentPhrase = (at: EpochMs | null): string =>
  at === null ? NONE : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The texts of a table's cells, label and value in turn, one list a macro: what is left of it however Confluence writes its markup. */
export type TableText = string[][];

export const textOfTable = ({ entries }: AccessTable): TableText =>
  entries.map((rows) =>
    rows.flatMap(({ label, cell }) => [label, cell.map(textOfPart).join(' ')].map(plain)),
  );

const textOfPart = (part: TablePart): string => ('person' in part ? mentionText(part.person) : part.text);

/** A mention as text. */
export const mentionText = (accountId: AccountId): string => `@${accountId}`;

/** Text as markup leaves it: runs of space are one, and characters that XML cannot carry are gone. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF\s]+/gu, ' ').trim();

/** Two tables of the same text are the same table. */
export const textHash = (text: TableText): Hash => hashOf(text);

/** What the page's history says of a new version; names nobody by a name that may change, and no account. */
export const tableMessage = (
  requests: readonly AccessRequest[],
  { since, now }: { since: EpochMs; now: EpochMs },
): string => {
  const changed = accessRows(
    requests.filter(({ updatedAt }) => updatedAt > since),
    now,
  );
  const latest = [...requests].sort((a, b) => b.updatedAt - a.updatedAt)[0];
  const row = changed.find(({ request }) => request.id === latest?.id);
  if (row === undefined || since === 0) return 'Gatehouse: access of this page';
  const others = changed.length - 1;
  const more = others === 0 ? '' : `, and ${others} more`;
  return `Gatehouse: access of ${plain(row.caller)} ${TOLD[row.request.state]}${more}`;
};

const TOLD: Record<AccessRow['request']['state'], string> = {
  ...STATE_WORD,
  PENDING: 'asked for',
  STALE: 'to be planned anew',
  ACTIVE: 'in effect',
};
