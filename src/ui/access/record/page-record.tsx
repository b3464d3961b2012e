import { Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';

import type { PageRecordView } from '../../../contract/access';
import { TABLE_EDITED, type RecordOutcome } from '../../../contract/record-codes';
import { Problem } from '../../parts/problem';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { Person } from '../parts/person';
import { useWriteRecord } from './use-write-record';

type Props = {
  pageId: string;
  record: PageRecordView;
  zone: Zone;
  onWritten: (record: PageRecordView) => void;
};

type Tone = 'information' | 'warning' | 'error';
const TONES: Record<RecordOutcome, Tone | null> = {
  verified: null,
  'nothing-yet': null,
  behind: 'information',
  altered: 'error',
  missing: 'error',
  unsigned: 'error',
  foreign: 'warning',
  'unknown-key': 'warning',
  closed: 'warning',
  unseen: 'warning',
  'not-editable': 'warning',
  'not-read': 'warning',
};

/** What the page itself says about access, and whether that is true: quiet while it is. */
export const PageRecord = ({ pageId, record, zone, onWritten }: Props) => {
  const { write, busy, error } = useWriteRecord(pageId, onWritten);
  const tone = TONES[record.outcome];
  return (
    <Stack space="space.100">
      {error !== null && <Problem error={error} />}
      {tone === null ? (
        <Text size="small" color="color.text.subtle">
          {record.sentence}
        </Text>
      ) : (
        <SectionMessage appearance={tone}>
          <Stack space="space.075">
            <Text>{record.sentence}</Text>
            {record.alteration?.restoredAt === null && <Alteration of={record.alteration} zone={zone} />}
            <Text>{record.nextStep}</Text>
            {record.mayWrite && (
              <WriteButton
                label="Write it now"
                busy={busy}
                onClick={() => {
                  write({ anew: false });
                }}
              />
            )}
          </Stack>
        </SectionMessage>
      )}
      {record.alteration !== null && record.alteration.restoredAt !== null && (
        <SectionMessage appearance="information">
          <Stack space="space.075">
            <Text>
              Somebody altered what this page’s properties say about access. It was put right on{' '}
              {localTime(record.alteration.restoredAt, zone)}.
            </Text>
            <Alteration of={record.alteration} zone={zone} />
          </Stack>
        </SectionMessage>
      )}
      {record.tableEdited && (
        <SectionMessage appearance="warning">
          <Stack space="space.075">
            <Text>{TABLE_EDITED.sentence}</Text>
            <Text>{TABLE_EDITED.nextStep}</Text>
            {record.mayWrite && (
              <WriteButton
                label="Write the table anew"
                busy={busy}
                onClick={() => {
                  write({ anew: true });
                }}
              />
            )}
          </Stack>
        </SectionMessage>
      )}
    </Stack>
  );
};

type AlterationProps = { of: NonNullable<PageRecordView['alteration']>; zone: Zone };

const Alteration = ({ of: { what, by, at }, zone }: AlterationProps) => (
  <Inline space="space.075" alignBlock="center" shouldWrap>
    {by !== null && <Person accountId={by} />}
    <Text>
      {at === null ? '' : `${localTime(at, zone)}: `}
      {what}.{by === null ? ' Who it was is not known.' : ''}
    </Text>
  </Inline>
);

type ButtonProps = { label: string; busy: boolean; onClick: () => void };

const WriteButton = ({ label, busy, onClick }: ButtonProps) => (
  <Inline>
    <LoadingButton isLoading={busy} onClick={onClick}>
      {label}
    </LoadingButton>
  </Inline>
);
