import type { WriteFailureCode } from '../domain/access/write-failure';
import { WORDING, type Wording } from './codes';
import { WRITE_WORDING, writeWordingOf } from './write-codes';

/** Why a request was not carried out, beyond what the other side answers. */
type CarryCode = 'CONNECTION_GONE' | 'NOT_WRITABLE' | 'WORLD_CHANGED';

const CARRY_WORDING: Record<CarryCode, Wording> = {
  CONNECTION_GONE: {
    sentence: 'The connection was removed.',
    nextStep: 'Ask a Confluence admin; what was written stays where it is.',
  },
  NOT_WRITABLE: {
    sentence: 'Nothing may be written through this connection.',
    nextStep:
      'Take it away by hand: it is looked for until it is gone. Or store a writer’s credential on the connection.',
  },
  WORLD_CHANGED: {
    sentence:
      'While it was being carried out, the world became another one than was approved, so it was taken back: {detail}',
    nextStep: 'Try again: it is planned anew if that is needed.',
  },
};

const isCarryCode = (code: string): code is CarryCode => Object.hasOwn(CARRY_WORDING, code);
const isWriteCode = (code: string): code is WriteFailureCode =>
  Object.hasOwn(WRITE_WORDING, code) || Object.hasOwn(WORDING, code);

/** Why a change was not made. Codes are kept with requests: one that is not known any more is shown as it is. */
export const failureWording = (code: string): Wording => {
  if (isCarryCode(code)) return CARRY_WORDING[code];
  return isWriteCode(code)
    ? writeWordingOf(code)
    : { sentence: `It failed (${code}).`, nextStep: 'Try again.' };
};
