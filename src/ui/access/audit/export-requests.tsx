import { useState } from 'react';

import {
  Box,
  Button,
  ButtonGroup,
  Heading,
  Inline,
  ModalTransition,
  Select,
  Stack,
  Text,
  xcss,
} from '@forge/react';

import type { RequestExportAbout } from '../../../contract/audit';
import { err, ok } from '../../../domain/result';
import { FormField } from '../../parts/form-field';
import { invoke } from '../../parts/invoke';
import { TextDialog } from '../../parts/text-dialog';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { STATES } from '../../../domain/access/state-words';
import { STATE_WORDS } from '../parts/state-words';
import { Assembling } from './assembling';
import { csvDocument, gathered, jsonDocument, textsOf, type Gathered } from './request-document';
import { useAssembly } from './use-assembly';

type Filter = RequestExportAbout['filter'];
type Format = 'csv' | 'json';
type Asked = { state: Filter; format: Format };
type Found = Gathered & { format: Format };

const FILTERS: { label: string; value: Filter }[] = [
  { label: 'all', value: 'all' },
  ...STATES.map((state) => ({ label: STATE_WORDS[state].word, value: state })),
];

/** The population, whole: every request of the space, or every one in a state. */
export function ExportRequests({ spaceId, zone }: { spaceId: string; zone: Zone }) {
  const [filter, setFilter] = useState<Filter>('all');
  const assembly = useAssembly<Found, Asked>(async ({ state, format }, before) => {
    const answer = await invoke('exportRequests', {
      spaceId,
      state,
      format,
      cursor: before?.cursor ?? null,
      begunAt: before?.begunAt ?? null,
    });
    if (!answer.ok) return err(answer.error);
    const soFar = { ...gathered(before, answer.value), format };
    return ok({ soFar, done: soFar.cursor === null });
  });
  const { soFar, state } = assembly;
  const isBusy = state === 'reading' || state === 'stopped';
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        Requests
      </Heading>
      <Text color="color.text.subtle">
        Every request with who asked, who decided and why, from when until when it held, and how many they
        are.
      </Text>
      <Inline space="space.150" alignBlock="end" shouldWrap>
        <Box xcss={xcss({ width: '260px' })}>
          <FormField id="export-state" label="Which">
            <Select
              inputId="export-state"
              spacing="compact"
              isDisabled={isBusy}
              options={FILTERS}
              value={FILTERS.find(({ value }) => value === filter) ?? null}
              onChange={(option: { value: Filter }) => {
                setFilter(option.value);
              }}
            />
          </FormField>
        </Box>
        <ButtonGroup label="Export the requests">
          {(['csv', 'json'] as const).map((one) => (
            <Button
              key={one}
              isDisabled={isBusy}
              onClick={() => {
                assembly.begin({ state: filter, format: one });
              }}
            >
              {`Export as ${one.toUpperCase()}`}
            </Button>
          ))}
        </ButtonGroup>
      </Inline>
      <Assembling
        assembly={assembly}
        share={null}
        soFar={`${String(soFar === null ? 0 : soFar.rows.size)} requests read`}
      />
      <ModalTransition>
        {state === 'done' && soFar !== null && (
          <TextDialog
            id="requests-text"
            title={`Requests, as ${soFar.format.toUpperCase()}`}
            label={soFar.format.toUpperCase()}
            text={soFar.format === 'csv' ? csvDocument(soFar) : jsonDocument(soFar)}
            onClose={assembly.clear}
          >
            <Text>{aboutWords(soFar, zone)}</Text>
          </TextDialog>
        )}
      </ModalTransition>
    </Stack>
  );
}

const aboutWords = (found: Gathered, zone: Zone): string => {
  const { chain, madeAt } = found.about;
  const count = textsOf(found).length;
  const end =
    chain === null ? 'before anything was recorded' : `when the record ended at entry ${String(chain.seq)}`;
  return `${String(count)} ${count === 1 ? 'request' : 'requests'}, made ${localTime(madeAt, zone)}, ${end}.`;
};
