import { useCallback, useEffect, useState } from 'react';
import { site, SiteError } from './api';

export type Loaded<T> =
  { state: 'loading' } | { state: 'ready'; value: T } | { state: 'failed'; status: number; message: string };

/**
 * Reads `path` from the site's server, again when it changes and after `reload`. The type argument is the caller's
 * claim; both sides are built from the same types (host/confluence, host/site/boot.ts).
 */
export const useLoad = <T>(path: string): Loaded<T> & { reload: () => void } => {
  const [turn, setTurn] = useState(0);
  const [settled, setSettled] = useState<{ path: string; outcome: Loaded<T> }>();
  useEffect(() => {
    const stop = new AbortController();
    site.get(path, stop.signal).then(
      (value) => {
        setSettled({ path, outcome: { state: 'ready', value: value as T } });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const status = error instanceof SiteError ? error.status : 0;
        setSettled({
          path,
          outcome: {
            state: 'failed',
            status,
            message: error instanceof Error ? error.message : String(error),
          },
        });
      },
    );
    return () => {
      stop.abort();
    };
  }, [path, turn]);
  const reload = useCallback(() => {
    setTurn((current) => current + 1);
  }, []);
  const outcome: Loaded<T> = settled?.path === path ? settled.outcome : { state: 'loading' };
  return { ...outcome, reload };
};
