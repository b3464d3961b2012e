import { scopes } from './invocation-scope';
import type {
  ForgeMeta,
  ToParent,
  WireAnswer,
  WireCall,
  WireError,
  WireRequest,
  WireResponse,
} from './messages';

const BODYLESS = new Set([101, 204, 205, 304]);

export type Calls = {
  fetch: typeof globalThis.fetch;
  forgeFetch: (meta: ForgeMeta, path: string, init?: RequestInit) => Promise<Response>;
  settle: (callId: number, answer: WireAnswer) => void;
};

/**
 * `fetch` and `__forge_fetch__` of the child: both are carried to the parent, which answers.
 * Options that node's own fetch does not know (`ca`, `rejectUnauthorized`, `agent`) have no effect, as in Forge;
 * `dispatcher` neither, since the request does not leave from here.
 */
export function createCalls(send: (message: ToParent) => void): Calls {
  let lastCallId = 0;
  const waiting = new Map<
    number,
    { resolve: (response: Response) => void; reject: (reason: unknown) => void }
  >();

  const carry = async (call: WireCall, signal: AbortSignal): Promise<Response> => {
    const scope = scopes.getStore();
    if (scope === undefined) throw new Error('Forge runtime not found.');
    signal.throwIfAborted();
    const callId = (lastCallId += 1);
    const aborted = (): void => {
      const call = waiting.get(callId);
      waiting.delete(callId);
      send({ type: 'abort', callId });
      call?.reject(signal.reason);
    };
    try {
      return await new Promise<Response>((resolve, reject) => {
        waiting.set(callId, { resolve, reject });
        signal.addEventListener('abort', aborted, { once: true });
        send({ type: 'call', callId, invocationId: scope.invocationId, call });
      });
    } finally {
      signal.removeEventListener('abort', aborted);
    }
  };

  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      return carry({ kind: 'fetch', url: request.url, request: await wireRequest(request) }, request.signal);
    },
    async forgeFetch(meta, path, init) {
      const request = new Request('http://forge.invalid/', withJsonDefault(init));
      const call = { kind: 'forge', meta, path, request: await wireRequest(request) } as const;
      return carry(call, request.signal);
    },
    settle(callId, answer) {
      const call = waiting.get(callId);
      waiting.delete(callId);
      if (answer.ok) call?.resolve(responseOf(answer.response));
      else call?.reject(errorOf(answer.error));
    },
  };
}

/** A text body without a content type is sent as JSON (developer.atlassian.com/platform/forge/function-reference/nodejs-runtime). */
function withJsonDefault(init: RequestInit | undefined): RequestInit {
  const headers = new Headers(init?.headers);
  if (typeof init?.body === 'string' && !headers.has('content-type'))
    headers.set('content-type', 'application/json');
  return { ...init, headers };
}

async function wireRequest(request: Request): Promise<WireRequest> {
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  return { method: request.method, headers: [...request.headers], body, redirect: request.redirect };
}

function responseOf(wire: WireResponse): Response {
  const body = BODYLESS.has(wire.status) || wire.body === undefined ? null : Buffer.from(wire.body);
  const response = new Response(body, {
    status: wire.status,
    statusText: wire.statusText,
    headers: wire.headers,
  });
  return Object.defineProperty(response, 'url', { value: wire.url });
}

function errorOf(wire: WireError): Error {
  const { cause } = wire;
  const inner = cause && Object.assign(new Error(cause.message), { name: cause.name, code: cause.code });
  if (wire.typeError) return new TypeError(wire.message, { cause: inner });
  const status = wire.status === undefined ? {} : { status: wire.status };
  return Object.assign(new Error(wire.message), { name: wire.name, ...status });
}
