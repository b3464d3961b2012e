import type { AccessRefusal } from '../app/access/access-refusal';
import type { AccessAnswer } from '../contract/access';
import { err, ok, type Result } from '../domain/result';
import { accessError } from './views/access-error';

/** The view of what a use case of asking, deciding or the audit answered. */
export const shown = <T, V>(result: Result<T, AccessRefusal>, view: (value: T) => V): AccessAnswer<V> =>
  result.ok ? ok(view(result.value)) : err(accessError(result.error));

/** The same, of a value that is its own view. */
export const asItIs = <T>(result: Result<T, AccessRefusal>): AccessAnswer<T> =>
  shown(result, (value) => value);
