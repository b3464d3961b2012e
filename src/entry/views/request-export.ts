import type { RequestExportPage } from '../../app/access/export-requests';
import type { RequestExportView } from '../../contract/audit';
import type { PayloadOf } from '../../contract/schemas';
import { exportedRequest, type ExportedRequest } from '../../domain/access/exported-request';
import type { AccessRequest } from '../../domain/access/request';
import { STATE_WORD } from '../../domain/access/state-words';
import { plain } from '../../domain/access/access-table';
import { csvOf } from './callers-csv';
import { endingSentence, failureSentence } from './carried-view';

type About = Pick<PayloadOf<'exportRequests'>, 'spaceId' | 'state' | 'format'> & { madeBy: string };

/** Rows of requests as text, one by one: what comes again replaces what came before. */
export const requestExportView = (
  { rows, cursor, begunAt, at, head }: RequestExportPage,
  { spaceId, state, format, madeBy }: About,
): RequestExportView => ({
  rows: rows.map(({ request, fits }) => ({
    id: request.id,
    rev: request.rev,
    text: fits ? textOf(worded(request, at), format) : null,
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

/** A request with what the screens call its states, its caller and what befell it, beside the codes. `null` as the code is. */
type Worded = Omit<ExportedRequest, 'reviews'> & {
  stateWords: string;
  callerWords: string;
  reviews: (ExportedRequest['reviews'][number] & { verdictWords: string })[];
  endingWords: string | null;
  failureWords: string | null;
  judgedWords: string | null;
};

const worded = (request: AccessRequest, at: number): Worded => {
  const exported = exportedRequest(request, at);
  return {
    ...exported,
    stateWords: STATE_WORD[exported.state],
    callerWords: callerWords(request),
    reviews: exported.reviews.map((review) => ({
      ...review,
      verdictWords: review.verdict === 'approve' ? 'approved' : 'denied',
    })),
    endingWords: 'ending' in request ? endingSentence(request.ending) : null,
    failureWords: 'failure' in request ? failureSentence(request.failure) : null,
    judgedWords: exported.judged === null ? null : STATE_WORD[exported.judged.verdict],
  };
};

const callerWords = ({ plan: { beneficiary } }: AccessRequest): string => {
  switch (beneficiary.kind) {
    case 'account':
      return `${plain(beneficiary.name)} in the mesh`;
    case 'consumer':
      return `consumer ${plain(beneficiary.consumer.name)}`;
    case 'myself':
      return `the requester, as consumer ${plain(beneficiary.consumer.name)}`;
    case 'group':
      return `group ${plain(beneficiary.name)}, as consumer ${plain(beneficiary.consumer.name)}`;
  }
};

const textOf = (request: Worded, format: 'csv' | 'json'): string =>
  format === 'json' ? JSON.stringify(request) : csvOf([COLUMNS.map(([, cell]) => cell(request))]);

/** Lists in one cell, a line each. */
const lines = (items: readonly string[]): string => items.join('\n');

const decidedBy = ({ decidedBy: by }: ExportedRequest): string => {
  if (by === null) return '';
  if (by === 'policy') return 'the policy (low-risk groups)';
  return 'people' in by ? lines(by.people) : `${by.brokeGlass} (broke the glass)`;
};

const COLUMNS: [name: string, cell: (request: Worded) => string][] = [
  ['Request', ({ id }) => id],
  ['State', ({ state }) => state],
  ['State in words', ({ stateWords }) => stateWords],
  ['Page', ({ page }) => page],
  ['Asked by', ({ requester }) => requester],
  ['Caller', ({ caller }) => caller],
  ['Caller in words', (request) => request.callerWords],
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
  [
    'Reviews in words',
    ({ reviews }) =>
      lines(
        reviews.map(({ by, verdictWords, reason }) =>
          reason === '' ? `${by} ${verdictWords}` : `${by} ${verdictWords}: ${reason}`,
        ),
      ),
  ],
  ['Carried out at', ({ appliedAt }) => appliedAt ?? ''],
  ['Ends at', ({ endsAt }) => endsAt ?? ''],
  ['Ended as', ({ ending }) => ending?.as ?? ''],
  ['Ended as, in words', ({ endingWords }) => endingWords ?? ''],
  ['Ended by', ({ ending }) => ending?.by ?? ''],
  ['Why ended', ({ ending }) => ending?.reason ?? ''],
  ['Taken back at', ({ endedAt }) => endedAt ?? ''],
  [
    'What failed',
    ({ failure }) => (failure === null ? '' : `${failure.at} ${failure.code}: ${failure.what}`),
  ],
  ['What failed, in words', ({ failureWords }) => failureWords ?? ''],
  ['Left in place', ({ left }) => lines(left)],
  ['Judged', ({ judged }) => judged?.verdict ?? ''],
  ['Judged, in words', ({ judgedWords }) => judgedWords ?? ''],
  ['Judged by', ({ judged }) => judged?.by ?? ''],
  ['Judged at', ({ judged }) => judged?.at ?? ''],
  ['Why judged so', ({ judged }) => judged?.reason ?? ''],
  ['Plan hash', ({ planHash }) => planHash],
  ['Policy hash', ({ policyHash }) => policyHash],
  ['Revision', ({ rev }) => String(rev)],
  ['Changed at', ({ updatedAt }) => updatedAt],
];
