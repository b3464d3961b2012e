import { useCallback, useRef, useState } from 'react';

/** Made from what is there when it is carried out, never from what was drawn. */
export type Edit<T> = (before: T) => T;

type Edited<T> = { value: T; latest: () => T; edit: (edit: Edit<T>) => T };

/** Changes some of what is edited; the rest stays as it is by then. */
export const inside =
  <T extends object>({ edit }: Pick<Edited<T>, 'edit'>) =>
  (part: Partial<T>): void => {
    edit((before) => ({ ...before, ...part }));
  };

/**
 * What somebody edits. Between the browser and the app lies an asynchronous bridge: a second edit, or the press of a button, may come before
 * the first was drawn. Each edit is made on the one before it, and `latest` is what to send.
 */
export function useEdited<T>(initial: () => T): Edited<T> {
  const [value, setValue] = useState(initial);
  const current = useRef(value);
  const latest = useCallback(() => current.current, []);
  const edit = useCallback((next: Edit<T>) => {
    current.current = next(current.current);
    setValue(current.current);
    return current.current;
  }, []);
  return { value, latest, edit };
}
