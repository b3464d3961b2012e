import type { JsonObject } from '../json';

/**
 * Kong's entities as Gatehouse keeps them: the public fields of Admin API answers, in camelCase, foreign keys as ids.
 * Secrets have no field here: an adapter drops them while it parses.
 * @source facts of Kong 3.9.3 `GET /schemas/*`; Enterprise fields from the 3.15 specification ("documented, not measured").
 */
export type KongId = string;

/** `traditional` ≤ 2.8 by default, `traditional_compatible` since 3.0, `expressions` by choice. */
export type RouterFlavor = 'traditional' | 'traditional_compatible' | 'expressions';

export type Service = {
  id: KongId;
  name: string | null;
  protocol: string;
  host: string;
  port: number;
  path: string | null;
  /** A disabled service answers 404 "no Route matched" on all its routes. */
  enabled: boolean;
  retries: number;
  connectTimeoutMs: number;
  readTimeoutMs: number;
  writeTimeoutMs: number;
  tags: string[];
  /** Seconds since 1970, as Kong has them. */
  createdAt: number | null;
  updatedAt: number | null;
};

export type Route = {
  id: KongId;
  name: string | null;
  serviceId: KongId | null;
  protocols: string[];
  /** Empty means any, as null does in the Admin API. */
  methods: string[];
  hosts: string[];
  paths: string[];
  headers: Record<string, string[]>;
  snis: string[];
  sources: Cidr[];
  destinations: Cidr[];
  /** Flavor `expressions` only; null on routes of the traditional fields. */
  expression: string | null;
  priority: number | null;
  regexPriority: number;
  stripPath: boolean;
  pathHandling: 'v0' | 'v1';
  preserveHost: boolean;
  requestBuffering: boolean;
  responseBuffering: boolean;
  httpsRedirectStatusCode: number;
  tags: string[];
  createdAt: number | null;
  updatedAt: number | null;
};

export type Cidr = { ip: string | null; port: number | null };

/** Where a plugin instance is attached: any combination; none of them is the global scope. */
export type PluginScope = {
  routeId: KongId | null;
  serviceId: KongId | null;
  consumerId: KongId | null;
  /** Enterprise and Konnect only. */
  consumerGroupId: KongId | null;
};

export type Plugin = {
  id: KongId;
  /** The plugin's name: `key-auth`. */
  name: string;
  instanceName: string | null;
  enabled: boolean;
  scope: PluginScope;
  protocols: string[];
  tags: string[];
  /** Public fields only, by the allow-list of `public-fields.ts`; a plugin that is not on the list has `{}`. */
  config: JsonObject;
  /** Names of configuration fields that exist and are not shown. */
  hiddenFields: string[];
  /** Enterprise: changes the execution order. */
  ordering: { before: string[]; after: string[] } | null;
  /** Enterprise 3.14+: runs only when this holds. Its text; never evaluated here. */
  condition: string | null;
  createdAt: number | null;
  updatedAt: number | null;
};

export type Consumer = {
  id: KongId;
  username: string | null;
  customId: string | null;
  tags: string[];
  createdAt: number | null;
};

/** Membership of a consumer in an ACL group. ACLs have no `updated_at`. */
export type Acl = { id: KongId; consumerId: KongId; group: string; tags: string[]; createdAt: number | null };

export type ConsumerGroup = { id: KongId; name: string; tags: string[] };

/** Membership of a consumer in a consumer group (Enterprise and Konnect), which is not an ACL group. */
export type ConsumerGroupMember = { consumerGroupId: KongId; consumerId: KongId };

/** How many credentials of a kind a consumer has; the credentials themselves are never kept. */
export type CredentialCount = { consumerId: KongId; kind: CredentialKind; count: number };
export type CredentialKind = 'key-auth' | 'basic-auth' | 'jwt' | 'hmac-auth' | 'oauth2' | 'mtls-auth';

export type Upstream = { id: KongId; name: string; algorithm: string; tags: string[] };

export type CertificateSummary = { id: KongId; snis: string[]; notAfter: string | null };

/** What `GET /` tells of a node; Konnect has no such page, its connection says the flavor. */
export type KongNode = {
  product: 'kong';
  edition: 'oss' | 'enterprise' | 'konnect';
  version: string | null;
  flavor: RouterFlavor | null;
  /** `off` is db-less: it refuses every write. */
  database: string | null;
  role: string | null;
};
