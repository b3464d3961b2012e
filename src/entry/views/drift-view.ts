import type { ConnectionDrift } from '../../app/access/kept-drift';
import type { DriftView } from '../../contract/views';
import { driftWords } from '../../domain/access/drift-words';

export const driftView = ({ report, isToCome }: ConnectionDrift): DriftView => ({
  compared:
    report === null
      ? null
      : { readAt: report.readAt, held: report.held, unknown: report.unknown, isAll: report.isAll },
  isToCome,
  drifts: (report?.drifts ?? []).map((drift) => ({
    is: drift.is,
    ...driftWords(drift),
    since: new Date(drift.since).toISOString(),
    requestIds: drift.grants.map(({ requestId }) => requestId),
  })),
});
