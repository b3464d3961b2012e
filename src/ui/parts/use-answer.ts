import { useCallback, useEffect, useRef, useState } from 'react';

import type { AppError } from '../../contract/codes';
import type { Result } from '../../domain/result';

/** Where a question to the backend stands. A value stays while it is asked for again, so that a screen never blinks empty. */
export type Asked<T> = { value: T | null; error: AppError | null; busy: boolean };

/**
 * Asks once on mount and again on `again()`. Answers that arrive after a later question are dropped.
 * `question` must be stable (useCallback); null waits.
 */
export function useAnswer<T>(
  question: (() => Promise<Result<T, AppError>>) | null,
): Asked<T> & { again: () => void; replace: (value: T) => void } {
  const [asked, setAsked] = useState<Asked<T>>({ value: null, error: null, busy: true });
  const latest = useRef(0);
  const again = useCallback(() => {
    if (question === null) return;
    const turn = ++latest.current;
    setAsked((before) => ({ ...before, busy: true }));
    void question().then((answer) => {
      if (turn !== latest.current) return;
      setAsked((before) =>
        answer.ok
          ? { value: answer.value, error: null, busy: false }
          : { ...before, error: answer.error, busy: false },
      );
    });
  }, [question]);
  useEffect(() => {
    again();
  }, [again]);
  const replace = useCallback((value: T) => {
    latest.current += 1;
    setAsked({ value, error: null, busy: false });
  }, []);
  return { ...asked, again, replace };
}
