import { useState } from 'react';

import { Button, ButtonGroup, Inline, LoadingButton, Stack, Text } from '@forge/react';

import { TextField } from '../../parts/form-field';
import { DurationField } from '../parts/duration-field';
import { TextAreaField } from '../parts/text-area-field';
import type { Steps } from './use-steps';

const A_WEEK = 7 * 86_400_000;

/** Asking for more time: a request of its own for the same. */
export function Extend({ steps }: { steps: Steps }) {
  const [isOpen, setOpen] = useState(false);
  const [durationMs, setDuration] = useState<number | null>(A_WEEK);
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  if (!isOpen) {
    return (
      <Inline>
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          Extend
        </Button>
      </Inline>
    );
  }
  const said = { reason: reason.trim(), ticket: ticket.trim() === '' ? null : ticket.trim() };
  return (
    <Stack space="space.150">
      <Text>
        More time is a request of its own for the same, and is approved as any other. Until both have ended
        nothing is taken away.
      </Text>
      <DurationField
        id="extend-duration"
        label="How much longer"
        help="Counted from its approval."
        value={durationMs}
        onChange={setDuration}
      />
      <TextAreaField id="extend-reason" label="Why" required value={reason} onChange={setReason} />
      <TextField
        id="extend-ticket"
        label="Ticket"
        value={ticket}
        help="If there is one."
        onChange={setTicket}
      />
      <Inline>
        <ButtonGroup label="Extend">
          <LoadingButton
            appearance="primary"
            isLoading={steps.busy === 'extend'}
            isDisabled={steps.busy !== null || durationMs === null || said.reason === ''}
            onClick={() => {
              if (durationMs !== null) void steps.take({ do: 'extend', durationMs, ...said });
            }}
          >
            Ask for more time
          </LoadingButton>
          <Button
            appearance="subtle"
            onClick={() => {
              setOpen(false);
            }}
          >
            Not now
          </Button>
        </ButtonGroup>
      </Inline>
    </Stack>
  );
}
