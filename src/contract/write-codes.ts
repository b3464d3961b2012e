import type { WriteFailureCode, WriteOnlyCode } from '../domain/access/write-failure';
import type { SourceFailureCode } from '../domain/source';
import { WORDING, type Wording } from './codes';

/** What only writing meets. */
export const WRITE_WORDING: Record<WriteOnlyCode, Wording> = {
  FOREIGN: {
    sentence: 'Something that is not Gatehouse’s stands in its place ({detail}).',
    nextStep: 'Ask its owner to take it away, or carry the change out by hand.',
  },
  FIELD_CONFLICT: {
    sentence: 'Somebody else holds what would be changed ({detail}).',
    nextStep: 'Ask whoever manages it to let go of the field; Gatehouse never takes one by force.',
  },
  INVALID: {
    sentence: 'The other side’s own rules do not take the change ({detail}).',
    nextStep: 'Check that its version has what is needed, and ask again.',
  },
  ADMISSION_REFUSED: {
    sentence: 'It was denied when it was to be written ({detail}).',
    nextStep: 'Ask those who run the cluster what this rule wants.',
  },
  QUOTA_EXCEEDED: {
    sentence: 'A quota or a licence does not let it in ({detail}).',
    nextStep: 'Ask those who run it for room.',
  },
  CHANGED_MEANWHILE: {
    sentence: 'Somebody changed it at the same moment; nothing was written over.',
    nextStep: 'Look at the current state and try again.',
  },
  NOT_READ_BACK: {
    sentence: 'It was written and is not in force ({detail}).',
    nextStep: 'Find out what takes it back there, then try again.',
  },
};

/** What means something else when it is met while writing. */
const OTHERWISE: Partial<Record<SourceFailureCode, Wording>> = {
  UNAUTHENTICATED: {
    sentence: 'The writer credential was not accepted (401).',
    nextStep: 'Store a valid writer token on the connection.',
  },
  NOT_PERMITTED: {
    sentence: 'The writer credential may not do this (403).',
    nextStep: 'Give the writer the missing right.',
  },
  CREDENTIAL_MISSING: {
    sentence: 'No writer credential is stored for this connection.',
    nextStep: 'Store one on the connection, or carry the change out by hand.',
  },
  NOT_THERE: {
    sentence: 'What it needs does not exist there ({detail}).',
    nextStep: 'Check whether it was removed or renamed.',
  },
  TIMEOUT: {
    sentence: 'No answer came in time, so it is not known yet whether it was written.',
    nextStep: 'Try again: it is read first, and written once.',
  },
  BUDGET_SPENT: {
    sentence: 'Writing took too long and was stopped, so it is not known yet whether it was written.',
    nextStep: 'Try again: it is read first, and written once.',
  },
  SERVER_ERROR: {
    sentence: 'The other side failed (5xx), so it is not known yet whether it was written.',
    nextStep: 'Look at its logs, then try again: it is read first, and written once.',
  },
};

/** The words for a code that was met while writing. */
export const writeWordingOf = (code: WriteFailureCode): Wording =>
  isWriteOnly(code) ? WRITE_WORDING[code] : (OTHERWISE[code] ?? WORDING[code]);

const isWriteOnly = (code: WriteFailureCode): code is WriteOnlyCode => Object.hasOwn(WRITE_WORDING, code);
