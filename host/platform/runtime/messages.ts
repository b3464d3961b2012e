import type { LogLine } from '../../types';

/** What parent and child tell each other. Sent with node's `advanced` serialization, which carries bytes as they are. */

export type RuntimeSeed = {
  appContext: Record<string, unknown> & { invocationId: string; functionKey: string };
  contextAri: string;
  aaid: string | undefined;
  installationId: string;
  cloudId: string;
  license: unknown;
  /** Folder of the bundle and of `__LOCALES__`. */
  appCodeDir: string;
  traceId: string;
};

export type InvokeMessage = {
  type: 'invoke';
  invocationId: string;
  /** `<backendDir>/<file>.cjs`, loaded inside the first invocation as Forge does. */
  bundle: string;
  exportName: string;
  payload: unknown;
  principal: { accountId: string } | undefined;
  runtime: RuntimeSeed;
  limitMs: number;
  offsetMs: number;
};

export type ToChild =
  | InvokeMessage
  | { type: 'answer'; callId: number; answer: WireAnswer }
  | { type: 'clock'; offsetMs: number };

export type ToParent =
  | { type: 'ready' }
  | { type: 'result'; invocationId: string; result: WireResult }
  | { type: 'call'; callId: number; invocationId: string; call: WireCall }
  | { type: 'abort'; callId: number }
  | { type: 'log'; invocationId: string; functionKey: string; level: LogLine['level']; text: string };

/** `json` is absent for undefined. */
export type WireResult = { ok: true; json?: string } | { ok: false; name: string; message: string };

export type ForgeMeta = {
  type: string;
  provider?: string;
  remote?: string;
  service?: string;
  accountId?: string;
  contextAri?: string;
};

export type WireRequest = {
  method: string;
  headers: [string, string][];
  body: Uint8Array | undefined;
  redirect: 'follow' | 'error' | 'manual';
};

export type WireCall =
  | { kind: 'forge'; meta: ForgeMeta; path: string; request: WireRequest }
  | { kind: 'fetch'; url: string; request: WireRequest };

export type WireResponse = {
  status: number;
  statusText: string;
  headers: [string, string][];
  body: Uint8Array | undefined;
  url: string;
};

/** `typeError` is how fetch rejects when there was no answer; others carry name and status as Forge's proxy does. */
export type WireError = {
  typeError: boolean;
  name: string;
  message: string;
  status?: number;
  cause?: { name: string; message: string; code: string };
};

export type WireAnswer = { ok: true; response: WireResponse } | { ok: false; error: WireError };
