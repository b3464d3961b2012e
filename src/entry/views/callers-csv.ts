import { unparse } from 'papaparse';
import type { Callers } from '../../app/read-callers';
import type { CallersExport } from '../../contract/callers';
import type { Verdict } from '../../domain/decision';
import type { CallerPage } from '../../domain/kong/who-may-call';
import type { Unread } from '../../domain/source';

const WORDS: Record<Verdict, string> = { allowed: 'allowed', denied: 'denied', unknown: 'not known' };

/** A spreadsheet takes a cell that begins so for a formula. The library's own pattern misses cells that go on after a line end. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as RFC 4180 has them. A cell that a spreadsheet would calculate gets an apostrophe before it. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  unparse(
    rows.map((row) => [...row]),
    { newline: '\r\n', escapeFormulae: FORMULA },
  );

/** An answer to the browser takes 5 MB; half of it leaves room for what JSON adds. */
const MOST_CHARACTERS = 2_500_000;

export const callersExport = ({ callers, state }: Callers): CallersExport | null => {
  if (callers === null || state.readAt === null) return null;
  const lines = linesOf(callers, state.readAt);
  const most = fitting(lines);
  const rows = most - HEADERS;
  return {
    csv: csvOf(lines.slice(0, most)),
    rows,
    total: callers.total,
    readAt: state.readAt,
    missing: [
      ...state.unread.map(({ part }: Unread) => `Kong’s ${part} could not be read completely`),
      ...(rows < callers.total ? ['there are more consumers than one text holds: narrow the search'] : []),
    ],
  };
};

/** The line of names, and the one of somebody without a credential. */
const HEADERS = 2;

const linesOf = ({ routes, strangers, rows }: CallerPage, readAt: string): string[][] => [
  [`Consumer (gateway read ${readAt})`, ...routes.map(({ id, name }) => name ?? id)],
  ['(anybody without a credential)', ...strangers.map(({ verdict }) => WORDS[verdict])],
  ...rows.map(({ consumer, cells }) => [consumer.name, ...cells.map(({ verdict }) => WORDS[verdict])]),
];

/** How many of the lines fit one answer, at least the first two. */
const fitting = (lines: readonly (readonly string[])[]): number => {
  let left = MOST_CHARACTERS;
  const end = lines.findIndex((cells) => (left -= cells.reduce((sum, cell) => sum + cell.length + 4, 2)) < 0);
  return end === -1 ? lines.length : Math.max(end, HEADERS);
};
