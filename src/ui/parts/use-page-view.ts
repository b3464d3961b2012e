import { useCallback, useEffect, useState } from 'react';

import type { AppError } from '../../contract/codes';
import type { PageView } from '../../contract/views';
import type { Result } from '../../domain/result';
import { useAnswer } from './use-answer';

type Answer<T> = Result<PageView<T>, AppError>;

/**
 * The macro's view of its page: painted at once from what was read before, then from a live reading. `again` reads live.
 * The remembered answer is only a first paint: it never replaces a live one.
 */
export function usePageView<T>(read: (from: 'live' | 'remembered') => Promise<Answer<T>>) {
  const [remembered, setRemembered] = useState<PageView<T> | null>(null);
  const live = useAnswer(useCallback(() => read('live'), [read]));
  useEffect(() => {
    let gone = false;
    void read('remembered').then((answer) => {
      if (!gone && answer.ok) setRemembered(answer.value);
    });
    return () => {
      gone = true;
    };
  }, [read]);
  return { view: live.value ?? remembered, error: live.error, busy: live.busy, again: live.again };
}
