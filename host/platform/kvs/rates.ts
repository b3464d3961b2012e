import type { HostClock, Faults } from '../../types';
import { KvsRefusal } from './refusal';

/** Per installation: 1000 requests a second; 4000 reads and 4000 writes of 10 KB a minute; 1 MB/s written to one key. */
const REQUESTS_PER_SECOND = 1_000;
const UNITS_PER_MINUTE = 4_000;
const UNIT_BYTES = 10 * 1024;
const KEY_BYTES_PER_SECOND = 1024 * 1024;

export type Rates = {
  /** @throws KvsRefusal 429. Counts the request itself. */
  request(): void;
  /** @throws KvsRefusal 429. */
  read(bytes: number): void;
  /** @throws KvsRefusal 429. `target` is table and key. */
  write(target: string, bytes: number): void;
};

type Window = { since: number; used: number };

export function createRates(clock: HostClock, faults: Faults): Rates {
  const second: Window = { since: 0, used: 0 };
  const reads: Window = { since: 0, used: 0 };
  const writes: Window = { since: 0, used: 0 };
  const keys = new Map<string, Window>();

  const spend = (
    window: Window,
    use: { amount: number; limit: number; lengthMs: number; code: string },
  ): void => {
    if (clock.now() - window.since >= use.lengthMs) Object.assign(window, { since: clock.now(), used: 0 });
    window.used += use.amount;
    if (window.used > use.limit) throw new KvsRefusal(429, use.code, 'Too many storage requests');
  };
  const unitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / UNIT_BYTES));
  const perMinute = { limit: UNITS_PER_MINUTE, lengthMs: 60_000, code: 'RATE_LIMIT_EXCEEDED' };

  return {
    request() {
      if ((faults.storageRateLimited ?? 0) > 0) {
        faults.storageRateLimited = (faults.storageRateLimited ?? 0) - 1;
        throw new KvsRefusal(429, 'TOO_MANY_REQUESTS', 'Too many storage requests');
      }
      spend(second, { amount: 1, limit: REQUESTS_PER_SECOND, lengthMs: 1_000, code: 'TOO_MANY_REQUESTS' });
    },
    read: (bytes) => {
      spend(reads, { ...perMinute, amount: unitsOf(bytes) });
    },
    write(target, bytes) {
      spend(writes, { ...perMinute, amount: unitsOf(bytes) });
      for (const [key, window] of keys) if (clock.now() - window.since >= 1_000) keys.delete(key);
      const ofKey = keys.get(target) ?? { since: clock.now(), used: 0 };
      keys.set(target, ofKey);
      spend(ofKey, {
        amount: bytes,
        limit: KEY_BYTES_PER_SECOND,
        lengthMs: 1_000,
        code: 'RATE_LIMIT_EXCEEDED',
      });
    },
  };
}
