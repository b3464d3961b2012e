import { useEffect, useState } from 'react';

import { Inline, LoadingButton, ProgressBar, SectionMessage, Stack, Text } from '@forge/react';

import type { AppError } from '../../contract/codes';
import type { SnapshotStateView } from '../../contract/views';
import type { Result } from '../../domain/result';
import { adviceOf, Problem } from './problem';
import { age, localTime } from './time';
import type { Zone } from './time';
import { useNow } from './use-now';

type Answer = Promise<Result<SnapshotStateView, AppError>>;
/** What a connection's snapshot is a reading of. */
export type Whole = 'gateway' | 'cluster';

type Props = {
  /** What was read, in a word. */
  whole: Whole;
  snapshot: SnapshotStateView;
  zone: Zone;
  /** Starts a refresh; null when the reader may not. */
  refresh: (() => Answer) | null;
  /** Asks how far it is. Must be stable. */
  poll: () => Answer;
  /** A refresh came to its end: what is drawn from the snapshot is to be asked for again. */
  onSettled: () => void;
};

const POLL_EVERY_MS = 3_000;

/** How old the reading of the whole gateway or cluster is, what is missing from it, how far a new one is, and the button that starts one. */
export function SnapshotPanel({ whole, snapshot, zone, refresh, poll, onSettled }: Props) {
  const { state, error, start } = useSnapshot({ snapshot, refresh, poll, onSettled });
  return (
    <Stack space="space.100">
      <Inline space="space.150" alignBlock="center" shouldWrap>
        <Age whole={whole} state={state} zone={zone} />
        {start !== null && (
          <LoadingButton spacing="compact" isLoading={state.refresh !== null} onClick={start}>
            {state.readAt === null ? `Read the whole ${whole} now` : 'Read again'}
          </LoadingButton>
        )}
      </Inline>
      {state.refresh !== null && <Progress whole={whole} refresh={state.refresh} />}
      {error !== null && <Problem error={error} tone="warning" />}
      {state.lastFailure !== null && state.refresh === null && (
        <Problem
          error={state.lastFailure}
          tone="warning"
          title={`The newest reading was given up, ${localTime(state.lastFailure.at, zone)}`}
        />
      )}
      {state.unread.length > 0 && <Missing whole={whole} unread={state.unread} />}
    </Stack>
  );
}

function useSnapshot({ snapshot, refresh, poll, onSettled }: Omit<Props, 'zone' | 'whole'>) {
  const [newer, setNewer] = useState<SnapshotStateView | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const state = newer ?? snapshot;
  useEffect(() => {
    if (state.refresh === null) return undefined;
    const timer = setTimeout(() => {
      void poll().then((answer) => {
        // One answer that did not come is no end: it is asked for again.
        setNewer(answer.ok ? answer.value : { ...state });
        if (answer.ok && answer.value.refresh === null) onSettled();
      });
    }, POLL_EVERY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [state, poll, onSettled]);
  const begin = async (ask: () => Answer) => {
    const answer = await ask();
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setNewer(answer.value);
  };
  return { state, error, start: refresh === null ? null : () => void begin(refresh) };
}

function Age({
  whole,
  state: { readAt, refresh },
  zone,
}: {
  whole: Whole;
  state: SnapshotStateView;
  zone: Zone;
}) {
  const now = useNow();
  if (readAt === null)
    return (
      <Text>
        {refresh === null
          ? `The whole ${whole} was not read yet. That happens by itself within two hours.`
          : `Reading the whole ${whole}…`}
      </Text>
    );
  return (
    <Text size="small" color="color.text.subtle">
      Whole {whole} read {age(readAt, now, zone.locale)}, {localTime(readAt, zone)}
    </Text>
  );
}

const Progress = ({
  whole,
  refresh: { reading, done, of },
}: {
  whole: Whole;
  refresh: NonNullable<SnapshotStateView['refresh']>;
}) => (
  <Stack space="space.050">
    <ProgressBar value={done / of} ariaLabel={`How much of the ${whole} is read`} />
    <Text size="small" color="color.text.subtle">
      {reading === null
        ? 'Everything is read and about to be kept.'
        : `Reading ${reading}: ${String(done)} of ${String(of)} done.`}
    </Text>
  </Stack>
);

const Missing = ({ whole, unread }: { whole: Whole; unread: SnapshotStateView['unread'] }) => (
  <SectionMessage appearance="warning" title={`Part of the ${whole} could not be read`}>
    <Stack space="space.050">
      {unread.map((part) => (
        <Text key={part.part}>
          {part.part}: {adviceOf(part)}
        </Text>
      ))}
    </Stack>
  </SectionMessage>
);
