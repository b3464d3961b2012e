import { useCallback, useState } from 'react';

import {
  Button,
  ButtonGroup,
  Code,
  Heading,
  Inline,
  LoadingButton,
  Lozenge,
  Spinner,
  Stack,
  Text,
  Tooltip,
} from '@forge/react';

import type { AccessError } from '../../contract/access-codes';
import type { KeyView } from '../../contract/audit';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';
import { SearchableTable } from '../parts/searchable-table';
import type { Column } from '../parts/searchable-table';
import { localTime } from '../parts/time';
import type { Zone } from '../parts/time';
import { useAnswer } from '../parts/use-answer';

/** The keys that sign the ends of records, and exchanging the one in use. */
export function Keys({ zone, onRotated }: { zone: Zone; onRotated: () => void }) {
  const { value, error, replace } = useAnswer<KeyView[], AccessError>(
    useCallback(() => invoke('listKeys', {}), []),
  );
  return (
    <Stack space="space.150">
      <Heading as="h3" size="small">
        Signing keys
      </Heading>
      <Text color="color.text.subtle">
        The end of each record is signed. The secret half of a key never leaves Forge’s secret storage: a
        signature proves that Gatehouse wrote the record, not that its vendor could not have.
      </Text>
      {error !== null && <Problem error={error} />}
      {value === null ? (
        error === null && <Spinner label="Reading the keys" />
      ) : (
        <>
          <SearchableTable
            label="signing keys"
            rows={value}
            columns={columns(zone)}
            rowKey={({ kid }) => kid}
            searchText={({ kid, publicKey }) => `${kid} ${publicKey}`}
            empty={null}
          />
          <Rotation
            onRotated={(keys) => {
              replace(keys);
              onRotated();
            }}
          />
        </>
      )}
    </Stack>
  );
}

/** Asked twice: a key that was replaced never signs again. */
function Rotation({ onRotated }: { onRotated: (keys: KeyView[]) => void }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<AccessError | null>(null);
  const rotate = async () => {
    setBusy(true);
    const answer = await invoke('rotateKey', {});
    setBusy(false);
    setFailed(answer.ok ? null : answer.error);
    setAsking(!answer.ok);
    if (answer.ok) onRotated(answer.value);
  };
  if (!asking)
    return (
      <Inline>
        <Button
          onClick={() => {
            setAsking(true);
          }}
        >
          Exchange the key
        </Button>
      </Inline>
    );
  return (
    <Stack space="space.100">
      {failed !== null && <Problem error={failed} />}
      <Inline space="space.100" alignBlock="center" shouldWrap>
        <Text>A new key signs from now on. What was signed before still verifies.</Text>
        <ButtonGroup label="Exchange or keep">
          <LoadingButton
            appearance="primary"
            isLoading={busy}
            onClick={() => {
              void rotate();
            }}
          >
            Exchange it
          </LoadingButton>
          <Button
            appearance="subtle"
            isDisabled={busy}
            onClick={() => {
              setAsking(false);
            }}
          >
            Keep it
          </Button>
        </ButtonGroup>
      </Inline>
    </Stack>
  );
}

const columns = (zone: Zone): Column<KeyView>[] => [
  {
    key: 'kid',
    title: 'Key',
    width: 35,
    cell: ({ kid, until }) => (
      <Inline space="space.100" alignBlock="center" shouldWrap>
        <Code>{kid}</Code>
        {until === null && <Lozenge appearance="success">signs now</Lozenge>}
      </Inline>
    ),
  },
  {
    key: 'public',
    title: 'Public half (Ed25519)',
    width: 30,
    cell: ({ publicKey }) => (
      <Tooltip content={publicKey}>
        <Code>{publicKey.slice(0, 16)}</Code>
      </Tooltip>
    ),
  },
  {
    key: 'used',
    title: 'Signed',
    width: 35,
    cell: ({ from, until }) => (
      <Text>
        {[
          from === null ? 'from the beginning' : `from ${localTime(from, zone)}`,
          ...(until === null ? [] : [`until ${localTime(until, zone)}`]),
        ].join(' ')}
      </Text>
    ),
  },
];
