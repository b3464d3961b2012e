import { REASON_MAX_LENGTH } from './policy';
import type { Refusal } from './transition';

/** What is wrong with a reason; blanks do not make it longer. */
export const reasonFault = (reason: string, min: number): Refusal | null => {
  if (reason.trim().length < min) return { code: 'REASON_TOO_SHORT', min };
  return reason.length > REASON_MAX_LENGTH ? { code: 'REASON_TOO_LONG', max: REASON_MAX_LENGTH } : null;
};
