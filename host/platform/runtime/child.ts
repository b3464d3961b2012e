import { createRequire } from 'node:module';
import { createCalls } from './child-calls';
import { moveDate } from './child-clock';
import { captureConsole } from './child-console';
import { refuseWaysOut } from './child-modules';
import { installationOf, scopeOf, scopes } from './invocation-scope';
import type { InvokeMessage, ToChild, ToParent, WireResult } from './messages';

/*
 * The process that the app's bundled backend runs in. It holds no state of the host: each call to Forge, to
 * Confluence or outward goes to the parent. Started by backend-process.ts from one bundled file.
 */

type Handler = (payload: unknown, context: unknown) => unknown;

const realNow = Date.now.bind(Date);
const toParent = process.send?.bind(process);
if (toParent === undefined) throw new Error('child.ts runs under backend-process.ts only');
const send = (message: ToParent): void => {
  if (process.connected) toParent(message);
};

const calls = createCalls(send);
captureConsole(send);
refuseWaysOut();
const setOffset = moveDate();
// Before any bundle is loaded: @forge/api keeps the fetch, and @forge/kvs the mode, that it finds while loading.
Object.assign(globalThis, { fetch: calls.fetch, __forge_fetch__: calls.forgeFetch });
Object.defineProperty(globalThis, '__forge_runtime__', {
  configurable: true,
  get: () => scopes.getStore()?.runtime,
});
Object.defineProperty(process, 'send', { value: undefined });

process.on('message', (message: ToChild) => {
  if (message.type === 'answer') {
    calls.settle(message.callId, message.answer);
  } else {
    setOffset(message.offsetMs);
    if (message.type === 'invoke') void invoke(message);
  }
});
process.on('disconnect', () => process.exit());
send({ type: 'ready' });

async function invoke(message: InvokeMessage): Promise<void> {
  const result = await scopes.run(scopeOf(message, realNow), () => runHandler(message));
  send({ type: 'result', invocationId: message.invocationId, result });
}

async function runHandler(message: InvokeMessage): Promise<WireResult> {
  try {
    const exports = createRequire(message.bundle)(message.bundle) as Record<string, Handler | undefined>;
    const handler = exports[message.exportName];
    if (handler === undefined) throw new Error(`${message.exportName} is not exported by the backend`);
    const value = await handler(message.payload, contextOf(message));
    const json = JSON.stringify(value) as string | undefined;
    return json === undefined ? { ok: true } : { ok: true, json };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { ok: false, name: error.name, message: error.message };
  }
}

/** Second argument of every function (developer.atlassian.com/platform/forge/function-reference/arguments). */
function contextOf(message: InvokeMessage): Record<string, unknown> {
  const { principal, runtime } = message;
  return {
    ...(principal === undefined ? {} : { principal }),
    installContext: runtime.contextAri,
    workspaceId: undefined,
    license: runtime.license,
    installation: installationOf(message),
  };
}
