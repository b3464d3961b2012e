import { useEffect, useRef, useState } from 'react';

import type { AccessError } from '../../../contract/access-codes';
import type { Result } from '../../../domain/result';

/** `so far`: what the pages that came make; `done`: these were all. */
export type Step<S> = { soFar: S; done: boolean };

export type Assembly<S, A = void> = {
  soFar: S | null;
  state: 'idle' | 'reading' | 'stopped' | 'done';
  error: AccessError | null;
  begin: (asked: A) => void;
  /** After a failure, with the page that failed. */
  goOn: () => void;
  stop: () => void;
  clear: () => void;
};

/**
 * Puts something together page by page; `soFar` null begins. A failure keeps what came, and goes on there. What is asked for is kept from the
 * first page on, whatever is chosen meanwhile.
 */
export function useAssembly<S, A = void>(
  next: (asked: A, soFar: S | null) => Promise<Result<Step<S>, AccessError>>,
): Assembly<S, A> {
  const [soFar, setSoFar] = useState<S | null>(null);
  const [state, setState] = useState<Assembly<S>['state']>('idle');
  const [error, setError] = useState<AccessError | null>(null);
  const turn = useRef(0);
  const about = useRef<A | null>(null);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );
  const read = async (asked: A, from: S | null) => {
    const mine = ++turn.current;
    setState('reading');
    setError(null);
    let kept = from;
    for (;;) {
      const answer = await next(asked, kept);
      if (mine !== turn.current) return;
      if (!answer.ok) {
        setError(answer.error);
        setState('stopped');
        return;
      }
      kept = answer.value.soFar;
      setSoFar(kept);
      if (answer.value.done) break;
    }
    setState('done');
  };
  const leave = (then: Assembly<S>['state']) => {
    turn.current += 1;
    setState(then);
  };
  return {
    soFar,
    state,
    error,
    begin: (asked) => {
      about.current = asked;
      setSoFar(null);
      void read(asked, null);
    },
    goOn: () => {
      void read(about.current as A, soFar);
    },
    stop: () => {
      leave(soFar === null ? 'idle' : 'stopped');
    },
    clear: () => {
      setSoFar(null);
      setError(null);
      leave('idle');
    },
  };
}
