import { types } from 'node:util';
import type { WireAnswer, WireError, WireRequest } from './runtime/messages';

/** An answer on its way to the child. Bodies are read whole: Forge's proxy hands the function no stream either. */
export async function wireResponse(response: Response, url: string): Promise<WireAnswer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    ok: true,
    response: {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers],
      body: bytes.length === 0 ? undefined : bytes,
      url,
    },
  };
}

/** How fetch rejects when no answer came: `TypeError: fetch failed` with the reason in `cause.code`. */
export function fetchFailed(code: string, message: string): WireAnswer {
  return {
    ok: false,
    error: {
      typeError: true,
      name: 'TypeError',
      message: 'fetch failed',
      cause: { name: 'Error', message, code },
    },
  };
}

/** An Error of any realm: in a Jest suite those of Node's TLS and sockets are not `instanceof` the suite's own Error. */
const isError = (thrown: unknown): thrown is Error => types.isNativeError(thrown);

/** Carries an error over as it is: name, message, and the code of its cause. */
export function wireError(thrown: unknown): WireAnswer {
  const error = isError(thrown) ? thrown : new Error(String(thrown));
  const wire: WireError = { typeError: error.name === 'TypeError', name: error.name, message: error.message };
  const { cause } = error;
  if (!isError(cause)) return { ok: false, error: wire };
  const code = 'code' in cause ? String(cause.code) : '';
  return { ok: false, error: { ...wire, cause: { name: cause.name, message: cause.message, code } } };
}

export function textOf(request: WireRequest): string {
  return request.body === undefined ? '' : Buffer.from(request.body).toString('utf8');
}

/** What requestInit every part of the host is handed. */
export function initOf(request: WireRequest, signal: AbortSignal): RequestInit {
  const { method, headers, body } = request;
  return {
    method,
    headers,
    signal,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  };
}
