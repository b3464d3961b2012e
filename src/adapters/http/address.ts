import type { SourceFailureCode } from '../../domain/source';

/** @source developer.atlassian.com, function-reference/nodejs-runtime: the ports that Forge's outbound proxy serves. */
const FORGE_PORTS: readonly number[] = [80, 8080, 443, 8443, 8444, 7990, 8089, 8090, 8085, 8060];

/**
 * The address that requests start with, without a slash at its end: scheme, host, port and path prefix. User information, query and
 * fragment have no place in it and are dropped.
 */
export type Address =
  | { ok: true; base: string; prefix: string }
  /** What Forge would refuse, told before anything is sent: it answers such calls with a cryptic 400. */
  | { ok: false; code: SourceFailureCode };

/** `forge`: what Forge's outbound proxy serves. `any`: a local host that runs with --insecure-local says so; Forge never does. */
export type Transport = 'forge' | 'any';

export const addressOf = (url: string, transport: Transport = 'forge'): Address => {
  if (!URL.canParse(url)) return { ok: false, code: 'HOST_UNKNOWN' };
  const parsed = new URL(url);
  if (transport === 'forge') {
    if (parsed.protocol !== 'https:') return { ok: false, code: 'PLAIN_HTTP' };
    const port = parsed.port === '' ? 443 : Number(parsed.port);
    if (!FORGE_PORTS.includes(port)) return { ok: false, code: 'PORT_NOT_ALLOWED' };
  }
  const prefix = parsed.pathname.replace(/\/+$/, '');
  return { ok: true, base: parsed.origin + prefix, prefix };
};

/** One path segment, or null when it would climb out of its place: URL parsers take `..` apart even when it is written `%2e%2e`. */
export const segment = (text: string): string | null =>
  /^\.{0,2}$/.test(text) ? null : encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
