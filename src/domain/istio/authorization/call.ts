import type { Json } from '../../json';

/**
 * One call, as far as it is known. An absent field is not known; null is known to be absent (no identity, no token).
 * What a proxy sees counts: container port, path after normalization.
 */
export type Call = {
  protocol: 'http' | 'tcp';
  /** `cluster.local/ns/storefront/sa/cart`, from the client certificate; null: none was shown. */
  principal?: string | null;
  /** What is known of a principal that is not known itself. */
  identity?: SomeIdentity;
  /** Whether the connection is mutual TLS. Unless said, it is when there is a principal. */
  mtls?: boolean;
  /** The direct peer's address. */
  sourceIp?: string;
  /** The original client's (X-Forwarded-For, PROXY protocol); the direct peer's unless said. */
  remoteIp?: string;
  /** Whether the direct peer calls for somebody else: then `remoteIp` is not known either. */
  forwarded?: 'not-known';
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
  /** Headers of the call; null: known to be absent. Without this field none is known. */
  headers?: Record<string, string | null>;
  /** Headers that `headers` does not name are absent, unless this says that they are not known. */
  moreHeaders?: 'not-known';
  token?: Token | null;
  /** Envoy's dynamic metadata: filter → key → value. Without this field none is known. */
  filterMetadata?: Record<string, Record<string, Json>>;
  moreFilterMetadata?: 'not-known';
  /** What the CUSTOM provider answers. */
  providerAnswer?: 'allow' | 'deny';
};

/** A service account of the mesh that is not known whole. */
export type SomeIdentity = {
  trustDomain: string;
  /** null: of any namespace but those of `notOf`. */
  namespace: string | null;
  notOf: readonly string[];
  /** Principals that it is none of. */
  not: readonly string[];
};

export type Claims = Record<string, Json>;

/** `moreClaims`: claims that `claims` does not name are not known, else they are absent; null in `claims` is absent, too. */
export type Token =
  /** RequestAuthentication let it through; its claims are there. */
  | { state: 'accepted'; claims: Claims; moreClaims?: 'not-known' }
  /** As the client sends it: RequestAuthentication decides. */
  | {
      state: 'presented';
      claims: Claims | null;
      moreClaims?: 'not-known';
      valid: boolean;
      location: TokenLocation;
    };

export type TokenLocation =
  | { in: 'header'; name: string; prefix: string }
  | { in: 'query'; name: string }
  | { in: 'cookie'; name: string }
  /** Wherever the mesh looks for it. */
  | { in: 'where-read' };

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
  | 'providerAnswer'
  | HeaderAttribute
  | ClaimAttribute
  | MetadataAttribute;

export type HeaderAttribute = `header ${string}`;
/** By the claim's outermost name. */
export type ClaimAttribute = `claim ${string}`;
export type MetadataAttribute = `filterMetadata ${string}`;

/** null: known to be absent. undefined: not known. */
export type Known = string | null | undefined;

export const remoteIpOf = (call: Call): Known =>
  call.remoteIp ?? (call.forwarded === 'not-known' ? undefined : call.sourceIp);

/** The part of a call that a header condition asks: the pseudo headers are parts of their own. */
export function headerAttribute(name: string): Attribute {
  const lower = name.toLowerCase();
  switch (lower) {
    case ':method':
      return 'method';
    case ':path':
      return 'path';
    case ':authority':
    case 'host':
      return 'host';
    default:
      return `header ${lower}`;
  }
}

/** Header names ignore case. */
export function headerOf(call: Call, name: string): Known {
  const attribute = headerAttribute(name);
  if (attribute === 'method' || attribute === 'path' || attribute === 'host') return call[attribute];
  if (call.headers === undefined) return undefined;
  const wanted = name.toLowerCase();
  const named = Object.entries(call.headers).filter(([key]) => key.toLowerCase() === wanted);
  // A repeated header is one value, joined by commas.
  const values = named.flatMap(([, value]) => value ?? []);
  if (values.length > 0) return values.join(',');
  return named.length === 0 && call.moreHeaders === 'not-known' ? undefined : null;
}

/** Without query and fragment: neither is ever compared. */
export function comparedPathOf({ path }: Call): Known {
  if (path === undefined) return undefined;
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

/** A claim of the call's token by its outermost name; null: absent. undefined: not known. */
export function claimOf({ token }: Call, name: string): Json | undefined {
  if (token === undefined || token === null) return token;
  if (token.claims !== null && Object.hasOwn(token.claims, name)) return token.claims[name] ?? null;
  return token.moreClaims === 'not-known' ? undefined : null;
}

/** What a filter of the proxy says under a key; undefined: not known. */
export function metadataOf(call: Call, filter: string, key: string): Json | undefined {
  const said = call.filterMetadata;
  if (said === undefined) return undefined;
  const found = Object.hasOwn(said, filter) ? said[filter] : undefined;
  if (found !== undefined && Object.hasOwn(found, key)) return found[key] ?? null;
  return call.moreFilterMetadata === 'not-known' ? undefined : null;
}
