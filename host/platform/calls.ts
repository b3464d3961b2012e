import { z } from 'zod';
import type { PlatformCall } from '../types';
import type { Egress } from './egress';
import type { ForgeFetch } from './forge-fetch';
import type { Journal } from './journal';
import type { RunningInvocation } from './running';
import type { WireAnswer, WireCall } from './runtime/messages';
import { textOf, wireError, wireResponse } from './wire';

type CallSettings = {
  running: Map<string, RunningInvocation>;
  journal: Journal;
  forgeFetch: ForgeFetch;
  egress: Egress;
  /** Ends the backend's process. */
  kill: () => void;
};

export type OnCall = (invocationId: string, call: WireCall, signal: AbortSignal) => Promise<WireAnswer>;

/** Everything that leaves the backend: answered, written to the journal, and counted for `faults.killAfterCalls`. */
export function createOnCall({ running, journal, forgeFetch, egress, kill }: CallSettings): OnCall {
  const answer = async (
    call: WireCall,
    invocation: RunningInvocation,
    signal: AbortSignal,
  ): Promise<WireAnswer> => {
    if (call.kind === 'fetch') return egress(call.url, call.request, { window: invocation.window, signal });
    try {
      return await wireResponse(await forgeFetch({ ...call, signal }, invocation), call.path);
    } catch (error) {
      const { invocationId, functionKey } = invocation;
      journal.log(
        { invocationId, functionKey },
        'error',
        error instanceof Error ? error.message : String(error),
      );
      return wireError(error);
    }
  };

  return async (invocationId, call, signal) => {
    const invocation = running.get(invocationId);
    if (invocation === undefined)
      return wireError(new Error('The invocation that made this call has ended.'));
    if (invocation.callsLeft === 0) kill();
    const result = await answer(call, invocation, signal);
    journal.call({ functionKey: invocation.functionKey, ...described(call), ...measured(result) });
    if (invocation.callsLeft !== undefined) {
      invocation.callsLeft -= 1;
      if (invocation.callsLeft <= 0) kill();
    }
    return result;
  };
}

function measured(result: WireAnswer): Pick<PlatformCall, 'status' | 'bytes'> {
  if (result.ok) return { status: result.response.status, bytes: result.response.body?.length ?? 0 };
  return { status: result.error.status ?? 0, bytes: 0 };
}

/**
 * What may be shown of a call: names only. Of an outside address neither query nor user info, since a token may
 * be in either; of storage the table and the key, never the value.
 */
function described(call: WireCall): Pick<PlatformCall, 'kind' | 'method' | 'target'> {
  const { method } = call.request;
  if (call.kind === 'fetch') {
    const { origin, pathname } = new URL(call.url);
    return { kind: 'egress', method, target: `${origin}${pathname}` };
  }
  if (call.meta.type === 'kvs')
    return { kind: 'kvs', method, target: `${call.path} ${storageKey(textOf(call.request))}` };
  if (call.meta.remote !== 'stargate') return { kind: 'confluence', method, target: call.path };
  const queue = /^\/webhook\/queue\/(\w+)/.exec(call.path)?.[1];
  return queue === undefined
    ? { kind: 'graphql', method, target: call.path }
    : { kind: 'queue', method, target: queue };
}

const KeyOf = z.object({
  key: z.string().optional(),
  entityName: z.string().optional(),
  indexName: z.string().optional(),
});

function storageKey(body: string): string {
  const parsed = KeyOf.safeParse(JSON.parse(body));
  if (!parsed.success) return '';
  const { entityName, indexName, key } = parsed.data;
  return [entityName, indexName, key].filter((part) => part !== undefined).join('/');
}
