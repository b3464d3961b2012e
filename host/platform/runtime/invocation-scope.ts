import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvokeMessage } from './messages';

/** One running invocation, as everything that the app starts in it sees it. */
export type InvocationScope = {
  invocationId: string;
  functionKey: string;
  /** What `global.__forge_runtime__` answers inside. */
  runtime: Record<string, unknown>;
};

export const scopes = new AsyncLocalStorage<InvocationScope>();

const noop = (): void => undefined;
const metrics = {
  counter: () => ({ incr: noop, decr: noop }),
  gauge: () => ({ set: noop }),
  timing: () => ({ measure: () => ({ stop: noop }) }),
};

/** ARIs of @forge/api are objects that print themselves; functions cannot cross the process boundary. */
function installationAri(installationId: string): Record<string, unknown> {
  const ari = `ari:cloud:ecosystem::installation/${installationId}`;
  return { installationId, toString: () => ari, toJSON: () => ari };
}

export function installationOf({ runtime }: InvokeMessage): Record<string, unknown> {
  return {
    ari: installationAri(runtime.installationId),
    contexts: [{ cloudId: runtime.cloudId, ari: runtime.contextAri }],
  };
}

/**
 * The scope of one invocation. Fields as @forge/api 8.3.0 and @forge/events 3.0.8 read them.
 * @param realNow milliseconds since 1970, not moved by the host's clock: the deadline is real.
 */
export function scopeOf(message: InvokeMessage, realNow: () => number): InvocationScope {
  const { runtime, limitMs } = message;
  const deadline = realNow() + limitMs;
  return {
    invocationId: message.invocationId,
    functionKey: runtime.appContext.functionKey,
    runtime: {
      appContext: { ...runtime.appContext, installation: installationOf(message) },
      contextAri: runtime.contextAri,
      aaid: runtime.aaid,
      proxy: { token: 'local-host', url: 'http://forge-proxy.invalid', host: 'forge-proxy.invalid' },
      tracing: { traceId: runtime.traceId, spanId: runtime.traceId.slice(0, 16) },
      lambdaContext: {
        awsRequestId: message.invocationId,
        getRemainingTimeInMillis: () => Math.max(0, deadline - realNow()),
      },
      metrics,
      externalAuth: [],
      container: { appCodeDir: runtime.appCodeDir },
    },
  };
}
