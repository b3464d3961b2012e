import { useState } from 'react';

import {
  Button,
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
  TextArea,
} from '@forge/react';

import type { AppError } from '../../../contract/codes';
import type { CallersExport } from '../../../contract/callers';
import { FormField } from '../../parts/form-field';
import { invoke } from '../../parts/invoke';
import { Problem } from '../../parts/problem';
import { localTime } from '../../parts/time';
import type { Place } from '../../parts/page-estate';

/** All rows as text for a spreadsheet. UI Kit can save no file, so the text is there to be copied. */
export function CallersText({ pageId, environment, search, zone }: Place & { search: string }) {
  const [busy, setBusy] = useState(false);
  const [exported, setExported] = useState<CallersExport | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const read = async () => {
    setBusy(true);
    const answer = await invoke('exportCallers', { pageId, environment, search });
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setExported(answer.value);
  };
  const close = () => {
    setExported(null);
  };
  return (
    <>
      <LoadingButton spacing="compact" isLoading={busy} onClick={() => void read()}>
        Export as CSV
      </LoadingButton>
      {error !== null && <Problem error={error} />}
      <ModalTransition>
        {exported !== null && (
          <Modal width="large" onClose={close}>
            <ModalHeader>
              <ModalTitle>Who may call, as CSV</ModalTitle>
            </ModalHeader>
            <ModalBody>
              <Stack space="space.150">
                <Completeness exported={exported} />
                <FormField
                  id="callers-csv"
                  label="CSV"
                  help={`The gateway was read ${localTime(exported.readAt, zone)}. Click into the text, select all and copy; a cell that a spreadsheet would calculate has an apostrophe before it.`}
                >
                  <TextArea id="callers-csv" isReadOnly isMonospaced minimumRows={12} value={exported.csv} />
                </FormField>
              </Stack>
            </ModalBody>
            <ModalFooter>
              <Button appearance="primary" onClick={close}>
                Close
              </Button>
            </ModalFooter>
          </Modal>
        )}
      </ModalTransition>
    </>
  );
}

const Completeness = ({ exported: { rows, total, missing } }: { exported: CallersExport }) =>
  missing.length === 0 ? (
    <Text>Complete: {String(rows)} consumers.</Text>
  ) : (
    <SectionMessage appearance="warning" title={`Partial: ${String(rows)} of ${String(total)} consumers`}>
      <Stack space="space.050">
        {missing.map((why) => (
          <Text key={why}>{why}</Text>
        ))}
      </Stack>
    </SectionMessage>
  );
