import { ForgeKvsError, ForgeKvsAPIError } from '@forge/kvs';
import type { StorageFailure } from '../../app/ports';
import { err, type Err } from '../../domain/result';

/** What storage answered instead of a value: its own code when it has one. The message may quote a value and is dropped. */
export const storageFailure = (thrown: unknown): Err<StorageFailure> => {
  if (!(thrown instanceof ForgeKvsError)) throw thrown;
  const detail = codeOf(thrown) ?? 'no answer';
  return err({ code: 'STORAGE_UNAVAILABLE', detail });
};

const codeOf = (thrown: unknown): string | null => (thrown instanceof ForgeKvsAPIError ? thrown.code : null);

/** A value that is compared and swapped was changed by somebody else, or is not there. */
export const lostTheSwap = (thrown: unknown): boolean => codeOf(thrown) === 'CONDITIONAL_CHECK_FAILED';

/** A key that had to be new exists already. */
export const existsAlready = (thrown: unknown): boolean => codeOf(thrown) === 'KEY_CONFLICT';
