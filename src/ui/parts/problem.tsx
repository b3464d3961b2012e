import { SectionMessage, Stack } from '@forge/react';

import { ACCESS_WORDING } from '../../contract/access-codes';
import type { AccessErrorCode } from '../../contract/access-codes';
import { WORDING } from '../../contract/codes';
import type { AppError, Code, Wording } from '../../contract/codes';
import { WRITE_WORDING, writeWordingOf } from '../../contract/write-codes';
import type { WriteFailureCode } from '../../domain/access/write-failure';
import { Sentence } from './sentence';

type Tone = 'error' | 'warning' | 'information';
type AnyCode = Code | AccessErrorCode | WriteFailureCode;

const WORDS: Record<AnyCode, Wording> = { ...WORDING, ...ACCESS_WORDING, ...WRITE_WORDING };

/** One sentence and one next step for a code: the only way a failure is shown, so that no code ever stands alone. */
export function Problem({
  error,
  tone = 'error',
  title,
}: {
  error: Pick<AppError, 'field' | 'detail'> & { code: AnyCode; status?: number; facts?: string[] };
  tone?: Tone;
  title?: string;
}) {
  const { sentence, nextStep } = WORDS[error.code];
  return (
    <SectionMessage appearance={tone} {...(title === undefined ? {} : { title })}>
      <Stack space="space.050">
        <Sentence>{filled(sentence, error)}</Sentence>
        {(error.facts ?? []).map((fact) => (
          <Sentence key={fact}>{fact}</Sentence>
        ))}
        <Sentence>{filled(nextStep, error)}</Sentence>
      </Stack>
    </SectionMessage>
  );
}

/** The sentence of a code with its blanks filled. */
export const sentenceOf = (error: { code: AnyCode; field?: string; detail?: string }): string =>
  filled(WORDS[error.code].sentence, error);

/** That, and what can be done about it. */
export const adviceOf = (error: { code: AnyCode; field?: string; detail?: string }): string =>
  `${sentenceOf(error)} ${filled(WORDS[error.code].nextStep, error)}`;

/** The same of a code that was met while writing, where some mean something else. */
export const writeAdviceOf = (error: { code: WriteFailureCode; detail?: string }): string => {
  const { sentence, nextStep } = writeWordingOf(error.code);
  return filled(`${sentence} ${nextStep}`, error);
};

const filled = (text: string, { field, detail }: { field?: string; detail?: string }): string =>
  text
    .replace('{field}', field ?? 'Something in the form')
    .replace(' ({detail})', detail === undefined ? '' : ` (${detail})`)
    .replace('{detail}', detail ?? 'this');
