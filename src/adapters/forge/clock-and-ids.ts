import { randomBytes } from 'node:crypto';
import { getAppContext } from '@forge/api';
import type { Clock, Ids } from '../../app/ports';
import { ulid } from '../../domain/ulid';

/** The platform's clock. Asked at each call: a warm runtime serves one invocation after another. */
export const forgeClock: Clock = {
  now: () => new Date().toISOString(),
  remainingMs: () => getAppContext().invocationRemainingTimeInMillis(),
};

export const createIds = ({
  now,
  bytes,
}: {
  now: () => number;
  bytes: (count: number) => Uint8Array;
}): Ids => ({
  next: () => ulid(now(), bytes(10)),
});

export const forgeIds: Ids = createIds({ now: () => Date.now(), bytes: randomBytes });

/** Plain fetch: the platform lets through what an admin approved. Looked up at each call, as the platform puts its own in place. */
export const forgeFetch = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);
