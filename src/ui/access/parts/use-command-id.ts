import { useCallback, useRef } from 'react';

import { ulid } from '../../../domain/ulid';

/**
 * An id for what is about to be sent: the same one as long as the same thing is sent again, so that a click after a lost answer
 * gets the first answer and nothing is done twice. `forget` once an answer has come.
 */
export function useCommandId(): { idOf: (what: object) => string; forget: () => void } {
  const kept = useRef<{ what: string; id: string } | null>(null);
  const idOf = useCallback((what: object) => {
    const text = JSON.stringify(what);
    if (kept.current?.what !== text) kept.current = { what: text, id: newId() };
    return kept.current.id;
  }, []);
  const forget = useCallback(() => {
    kept.current = null;
  }, []);
  return { idOf, forget };
}

export const newId = (): string => ulid(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
