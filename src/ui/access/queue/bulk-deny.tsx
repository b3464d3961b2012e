import { useState } from 'react';

import {
  Button,
  Inline,
  LoadingButton,
  Lozenge,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  Stack,
  Text,
} from '@forge/react';

import type { RequestRow } from '../../../contract/access';
import { plain, Sentence } from '../../parts/sentence';
import { TextAreaField } from '../parts/text-area-field';
import { denySeveral } from './deny-several';
import type { Denied } from './deny-several';

type Props = {
  rows: RequestRow[];
  onClose: () => void;
  /** At least one was tried: the list is out of date. */
  onDone: () => void;
};

/** One reason for several denials; what became of each is said. */
export function BulkDeny({ rows, onClose, onDone }: Props) {
  const [reason, setReason] = useState('');
  const [outcomes, setOutcomes] = useState<Denied[]>([]);
  const [state, setState] = useState<'asking' | 'denying' | 'done'>('asking');
  const deny = async () => {
    setState('denying');
    await denySeveral(rows, reason.trim(), (outcome) => {
      setOutcomes((before) => [...before, outcome]);
    });
    setState('done');
    onDone();
  };
  return (
    <Modal onClose={onClose} width="medium">
      <ModalHeader>
        <ModalTitle>{`Deny ${countOf(rows)}?`}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        {state === 'asking' ? (
          <Stack space="space.150">
            <Text>{rows.map(({ caller }) => plain(caller)).join(', ')}</Text>
            <TextAreaField
              id="bulk-reason"
              label="Reason"
              required
              help="Everybody who sees one of the requests reads it."
              value={reason}
              onChange={setReason}
            />
          </Stack>
        ) : (
          <Outcomes outcomes={outcomes} of={rows.length} />
        )}
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" onClick={onClose}>
          {state === 'done' ? 'Close' : 'Cancel'}
        </Button>
        {state !== 'done' && (
          <LoadingButton
            appearance="danger"
            isLoading={state === 'denying'}
            isDisabled={reason.trim() === ''}
            onClick={() => {
              void deny();
            }}
          >
            {`Deny ${countOf(rows)}`}
          </LoadingButton>
        )}
      </ModalFooter>
    </Modal>
  );
}

const Outcomes = ({ outcomes, of }: { outcomes: Denied[]; of: number }) => (
  <Stack space="space.100">
    <Text>{`${String(outcomes.length)} of ${String(of)} done`}</Text>
    {outcomes.map(({ id, caller, denied, sentence }) => (
      <Inline key={id} space="space.100" alignBlock="center" shouldWrap>
        <Lozenge appearance={denied ? 'success' : 'moved'}>{denied ? 'denied' : 'left alone'}</Lozenge>
        <Sentence>{denied ? plain(caller) : `${plain(caller)}: ${sentence}`}</Sentence>
      </Inline>
    ))}
  </Stack>
);

const countOf = ({ length }: RequestRow[]): string =>
  length === 1 ? '1 request' : `${String(length)} requests`;
