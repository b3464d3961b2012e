import { useCallback, useEffect, useRef, useState } from 'react';

import type { AppError } from '../../contract/codes';
import type { Result } from '../../domain/result';

export type Question<T, E extends Coded = AppError> = () => Promise<Result<T, E>>;
type Coded = { code: string };

/** Where a question to the backend stands. A value stays while it is asked for again, so that a screen never blinks empty. */
export type Asked<T, E extends Coded = AppError> = { value: T | null; error: E | null; busy: boolean };

/** `about`: the question this is the answer to; another one is still open. */
type Answered<T, E extends Coded> = { value: T | null; error: E | null; about: Question<T, E> | null };

/**
 * Asks on mount, whenever `question` changes, and again on `again()`. Answers that arrive after a later question are dropped.
 * `question` must be stable (useCallback); null asks nothing.
 */
export function useAnswer<T, E extends Coded = AppError>(
  question: Question<T, E> | null,
): Asked<T, E> & { again: () => void; replace: (value: T) => void } {
  const [answered, setAnswered] = useState<Answered<T, E>>({ value: null, error: null, about: null });
  const latest = useRef(0);
  const ask = useCallback((asked: Question<T, E>) => {
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
