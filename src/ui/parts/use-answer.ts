import { useCallback, useEffect, useRef, useState } from 'react';

import type { AppError } from '../../contract/codes';
import type { Result } from '../../domain/result';

export type Question<T> = () => Promise<Result<T, AppError>>;

/** Where a question to the backend stands. A value stays while it is asked for again, so that a screen never blinks empty. */
export type Asked<T> = { value: T | null; error: AppError | null; busy: boolean };

/** `about`: the question this is the answer to; another one is still open. */
type Answered<T> = { value: T | null; error: AppError | null; about: Question<T> | null };

/**
 * Asks on mount, whenever `question` changes, and again on `again()`. Answers that arrive after a later question are dropped.
 * `question` must be stable (useCallback); null asks nothing.
 */
export function useAnswer<T>(
  question: Question<T> | null,
): Asked<T> & { again: () => void; replace: (value: T) => void } {
  const [answered, setAnswered] = useState<Answered<T>>({ value: null, error: null, about: null });
  const latest = useRef(0);
  const ask = useCallback((asked: Question<T>) => {
    const turn = ++latest.current;
    void asked().then((answer) => {
      if (turn !== latest.current) return;
      setAnswered(({ value }) =>
        answer.ok
          ? { value: answer.value, error: null, about: asked }
          : { value, error: answer.error, about: asked },
      );
    });
  }, []);
  useEffect(() => {
    if (question !== null) ask(question);
  }, [ask, question]);
  const again = useCallback(() => {
    if (question === null) return;
    setAnswered((before) => ({ ...before, about: null }));
    ask(question);
  }, [ask, question]);
  const replace = useCallback(
    (value: T) => {
      latest.current += 1;
      setAnswered({ value, error: null, about: question });
    },
    [question],
  );
  return {
    value: answered.value,
    error: answered.error,
    busy: question !== null && answered.about !== question,
    again,
    replace,
  };
}
