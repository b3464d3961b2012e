import type { RequestExportAbout, RequestExportView } from '../../../contract/audit';
import { STATE_WORD } from '../../../domain/access/state-words';

/** Rows by request, the highest revision of each; what the last page said they are of; where the next page begins. */
export type Gathered = {
  rows: ReadonlyMap<string, RequestExportView['rows'][number]>;
  about: RequestExportAbout;
  begunAt: string;
  cursor: string | null;
};

export const gathered = (before: Gathered | null, page: RequestExportView): Gathered => {
  const rows = new Map(before?.rows);
  for (const row of page.rows) if (row.rev >= (rows.get(row.id)?.rev ?? 0)) rows.set(row.id, row);
  return { rows, about: page.about, begunAt: page.begunAt, cursor: page.cursor };
};

/** Those that were asked for, in the order of their ids, which is that in which they were opened. */
export const textsOf = ({ rows }: Gathered): string[] =>
  [...rows.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ text }) => (text === null ? [] : [text]));

const filterWords = (filter: RequestExportAbout['filter']): string =>
  filter === 'all' ? 'in whatever state' : STATE_WORD[filter];

const LINE = '\r\n';

/** What the rows are of, a blank line, and the table. All of the former is ids, numbers and times: nothing to be quoted. */
export const csvDocument = (found: Gathered): string => {
  const rows = textsOf(found);
  const { spaceId, filter, madeAt, madeBy, chain, columns } = found.about;
  const about = [
    ['Access requests of space', spaceId],
    ['Population', String(rows.length)],
    ['Filter', filter, filterWords(filter)],
    ['Record', chain === null ? 'nothing was recorded' : chain.chain],
    ['Record ends at entry', chain === null ? '0' : String(chain.seq)],
    ['Hash of that entry', chain === null ? '' : chain.hash],
    ['Made at', madeAt],
    ['Made for', madeBy],
  ].map((cells) => cells.join(','));
  return [...about, '', columns, ...rows].join(LINE) + LINE;
};

export const jsonDocument = (found: Gathered): string => {
  const rows = textsOf(found);
  const { columns: _, ...about } = found.about;
  const start = JSON.stringify({
    v: 1,
    kind: 'gatehouse requests',
    ...about,
    filterWords: filterWords(about.filter),
    population: rows.length,
  });
  return `${start.slice(0, -1)},"requests":[\n${rows.join(',\n')}\n]}\n`;
};
