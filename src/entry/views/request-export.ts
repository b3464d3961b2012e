import type { RequestExportPage } from '../../app/access/export-requests';
import type { RequestExportView } from '../../contract/audit';
import type { PayloadOf } from '../../contract/schemas';
import { exportedRequest, type ExportedRequest } from '../../domain/access/exported-request';
import { csvOf } from './callers-csv';

type About = Pick<PayloadOf<'exportRequests'>, 'spaceId' | 'state' | 'format'> & { madeBy: string };

/** Rows of requests as text, one by one: what comes again replaces what came before. */
export const requestExportView = (
  { rows, cursor, begunAt, at, head }: RequestExportPage,
  { spaceId, state, format, madeBy }: About,
): RequestExportView => ({
  rows: rows.map(({ request, fits }) => ({
    id: request.id,
    rev: request.rev,
    text: fits ? textOf(exportedRequest(request, at), format) : null,
  })),
  cursor,
  begunAt: new Date(begunAt).toISOString(),
  about: {
    spaceId,
    filter: state,
    madeAt: new Date(at).toISOString(),
    madeBy,
    chain: head === null ? null : { chain: head.chain, seq: head.seq, hash: head.hash },
    columns: csvOf([COLUMNS.map(([name]) => name)]),
  },
});

const textOf = (request: ExportedRequest, format: 'csv' | 'json'): string =>
  format === 'json' ? JSON.stringify(request) : csvOf([COLUMNS.map(([, cell]) => cell(request))]);

/** Lists in one cell, a line each. */
const lines = (items: readonly string[]): string => items.join('\n');

const decidedBy = ({ decidedBy: by }: ExportedRequest): string => {
  if (by === null) return '';
  if (by === 'policy') return 'the policy (low-risk groups)';
  return 'people' in by ? lines(by.people) : `${by.brokeGlass} (broke the glass)`;
};

const COLUMNS: [name: string, cell: (request: ExportedRequest) => string][] = [
  ['Request', ({ id }) => id],
  ['State', ({ state }) => state],
  ['Page', ({ page }) => page],
  ['Asked by', ({ requester }) => requester],
  ['Caller', ({ caller }) => caller],
  ['For whom', ({ forWhom }) => forWhom],
  ['May call', ({ operations }) => lines(operations)],
  ['What it changes', ({ changes }) => lines(changes)],
  ['Makes longer', ({ extends: earlier }) => earlier ?? ''],
  ['Reason', ({ reason }) => reason],
  ['Ticket', ({ ticket }) => ticket ?? ''],
  ['Asked at', ({ openedAt }) => openedAt],
  ['Decided by', decidedBy],
  ['Emergency', ({ decidedBy: by }) => (by !== null && by !== 'policy' && 'reason' in by ? by.reason : '')],
  ['Decided at', ({ decidedAt }) => decidedAt ?? ''],
  [
    'Reviews',
    ({ reviews }) =>
      lines(reviews.map(({ by, at, verdict, reason }) => `${at} ${by} ${verdict} ${reason}`.trim())),
  ],
  ['Carried out at', ({ appliedAt }) => appliedAt ?? ''],
  ['Ends at', ({ endsAt }) => endsAt ?? ''],
  ['Ended as', ({ ending }) => ending?.as ?? ''],
  ['Ended by', ({ ending }) => ending?.by ?? ''],
  ['Why ended', ({ ending }) => ending?.reason ?? ''],
  ['Taken back at', ({ endedAt }) => endedAt ?? ''],
  [
    'What failed',
    ({ failure }) => (failure === null ? '' : `${failure.at} ${failure.code}: ${failure.what}`),
  ],
  ['Left in place', ({ left }) => lines(left)],
  ['Judged', ({ judged }) => judged?.verdict.toLowerCase() ?? ''],
  ['Judged by', ({ judged }) => judged?.by ?? ''],
  ['Judged at', ({ judged }) => judged?.at ?? ''],
  ['Why judged so', ({ judged }) => judged?.reason ?? ''],
  ['Plan hash', ({ planHash }) => planHash],
  ['Policy hash', ({ policyHash }) => policyHash],
  ['Revision', ({ rev }) => String(rev)],
  ['Changed at', ({ updatedAt }) => updatedAt],
];
