import type { Json } from '../../json';

/**
 * One call, as far as it is known. An absent field is not known; null is known to be absent (no identity, no token).
 * What a proxy sees counts: container port, path after normalization.
 */
export type Call = {
  protocol: 'http' | 'tcp';
  /** `cluster.local/ns/storefront/sa/cart`, from the client certificate; null: none was shown. */
  principal?: string | null;
  /** Whether the connection is mutual TLS. Unless said, it is when there is a principal. */
  mtls?: boolean;
  /** The direct peer's address. */
  sourceIp?: string;
  /** The original client's (X-Forwarded-For, PROXY protocol); the direct peer's unless said. */
  remoteIp?: string;
  destinationIp?: string;
  /** Container port, not the Service's. */
  port?: number;
  /** TLS server name. */
  sni?: string | null;
  method?: string;
  /** As the proxy compares it: normalized. A query may be there and is not compared. */
  path?: string;
  /** As sent; normalized here by the mesh's setting. Used where `path` is absent. */
  pathAsSent?: string;
  /** `:authority`, with its port where one was sent. */
  host?: string;
  /** All headers of the call. Absent: none is known. */
  headers?: Record<string, string>;
  token?: Token | null;
  /** Envoy's dynamic metadata: filter → key → value. */
  filterMetadata?: Record<string, Record<string, Json>>;
  /** What the CUSTOM provider answers. */
  providerAnswer?: 'allow' | 'deny';
};

export type Claims = Record<string, Json>;

export type Token =
  /** RequestAuthentication let it through; its claims are there. */
  | { state: 'accepted'; claims: Claims }
  /** As the client sends it: RequestAuthentication decides. */
  | { state: 'presented'; claims: Claims | null; valid: boolean; location: TokenLocation };

export type TokenLocation =
  | { in: 'header'; name: string; prefix: string }
  | { in: 'query'; name: string }
  | { in: 'cookie'; name: string };

/** What of a call a condition asks for. Named so that a person can be told what is missing. */
export type Attribute =
  | 'principal'
  | 'sourceIp'
  | 'remoteIp'
  | 'destinationIp'
  | 'port'
  | 'sni'
  | 'method'
  | 'path'
  | 'host'
  | 'token'
  | 'filterMetadata'
  | 'providerAnswer'
  | `header ${string}`;

/** null: known to be absent. undefined: not known. */
export type Known = string | null | undefined;

export const remoteIpOf = (call: Call): Known => call.remoteIp ?? call.sourceIp;

/** Header names ignore case; the pseudo headers are the call's own parts. */
export function headerOf(call: Call, name: string): Known {
  switch (name.toLowerCase()) {
    case ':method':
      return call.method;
    case ':path':
      return call.path;
    case ':authority':
    case 'host':
      return call.host;
    default:
      break;
  }
  if (call.headers === undefined) return undefined;
  const wanted = name.toLowerCase();
  // A repeated header is one value, joined by commas.
  const values = Object.keys(call.headers).flatMap((key) =>
    key.toLowerCase() === wanted ? [call.headers?.[key] ?? ''] : [],
  );
  return values.length === 0 ? null : values.join(',');
}

/** Without query and fragment: neither is ever compared. */
export function comparedPathOf({ path }: Call): Known {
  if (path === undefined) return undefined;
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}
