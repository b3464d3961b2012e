import { useCallback, useState } from 'react';

import type { AccessAnswer } from '../../../contract/access';
import type { AccessError } from '../../../contract/access-codes';
import { useAnswer } from '../../parts/use-answer';

type Page = { rows: unknown[]; cursor: string | null };
type Later<V> = { after: V; pages: V[]; error: AccessError | null; busy: boolean };

/**
 * A list that comes in pages: the first at once, the next on `more()`. What was loaded later belongs to the first page it followed,
 * and goes when that is read again. `read` must be stable.
 */
export function usePaged<V extends Page>(read: (cursor: string | null) => Promise<AccessAnswer<V>>) {
  const first = useAnswer<V, AccessError>(useCallback(() => read(null), [read]));
  const [kept, setKept] = useState<Later<V> | null>(null);
  const later = kept !== null && kept.after === first.value ? kept : null;
  const last = later?.pages.at(-1) ?? first.value;
  const more = async () => {
    const after = first.value;
    if (after === null || last === null || last.cursor === null) return;
    const pages = later?.pages ?? [];
    setKept({ after, pages, error: null, busy: true });
    const answer = await read(last.cursor);
    setKept(
      answer.ok
        ? { after, pages: [...pages, answer.value], error: null, busy: false }
        : { after, pages, error: answer.error, busy: false },
    );
  };
  return {
    first: first.value,
    pages: first.value === null ? [] : [first.value, ...(later?.pages ?? [])],
    error: first.error ?? later?.error ?? null,
    busy: first.busy || later?.busy === true,
    hasMore: last?.cursor != null,
    more,
    again: first.again,
  };
}
