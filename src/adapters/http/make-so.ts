import type { Made, Standing, WriteFailure } from '../../app/ports-of-writing';
import { err, ok, type Result } from '../../domain/result';

/** How things stand, and the one write that is left to do about it. */
export type Look = {
  standing: Standing;
  write: () => Promise<WriteOutcome>;
  /** Fields of what is there that are not as wanted, for the one who asks why it is not in force. */
  differs?: string;
};

/** How a write went. */
export type WriteOutcome =
  | { is: 'written' }
  /** Nothing was written. */
  | { is: 'refused'; failure: WriteFailure }
  /** Nothing was written, because something else stands there by now. */
  | { is: 'overtaken'; failure: WriteFailure }
  /** The request was on its way, and what became of it is not known. */
  | { is: 'not known'; failure: WriteFailure };

/**
 * Reads, writes what is not so, and reads again. Nothing is written twice: what an unanswered write did is found out by reading, and when
 * it is not there now it may still come, so the failure is told and whoever asks again reads first. A crash between any two requests
 * leaves nothing, or what was wanted with our mark on it.
 */
export const makeSo = async (
  look: () => Promise<Result<Look, WriteFailure>>,
): Promise<Result<Made, WriteFailure>> => {
  const before = await look();
  if (!before.ok) return before;
  const settled = settledBy(before.value.standing, false);
  if (settled !== null) return settled;
  const outcome = await before.value.write();
  if (outcome.is === 'refused') return err(outcome.failure);
  const after = await look();
  if (!after.ok) return outcome.is === 'written' ? after : err(outcome.failure);
  return settledBy(after.value.standing, outcome.is !== 'overtaken') ?? err(unsettled(outcome, after.value));
};

const settledBy = (standing: Standing, wrote: boolean): Result<Made, WriteFailure> | null => {
  switch (standing.is) {
    case 'as wanted':
      return ok({ wrote, ...(standing.left === undefined ? {} : { left: standing.left }) });
    case 'foreign':
      return err({ code: 'FOREIGN', detail: standing.what });
    case 'to be written':
      return null;
  }
};

const unsettled = (
  outcome: Exclude<WriteOutcome, { is: 'refused' }>,
  { differs = '' }: Look,
): WriteFailure => {
  if (outcome.is !== 'written') return outcome.failure;
  return { code: 'NOT_READ_BACK', ...(differs === '' ? {} : { detail: differs }) };
};

/** The same without writing: `ask` asks the other side about the write that is left. */
export const rehearseSo = async <L extends Look>(
  look: () => Promise<Result<L, WriteFailure>>,
  ask: (found: L) => Promise<Result<{ warnings: string[] }, WriteFailure>>,
): Promise<Result<{ warnings: string[] }, WriteFailure>> => {
  const found = await look();
  if (!found.ok) return found;
  const { standing } = found.value;
  if (standing.is === 'foreign') return err({ code: 'FOREIGN', detail: standing.what });
  if (standing.is === 'to be written') return ask(found.value);
  return ok({ warnings: standing.left === undefined ? [] : [`What stays: ${standing.left}.`] });
};
