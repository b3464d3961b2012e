import { useState } from 'react';

import { ButtonGroup, Inline, LoadingButton, Stack, Text, TextArea } from '@forge/react';

import type { AccessAnswer } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import type { ExportFormat, ExportView } from '../../../contract/carry';
import { FormField } from '../../parts/form-field';
import { Problem } from '../../parts/problem';
import { Sentence } from '../../parts/sentence';

const FORMATS: readonly [ExportFormat, string][] = [
  ['deck', 'decK file'],
  ['istio', 'Istio manifests'],
  ['json', 'Plan and state as JSON'],
];

type Props = {
  /** Tells the text fields of two on one screen apart. */
  id: string;
  read: (format: ExportFormat) => Promise<AccessAnswer<ExportView>>;
};

/** Files for whoever carries out by hand, or keeps them elsewhere. UI Kit can save no file, so the text is there to be copied. */
export function Files({ id, read }: Props) {
  const [busy, setBusy] = useState<ExportFormat | null>(null);
  const [view, setView] = useState<ExportView | null>(null);
  const [error, setError] = useState<AccessError | null>(null);
  const show = async (format: ExportFormat) => {
    setBusy(format);
    const answer = await read(format);
    setBusy(null);
    setError(answer.ok ? null : answer.error);
    setView(answer.ok ? answer.value : null);
  };
  return (
    <Stack space="space.100">
      <Inline>
        <ButtonGroup label="Files">
          {FORMATS.map(([format, label]) => (
            <LoadingButton
              key={format}
              spacing="compact"
              isLoading={busy === format}
              isDisabled={busy !== null}
              onClick={() => void show(format)}
            >
              {label}
            </LoadingButton>
          ))}
        </ButtonGroup>
      </Inline>
      {error !== null && <Problem error={error} tone="warning" />}
      {view !== null && <FilesShown id={id} view={view} />}
    </Stack>
  );
}

/** Files that were read, as text to be copied, and what to know before they are used. */
export const FilesShown = ({ id, view: { files, notes } }: { id: string; view: ExportView }) => (
  <Stack space="space.100">
    {files.length === 0 && <Text color="color.text.subtle">There is nothing of this kind.</Text>}
    {notes.map((note) => (
      <Sentence key={note}>{note}</Sentence>
    ))}
    {files.map(({ name, text }, nth) => (
      <FormField
        key={name}
        id={`${id}-file-${String(nth)}`}
        label={name}
        help="Click into the text, select all and copy."
      >
        <TextArea id={`${id}-file-${String(nth)}`} isReadOnly isMonospaced minimumRows={10} value={text} />
      </FormField>
    ))}
  </Stack>
);
