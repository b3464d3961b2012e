import { makeInvoke } from '@forge/bridge';

import type { AppError } from '../../contract/codes';
import type { Defs } from '../../contract/defs';
import { err } from '../../domain/result';
import type { Err } from '../../domain/result';

const bridge = makeInvoke<Defs>();

/**
 * Calls a resolver. A call that the platform itself refuses (timeout, rate limit, lost connection) rejects in the bridge;
 * here it becomes an answer like any other, so that every screen shows it the same way.
 */
export async function invoke<K extends keyof Defs>(
  key: K,
  payload: Parameters<Defs[K]>[0],
): Promise<ReturnType<Defs[K]> | Err<AppError>> {
  try {
    // The bridge derives its argument list from Defs; for a key that is still generic the compiler cannot follow it.
    const call = bridge as (key: K, payload: Parameters<Defs[K]>[0]) => Promise<ReturnType<Defs[K]>>;
    return await call(key, payload);
  } catch (cause) {
    return err({ code: 'INTERNAL', detail: cause instanceof Error ? cause.name : 'unknown' });
  }
}
