import { useEffect, useState } from 'react';

import type { IsoTime } from '../../domain/time';

const EVERY_MS = 30_000;

/** The time, renewed every half minute, so that "2 minutes ago" grows while the page is open. */
export function useNow(): IsoTime {
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date().toISOString());
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
