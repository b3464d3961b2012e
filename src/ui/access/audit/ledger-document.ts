import type { LedgerExportView } from '../../../contract/audit';

/** The document as it grows; `next`: the entry that the next page begins with. */
export type GatheredLedger = {
  start: NonNullable<LedgerExportView['start']>;
  records: LedgerExportView['records'];
  people: LedgerExportView['people'];
  next: number | null;
  to: number;
};

/** null: the first page has no beginning, which no backend of ours answers. */
export const gatheredLedger = (
  before: GatheredLedger | null,
  page: LedgerExportView,
): GatheredLedger | null => {
  const start = before?.start ?? page.start;
  if (start === null) return null;
  return {
    start,
    records: [...(before?.records ?? []), ...page.records],
    people: page.people === null ? null : { ...before?.people, ...page.people },
    next: page.next,
    to: page.to,
  };
};

/** As `npm run verify-ledger` reads it. */
export const ledgerDocument = ({ start, records, people }: GatheredLedger): string =>
  `${JSON.stringify({ ...start, people }, null, 1).slice(0, -2)},\n "records": [\n${records
    .map((record) => JSON.stringify(record))
    .join(',\n')}\n]}\n`;
