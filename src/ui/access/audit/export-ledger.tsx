import { useState } from 'react';

import { Button, Checkbox, Heading, Inline, ModalTransition, Stack, Text } from '@forge/react';

import type { AccessAnswer } from '../../../contract/access';
import type { LedgerExportView } from '../../../contract/audit';
import { err, ok } from '../../../domain/result';
import { invoke } from '../../parts/invoke';
import { Sentence } from '../../parts/sentence';
import { TextDialog } from '../../parts/text-dialog';
import type { RecordOf } from '../ledger/ledger-calls';
import { Assembling } from './assembling';
import { gatheredLedger, ledgerDocument, type GatheredLedger } from './ledger-document';
import { useAssembly } from './use-assembly';

type Part = { from: number; to: number | null; withPeople: boolean };

const readPart = (record: RecordOf, part: Part): Promise<AccessAnswer<LedgerExportView>> =>
  record.of === 'site'
    ? invoke('exportSiteLedger', part)
    : invoke('exportLedger', { spaceId: record.spaceId, ...part });

/** The record whole, to be verified without Gatehouse. */
export function ExportLedger({ record }: { record: RecordOf }) {
  const [withPeople, setWithPeople] = useState(false);
  const assembly = useAssembly<GatheredLedger, Pick<Part, 'withPeople'>>(async (asked, before) => {
    const answer = await readPart(record, { ...asked, from: before?.next ?? 1, to: before?.to ?? null });
    if (!answer.ok) return err(answer.error);
    const soFar = gatheredLedger(before, answer.value);
    if (soFar === null) return err({ code: 'INTERNAL', detail: 'an export without a beginning' });
    return ok({ soFar, done: soFar.next === null });
  });
  const { soFar, state } = assembly;
  const isBusy = state === 'reading' || state === 'stopped';
  const count = soFar?.records.length ?? 0;
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        Record
      </Heading>
      <Sentence color="color.text.subtle">
        Every entry with the signed end, the public keys and the checkpoints. `npm run verify-ledger FILE`
        checks it without Gatehouse and without a secret.
      </Sentence>
      <Checkbox
        label="With the accounts of the people, who are named by pseudonyms otherwise"
        isChecked={withPeople}
        isDisabled={isBusy}
        onChange={() => {
          setWithPeople(!withPeople);
        }}
      />
      <Inline>
        <Button
          isDisabled={isBusy}
          onClick={() => {
            assembly.begin({ withPeople });
          }}
        >
          Export the record as JSON
        </Button>
      </Inline>
      <Assembling
        assembly={assembly}
        share={soFar === null || soFar.to === 0 ? null : Math.min(1, count / soFar.to)}
        soFar={`${String(count)} of ${soFar === null ? 'the' : String(soFar.to)} entries read`}
      />
      <ModalTransition>
        {state === 'done' && soFar !== null && (
          <TextDialog
            id="ledger-text"
            title="Record, as JSON"
            label="JSON"
            text={ledgerDocument(soFar)}
            onClose={assembly.clear}
          >
            <Text>
              {`${String(count)} entries. ${
                soFar.people === null
                  ? 'Nobody is named in it.'
                  : 'The accounts are in “people”: delete that part, and it still verifies.'
              }`}
            </Text>
          </TextDialog>
        )}
      </ModalTransition>
    </Stack>
  );
}
