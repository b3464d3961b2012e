import { useState } from 'react';

import {
  Button,
  Inline,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
  SectionMessage,
  Stack,
  Text,
} from '@forge/react';

import type { AccessError } from '../../contract/access-codes';
import type { ConnectionView } from '../../contract/views';
import { invoke } from '../parts/invoke';
import { Problem } from '../parts/problem';

type Props = { view: ConnectionView; onRemoved: () => void };
type Choice = 'end' | 'leave';

/** Removing is asked twice; where access rests on the connection, what becomes of it is asked as well. */
export function Removal({ view, onRemoved }: Props) {
  const [asking, setAsking] = useState(false);
  const { remove, busy, error, ending } = useRemoval(view, onRemoved);
  const close = () => {
    setAsking(false);
  };
  return (
    <>
      <Inline>
        <Button
          appearance="danger"
          onClick={() => {
            setAsking(true);
          }}
        >
          Remove this connection
        </Button>
      </Inline>
      <ModalTransition>
        {asking && (
          <Modal onClose={close}>
            <ModalHeader>
              <ModalTitle>{`Remove ${view.name}?`}</ModalTitle>
            </ModalHeader>
            <ModalBody>
              <Stack space="space.150">
                {error !== null && <Problem error={error} />}
                {ending > 0 && <Ending count={ending} />}
                <Text>
                  Its credentials, what was read of the gateway, and who is who there are deleted at once.
                  Pages that are bound to it keep their choice and say that the connection is gone.
                </Text>
                {error?.code === 'LIVE_GRANTS' && <WhatBecomes {...{ busy, remove }} />}
              </Stack>
            </ModalBody>
            <ModalFooter>
              <Button appearance="subtle" onClick={close}>
                Keep it
              </Button>
              <LoadingButton
                appearance="danger"
                isLoading={busy}
                onClick={() => {
                  void remove();
                }}
              >
                Remove
              </LoadingButton>
            </ModalFooter>
          </Modal>
        )}
      </ModalTransition>
    </>
  );
}

function useRemoval(view: ConnectionView, onRemoved: () => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AccessError | null>(null);
  const [ending, setEnding] = useState(0);
  const remove = async (grants?: Choice) => {
    setBusy(true);
    const answer = await invoke('removeConnection', {
      id: view.id,
      rev: view.rev,
      ...(grants === undefined ? {} : { grants }),
    });
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setEnding(answer.value.ending);
    if (answer.value.removed) onRemoved();
  };
  return { remove, busy, error, ending };
}

const Ending = ({ count }: { count: number }) => (
  <SectionMessage appearance="information" title="Access is being ended first">
    <Text>
      {`${String(count)} ${count === 1 ? 'grant is' : 'grants are'} being taken away through this connection, so it is still there. Remove it again once that is done; the pages show it.`}
    </Text>
  </SectionMessage>
);

const WhatBecomes = ({ busy, remove }: { busy: boolean; remove: (choice: Choice) => Promise<void> }) => (
  <Stack space="space.100">
    <Inline space="space.100" shouldWrap>
      <LoadingButton
        appearance="primary"
        isLoading={busy}
        onClick={() => {
          void remove('end');
        }}
      >
        End this access first
      </LoadingButton>
      <LoadingButton
        appearance="danger"
        isLoading={busy}
        onClick={() => {
          void remove('leave');
        }}
      >
        Leave it in place and remove
      </LoadingButton>
    </Inline>
    <Text size="small" color="color.text.subtle">
      What was written through this connection and is left in place, nobody takes away any more; the record
      says that you chose so. What the same access has elsewhere is taken back.
    </Text>
  </Stack>
);
