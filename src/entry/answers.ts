import type { Viewer } from '../app/authorize';
import type { Refusal } from '../app/refusal';
import type { Answer } from '../contract/defs';
import { err, ok, type Result } from '../domain/result';

/** The view of what a use case answered. Of a refusal only the contract's fields cross the boundary. */
export const shown = <T, V>(result: Result<T, Refusal>, view: (value: T) => V): Answer<V> => {
  if (result.ok) return ok(view(result.value));
  const { code, field, detail } = result.error;
  return err({
    code,
    ...(field === undefined ? {} : { field }),
    ...(detail === undefined ? {} : { detail }),
  });
};

export const accountOf = (viewer: Viewer): string => (viewer.kind === 'person' ? viewer.accountId : '');
