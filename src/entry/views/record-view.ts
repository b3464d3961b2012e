import type { PageRecord } from '../../app/access/page-record';
import type { PageRecordList } from '../../app/access/list-page-records';
import type { SpaceSettingsDetail } from '../../app/access/space-settings';
import type { PageRecordsView, PageRecordView, SpaceSettingsView } from '../../contract/access';
import type { Wording } from '../../contract/codes';
import { ALTERED_WORDING, ON_ITS_WAY, RECORD_WORDING, type RecordOutcome } from '../../contract/record-codes';

const OUTCOMES: Record<PageRecord['outcome'], RecordOutcome> = {
  'nothing yet': 'nothing-yet',
  verified: 'verified',
  BEHIND: 'behind',
  altered: 'altered',
  foreign: 'foreign',
  unsigned: 'unsigned',
  missing: 'missing',
  'unknown key': 'unknown-key',
  'not read': 'not-read',
};

const BARRED = { page: 'closed', edit: 'not-editable' } as const;

/** A page that the app cannot write stays behind until somebody else writes it: that is said rather than that it is on its way. */
const outcomeOf = ({ outcome, barred }: PageRecord): RecordOutcome =>
  outcome === 'BEHIND' && barred !== null ? BARRED[barred] : OUTCOMES[outcome];

/** Where somebody altered what we had written it is put right, by the app where it can. */
const wordingOf = (record: PageRecord, outcome: RecordOutcome): Wording => {
  const { sentence, nextStep } = RECORD_WORDING[outcome];
  if (outcome === 'verified' || record.alteration === null || record.alteration.restoredAt !== null)
    return { sentence, nextStep };
  const { barred } = record;
  return { sentence, nextStep: barred === null ? ON_ITS_WAY : RECORD_WORDING[BARRED[barred]].nextStep };
};

const iso = (ms: number): string => new Date(ms).toISOString();

export const recordView = (record: PageRecord & { mayWrite: boolean }): PageRecordView => {
  const outcome = outcomeOf(record);
  const { alteration, table, mayWrite } = record;
  return {
    outcome,
    ...wordingOf(record, outcome),
    alteration:
      alteration === null
        ? null
        : {
            what: ALTERED_WORDING[alteration.because],
            by: alteration.by,
            at: alteration.at,
            restoredAt: alteration.restoredAt === null ? null : iso(alteration.restoredAt),
          },
    tableEdited: table === 'edited by hand',
    mayWrite,
  };
};

export const pageRecordsView = ({ rows, cursor }: PageRecordList): PageRecordsView => ({
  rows: rows.map(({ pageId, title, checkedAt, record, unseen }) => ({
    ...recordView(record),
    ...(unseen === null ? {} : { outcome: 'unseen' as const, ...RECORD_WORDING.unseen }),
    unseen,
    page: { id: pageId, title },
    checkedAt: checkedAt === null ? null : iso(checkedAt),
  })),
  cursor,
});

export const spaceSettingsView = ({
  spaceId,
  rev,
  writesTable,
  writesComments,
}: SpaceSettingsDetail): SpaceSettingsView => ({ spaceId, rev, writesTable, writesComments });
