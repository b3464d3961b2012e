import { SectionMessage, Stack, Text } from '@forge/react';

import { WORDING } from '../../contract/codes';
import type { AppError, Code } from '../../contract/codes';

type Tone = 'error' | 'warning' | 'information';

/** One sentence and one next step for a code: the only way a failure is shown, so that no code ever stands alone. */
export function Problem({
  error,
  tone = 'error',
  title,
}: {
  error: Pick<AppError, 'field' | 'detail'> & { code: Code; status?: number };
  tone?: Tone;
  title?: string;
}) {
  const { sentence, nextStep } = WORDING[error.code];
  return (
    <SectionMessage appearance={tone} {...(title === undefined ? {} : { title })}>
      <Stack space="space.050">
        <Text>{filled(sentence, error)}</Text>
        <Text>{filled(nextStep, error)}</Text>
      </Stack>
    </SectionMessage>
  );
}

/** The sentence of a code with its blanks filled. */
export const sentenceOf = (error: { code: Code; field?: string; detail?: string }): string =>
  filled(WORDING[error.code].sentence, error);

const filled = (text: string, { field, detail }: { field?: string; detail?: string }): string =>
  text
    .replace('{field}', field ?? 'Something in the form')
    .replace(' ({detail})', detail === undefined ? '' : ` (${detail})`)
    .replace('{detail}', detail ?? 'this');
