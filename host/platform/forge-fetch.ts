import type { Confluence, ConfluenceCaller } from '../types';
import type { Kvs } from './kvs';
import { NotImplementedInLocalHost } from './not-implemented';
import type { RunningInvocation } from './running';
import type { ForgeMeta, WireRequest } from './runtime/messages';
import type { Stargate } from './stargate';
import { initOf, textOf } from './wire';

export type ForgeFetchSettings = {
  scopes: string[];
  siteAri: string;
  siteUrl: string;
  confluence: Confluence;
  kvs: Kvs;
  stargate: Stargate;
};

export type ForgeCall = { meta: ForgeMeta; path: string; request: WireRequest; signal: AbortSignal };
export type ForgeFetch = (call: ForgeCall, invocation: RunningInvocation) => Promise<Response>;

/**
 * `__forge_fetch__`, after @forge/api 8.3.0 and @forge/kvs 1.6.5.
 * A refusal of the platform itself carries the header `forge-proxy-error`, at which the SDK throws; an answer
 * of the product, a missing scope among them, does not, so that the app sees its status.
 * @throws NotImplementedInLocalHost for what the host does not model.
 */
export function createForgeFetch(settings: ForgeFetchSettings): ForgeFetch {
  return async (call, invocation) => {
    const { meta } = call;
    if (meta.type === 'kvs') return storage(settings, call);
    if (meta.type !== 'fpp') throw new NotImplementedInLocalHost(`__forge_fetch__ of type ${meta.type}`);
    const caller = callerOf(meta, invocation);
    if (caller instanceof Response) return caller;
    if (meta.remote === 'confluence' || (meta.remote === undefined && meta.contextAri === settings.siteAri))
      return settings.confluence.request(productRequest(settings.siteUrl, call), caller);
    if (meta.remote === 'stargate')
      return settings.stargate({ path: call.path, body: textOf(call.request), as: caller.as });
    throw new NotImplementedInLocalHost(`a call to ${meta.remote ?? meta.contextAri ?? 'nothing'}`);
  };
}

function storage({ scopes, kvs }: ForgeFetchSettings, { path, request }: ForgeCall): Response {
  if (scopes.includes('storage:app')) return kvs.handle(path, textOf(request));
  const body = { code: 'UNAUTHORIZED', message: 'The app does not have the scope storage:app' };
  return Response.json(body, { status: 403 });
}

/**
 * Who a product call speaks for. `none` (the bare requestConfluence) speaks for nobody.
 * A person who is not the one who made the call would need impersonation, which the manifest schema of
 * @forge/manifest 13.7.0 calls "not yet supported".
 */
function callerOf(meta: ForgeMeta, { accountId }: RunningInvocation): ConfluenceCaller | Response {
  if (meta.provider === 'app') return { as: 'app' };
  if (meta.provider === 'none') return { as: 'frame', accountId: null };
  if (meta.provider !== 'user') throw new NotImplementedInLocalHost(`a call as ${meta.provider ?? 'nobody'}`);
  if (meta.accountId !== undefined && meta.accountId !== accountId)
    return proxyError(403, 'IMPERSONATION_NOT_AVAILABLE');
  return accountId === undefined ? proxyError(401, 'NEEDS_AUTHENTICATION_ERR') : { as: 'user', accountId };
}

function proxyError(status: number, code: string): Response {
  return new Response(null, { status, headers: { 'forge-proxy-error': code } });
}

/** The path is appended as text: `//other.host` must stay a path of the site. */
function productRequest(siteUrl: string, { path, request, signal }: ForgeCall): Request {
  const { origin } = new URL(siteUrl);
  return new Request(`${origin}${path.startsWith('/') ? '' : '/'}${path}`, initOf(request, signal));
}
