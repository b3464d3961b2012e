import type { ReactNode } from 'react';

import { Inline, SectionMessage, Spinner, Stack, Text, Tooltip } from '@forge/react';

import type { Reading } from '../../contract/views';
import type { Unread } from '../../domain/source';
import type { IsoTime } from '../../domain/time';
import { adviceOf, Problem } from './problem';
import { age, localTime } from './time';
import type { Zone } from './time';

type Props<T> = {
  reading: Reading<T>;
  busy: boolean;
  now: IsoTime;
  zone: Zone;
  what: string;
  children: DrawReading<T>;
};

/** Draws what was read. `unread` names what is missing from it: an empty list may be empty for that reason alone. */
export type DrawReading<T> = (data: T, unread: Unread[], clock: ReaderClock) => ReactNode;

/** For parts of a reading that are older than the rest. */
export type ReaderClock = { now: IsoTime; zone: Zone };

/** One environment's reading in every state it can be in; `children` draws the data when there is some. */
export function ReadingView<T>({ reading, busy, now, zone, what, children }: Props<T>) {
  switch (reading.state) {
    case 'nothing-remembered':
      return <Reader what={what} />;
    case 'refused':
      return <Problem error={{ code: reading.code, detail: reading.what }} tone="warning" />;
    case 'failed':
      return <Problem error={reading.failure} title={`The ${what} could not be read`} />;
    case 'live':
    case 'remembered':
    case 'last-good':
      return (
        <Stack space="space.150">
          {reading.state === 'last-good' && (
            <Problem
              error={reading.failure}
              tone="warning"
              title={`The ${what} cannot be read now; this is how it was ${age(reading.at, now, zone.locale)}`}
            />
          )}
          {reading.unread.length > 0 && <PartlyRead unread={reading.unread} />}
          {children(reading.data, reading.unread, { now, zone })}
          <Freshness at={reading.at} live={reading.state === 'live'} {...{ busy, now, zone }} />
        </Stack>
      );
  }
}

const Reader = ({ what }: { what: string }) => (
  <Inline space="space.100" alignBlock="center">
    <Spinner size="small" label={`Reading the ${what}`} />
    <Text color="color.text.subtle">Reading the {what}…</Text>
  </Inline>
);

/** "plugins could not be read: 403" for each missing part: an incomplete answer never looks complete. */
const PartlyRead = ({ unread }: { unread: Unread[] }) => (
  <SectionMessage appearance="warning" title="Part of this could not be read">
    <Stack space="space.050">
      {unread.map((part) => (
        <Text key={part.part}>
          {part.part} could not be read{part.status === undefined ? '' : ` (${String(part.status)})`}:{' '}
          {adviceOf(part)}
        </Text>
      ))}
    </Stack>
  </SectionMessage>
);

function Freshness({
  at,
  live,
  busy,
  now,
  zone,
}: {
  at: IsoTime;
  live: boolean;
  busy: boolean;
  now: IsoTime;
  zone: Zone;
}) {
  return (
    <Inline space="space.100" alignBlock="center">
      <Tooltip content={localTime(at, zone)}>
        <Text size="small" color="color.text.subtlest">
          {live ? 'Read' : 'As of'} {age(at, now, zone.locale)}, {localTime(at, zone)}
        </Text>
      </Tooltip>
      {busy && <Spinner size="xsmall" label="Reading again" />}
    </Inline>
  );
}
