import { makeInvoke } from '@forge/bridge';

import type { AccessDefs } from '../../contract/access';
import type { AppError } from '../../contract/codes';
import { err } from '../../domain/result';
import type { Err } from '../../domain/result';

const bridge = makeInvoke<AccessDefs>();

/** Calls a resolver of asking and deciding; a call that the platform refuses becomes an answer like any other. */
export async function invoke<K extends keyof AccessDefs>(
  key: K,
  payload: Parameters<AccessDefs[K]>[0],
): Promise<ReturnType<AccessDefs[K]> | Err<AppError>> {
  try {
    const call = bridge as (
      key: K,
      payload: Parameters<AccessDefs[K]>[0],
    ) => Promise<ReturnType<AccessDefs[K]>>;
    return await call(key, payload);
  } catch (cause) {
    return err({ code: 'INTERNAL', detail: cause instanceof Error ? cause.name : 'unknown' });
  }
}
