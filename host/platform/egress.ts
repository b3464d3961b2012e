import { EgressFilteringService } from '@forge/egress';
import type { EgressApprovals, Network } from '../types';
import { backendDomains } from './egress-approvals';
import type { WireAnswer, WireRequest } from './runtime/messages';
import { fetchFailed, initOf, wireError, wireResponse } from './wire';

/** developer.atlassian.com/platform/forge/function-reference/nodejs-runtime, outbound calls */
const PORTS = new Set(['80', '8080', '443', '8443', '8444', '7990', '8089', '8090', '8085', '8060']);
const CALLS_PER_MINUTE = 100;
const REQUEST_LIMIT_MS = 180_000;
const MAX_REDIRECTS = 20;

export type EgressSettings = {
  /** The manifest's own list. */
  declared: string[];
  approvals: EgressApprovals;
  network: Network;
  /** Lifts the rules on scheme and port, for systems on the developer's own machine. */
  insecureLocal: boolean;
  now: () => number;
};

/** Calls of one invocation in the minute that runs. */
export type CallWindow = { since: number; used: number };

export type Egress = (
  url: string,
  request: WireRequest,
  context: { window: CallWindow; signal: AbortSignal },
) => Promise<WireAnswer>;

/**
 * External fetch of the backend. Refuses in Forge's order: scheme (cause.code FORGE_EGRESS_HTTPS_ONLY), port
 * (FORGE_EGRESS_PORT), approved host (REQUEST_EGRESS_ALLOWLIST_ERR, 403); then 429 above 100 calls a minute.
 * A redirect is a call of its own, so it cannot leave for a host that nobody approved.
 */
export function createEgress(settings: EgressSettings): Egress {
  return async (url, request, { window, signal }) => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMIT_MS)]);
    let next = { url, request };
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const refused = refusal(next.url, settings) ?? overRate(window, settings.now());
      if (refused !== undefined) return refused;
      try {
        const response = await settings.network.fetch(next.url, initOf(next.request, limited));
        const location = response.headers.get('location');
        if (location === null || !isRedirect(response.status) || request.redirect === 'manual')
          return await wireResponse(response, next.url);
        if (request.redirect === 'error') return fetchFailed('ERR_REDIRECT', 'unexpected redirect');
        next = afterRedirect(next, response.status, new URL(location, next.url));
      } catch (error) {
        return signal.aborted || !limited.aborted ? wireError(error) : tookTooLong();
      }
    }
    return fetchFailed('ERR_REDIRECT', 'redirect count exceeded');
  };
}

function refusal(
  target: string,
  { declared, approvals, insecureLocal }: EgressSettings,
): WireAnswer | undefined {
  const url = new URL(target);
  if (!insecureLocal) {
    if (url.protocol !== 'https:')
      return fetchFailed(
        'FORGE_EGRESS_HTTPS_ONLY',
        `Forge calls https only, not ${url.protocol}//${url.host}`,
      );
    if (!PORTS.has(url.port || '443'))
      return fetchFailed('FORGE_EGRESS_PORT', `Forge does not call port ${url.port} (${url.host})`);
  }
  const allowed = [...declared, ...backendDomains(approvals)].map(withScheme);
  // Without path, query and user info: the backend's rule is about scheme and host only.
  if (new EgressFilteringService(allowed).isValidUrl(`${url.protocol}//${url.host}`)) return undefined;
  return {
    ok: false,
    error: {
      typeError: false,
      name: 'REQUEST_EGRESS_ALLOWLIST_ERR',
      status: 403,
      message: `URL not included in the external fetch backend permissions: ${url.origin}. Visit go.atlassian.com/forge-egress for more information.`,
    },
  };
}

/** @forge/egress takes `host:8444` for a scheme called `host:`; a bare host stands for https. */
function withScheme(domain: string): string {
  return domain === '*' || domain.includes('://') ? domain : `https://${domain}`;
}

function overRate(window: CallWindow, now: number): WireAnswer | undefined {
  if (now - window.since >= 60_000) Object.assign(window, { since: now, used: 0 });
  window.used += 1;
  if (window.used <= CALLS_PER_MINUTE) return undefined;
  const headers: [string, string][] = [['forge-proxy-error', 'EGRESS_RATE_LIMIT_EXCEEDED']];
  const response = { status: 429, statusText: 'Too Many Requests', headers, body: undefined, url: '' };
  return { ok: true, response };
}

function tookTooLong(): WireAnswer {
  return fetchFailed('FORGE_EGRESS_TIMEOUT', `no answer within ${REQUEST_LIMIT_MS / 1000} seconds`);
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

const NOT_ACROSS_ORIGINS = new Set(['authorization', 'cookie', 'proxy-authorization', 'host']);

/** As fetch.spec.whatwg.org, HTTP-redirect fetch: method, body and credentials do not all come along. */
function afterRedirect(
  { url, request }: { url: string; request: WireRequest },
  status: number,
  location: URL,
): { url: string; request: WireRequest } {
  const becomesGet =
    (status === 303 && request.method !== 'HEAD') ||
    ((status === 301 || status === 302) && request.method === 'POST');
  const sameOrigin = new URL(url).origin === location.origin;
  const headers = request.headers.filter(
    ([name]) =>
      (sameOrigin || !NOT_ACROSS_ORIGINS.has(name.toLowerCase())) &&
      !(becomesGet && name.toLowerCase().startsWith('content-')),
  );
  const changed = becomesGet ? { method: 'GET', body: undefined } : {};
  return { url: location.href, request: { ...request, ...changed, headers } };
}
