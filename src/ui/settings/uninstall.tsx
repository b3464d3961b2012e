import { useCallback, useState } from 'react';

import {
  Button,
  Heading,
  Inline,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
  ProgressBar,
  SectionMessage,
  Spinner,
  Stack,
  Text,
} from '@forge/react';

import type { AccessError } from '../../contract/access-codes';
import type { SiteGrantsView } from '../../contract/carry';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import { useAnswer } from '../parts/use-answer';

/**
 * *Before you uninstall*. Forge tells an app that it is being uninstalled without waiting and with nobody there to be asked, so what becomes of
 * live grants is asked here, before that.
 */
export function Uninstall() {
  const grants = useAnswer<SiteGrantsView, AccessError>(useCallback(() => invoke('readSiteGrants', {}), []));
  const { value, error, busy, again } = grants;
  const end = useEnding(grants.replace);
  return (
    <Stack space="space.200">
      <Stack space="space.075">
        <Heading as="h2" size="medium">
          Before you uninstall
        </Heading>
        <Text color="color.text.subtle">
          An uninstalled app runs nothing: access that it gave stays where it is written, and no longer ends
          by itself. So end it here first, take the records along (Record, and Audit of each space), and
          uninstall once nothing is left.
        </Text>
      </Stack>
      {error !== null && <Problem error={error} />}
      {end.error !== null && <Problem error={end.error} />}
      {value === null ? (
        error === null && <Spinner label="Counting the grants of this site" />
      ) : (
        <Counted value={value} busy={busy} again={again} end={end} />
      )}
    </Stack>
  );
}

type Ending = {
  /** How many were ended since it was confirmed, of how many there were; null: it was not. */
  progress: { ended: number; of: number } | null;
  running: boolean;
  error: AccessError | null;
  run: (live: number) => Promise<void>;
};

/** Ends a part at a time, until none is left or none can be ended. */
function useEnding(onCounted: (value: SiteGrantsView) => void): Ending {
  const [progress, setProgress] = useState<Ending['progress']>(null);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<AccessError | null>(null);
  const run = async (live: number) => {
    setRunning(true);
    setError(null);
    let ended = 0;
    setProgress({ ended, of: live });
    for (;;) {
      const answer = await invoke('endSiteGrants', {});
      if (!answer.ok) {
        setError(answer.error);
        break;
      }
      ended += answer.value.ended;
      setProgress({ ended, of: Math.max(live, ended + answer.value.live) });
      onCounted(answer.value);
      if (answer.value.live === 0 || answer.value.ended === 0) break;
    }
    setRunning(false);
  };
  return { progress, running, error, run };
}

type CountedProps = { value: SiteGrantsView; busy: boolean; again: () => void; end: Ending };

const Counted = ({ value, busy, again, end }: CountedProps) => (
  <Stack space="space.200">
    <Standing value={value} />
    {end.progress !== null && <Progress {...end.progress} running={end.running} />}
    <SearchableTable
      label="grants by connection"
      rows={value.connections}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      searchText={nameOf}
      empty={<Text>There is no connection.</Text>}
    />
    <Inline space="space.100" alignBlock="center" shouldWrap>
      {value.live > 0 && <EndAll live={value.live} end={end} />}
      <Button appearance="subtle" iconBefore="refresh" isDisabled={busy || end.running} onClick={again}>
        Count again
      </Button>
    </Inline>
  </Stack>
);

const Standing = ({ value: { live, ending, isAll } }: { value: SiteGrantsView }) => {
  if (live + ending === 0)
    return (
      <SectionMessage appearance="success" title="Nothing that Gatehouse gave is in force any more">
        <Text>What was left in place on purpose is in the record of its space.</Text>
      </SectionMessage>
    );
  const most = isAll ? '' : 'At least ';
  const way =
    'This takes some minutes. What could not be taken back is listed under Requests, and is tried until it is.';
  return live === 0 ? (
    <SectionMessage appearance="information" title={`${most}${words(ending)} being taken away`}>
      <Text>{way}</Text>
    </SectionMessage>
  ) : (
    <SectionMessage appearance="warning" title={`${most}${words(live)} in force or about to be`}>
      <Text>
        {ending === 0 ? 'Nothing is being taken away.' : `${words(ending)} being taken away. ${way}`}
      </Text>
    </SectionMessage>
  );
};

const words = (count: number): string => `${String(count)} ${count === 1 ? 'grant is' : 'grants are'}`;

const Progress = ({ ended, of, running }: { ended: number; of: number; running: boolean }) => (
  <Stack space="space.075">
    <ProgressBar ariaLabel="Ending the grants of this site" value={of === 0 ? 1 : ended / of} />
    <Text>{`${String(ended)} of ${String(of)} ended${running ? ' so far' : ''}.`}</Text>
  </Stack>
);

function EndAll({ live, end }: { live: number; end: Ending }) {
  const [asking, setAsking] = useState(false);
  const close = () => {
    setAsking(false);
  };
  return (
    <>
      <Button
        appearance="danger"
        isDisabled={end.running}
        onClick={() => {
          setAsking(true);
        }}
      >
        End all grants of this site
      </Button>
      <ModalTransition>
        {asking && (
          <Modal onClose={close}>
            <ModalHeader>
              <ModalTitle>End all grants of this site?</ModalTitle>
            </ModalHeader>
            <ModalBody>
              <Text>
                {`${words(live)} ended at once, in every space: the callers are shut out as soon as what was written is taken away. Each end is an entry of the record, with your name. Who needs the access has to ask anew.`}
              </Text>
            </ModalBody>
            <ModalFooter>
              <Button appearance="subtle" onClick={close}>
                Keep them
              </Button>
              <Button
                appearance="danger"
                onClick={() => {
                  close();
                  void end.run(live);
                }}
              >
                End them all
              </Button>
            </ModalFooter>
          </Modal>
        )}
      </ModalTransition>
    </>
  );
}

type Row = SiteGrantsView['connections'][number];
const nameOf = ({ name }: Row): string => name ?? 'a connection that was removed';

const COLUMNS: Column<Row>[] = [
  { key: 'name', title: 'Connection', width: 50, sortBy: nameOf, cell: (row) => <Text>{nameOf(row)}</Text> },
  {
    key: 'live',
    title: 'In force or about to be',
    width: 25,
    cell: ({ live }) => <Text>{String(live)}</Text>,
  },
  {
    key: 'ending',
    title: 'Being taken away',
    width: 25,
    cell: ({ ending }) => <Text>{String(ending)}</Text>,
  },
];
