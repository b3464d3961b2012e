import type { JsonObject } from '../src/domain/json';

/**
 * What the parts of the local host offer each other. Each part is built by a function `createX(deps)` that
 * answers one of these; nobody reaches into another part's folder.
 */

/** The host's time. Tests and the site's clock control move it; everything that the host dates uses it. */
export type HostClock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves the time forward and runs what became due (schedules, delayed queue events). */
  advance(ms: number): Promise<void>;
  /** Calls back after each advance, in the order of subscription. */
  onAdvance(listener: () => Promise<void>): void;
};

/** Named pieces of state that survive a restart: plain JSON files, replaced atomically. */
export type StateFiles = {
  /** The stored value, or undefined on a fresh start. */
  read(name: string): unknown;
  /** Takes the value as it is now; written soon, and at the latest by `flush`. */
  write(name: string, value: unknown): void;
  flush(): Promise<void>;
};

/** Somebody of the site. `null` stands for an anonymous visitor. */
export type AccountId = string;

/** Who a Confluence request speaks for. */
export type ConfluenceCaller =
  | { as: 'user'; accountId: AccountId } // the app, with a person's rights: both the person's rights and the app's scopes bind
  | { as: 'app' } // the app user: its own rights and the app's scopes bind; page restrictions bind it too
  | { as: 'frame'; accountId: AccountId | null } // the app's frame through requestConfluence: as a person, scopes bind
  | { as: 'person'; accountId: AccountId | null }; // the site's own pages: no scopes

export type Confluence = {
  /** Serves one REST request (`/wiki/api/v2/…`, `/wiki/rest/api/…`, and both without `/wiki`). Never throws for a modelled path. */
  request(request: Request, caller: ConfluenceCaller): Promise<Response>;
  people(): Person[];
};

export type Person = {
  accountId: AccountId;
  displayName: string;
  /** What the example site shows this person for: `reader`, `developer`, … */
  role: string;
  groups: string[];
};

/** Misbehaviour on demand. Every field is off when absent; each part reads the ones it names in its docs. */
export type Faults = {
  /** KVS: queries see writes only after this long (`get` stays strict). */
  storageLagMs?: number;
  /** KVS: the next n calls answer 429. */
  storageRateLimited?: number;
  /** Queue: the next n events are delivered twice / never. */
  duplicateEvents?: number;
  loseEvents?: number;
  /** Runtime: ends the backend's process after this many platform calls of the next invocation. */
  killAfterCalls?: number;
  /** Confluence: the next n requests answer 429 with Retry-After. */
  confluenceRateLimited?: number;
  /** Atlassian: the next n reports of personal data answer 429 with Retry-After. */
  reportsRateLimited?: number;
  /** Per stand-in host name, e.g. `kong.shop.example`. */
  sources?: Record<string, SourceFaults>;
};

export type SourceFaults = {
  /** Nothing listens: connections are refused. */
  down?: boolean;
  /** Waits before each answer. */
  slowMs?: number;
  /** The next n requests answer this status. */
  failNext?: { times: number; status: number };
  /** Requests whose path starts with a key answer this status: `{'/plugins': 403}`. */
  failPaths?: Record<string, number>;
};

/** A stand-in for an outside system, served by the network under its own name. */
export type StandIn = { fetch(request: Request): Promise<Response> };

/** Host names mapped to loopback servers with real TLS; everything the backend fetches goes through here. */
export type Network = {
  /**
   * Serves `standIn` as `scheme://hostname:port`.
   * `certificate`: `public` is signed by the authority that the backend trusts, `private` by one that it does not know.
   */
  serve(options: {
    hostname: string;
    port: number;
    scheme: 'http' | 'https';
    certificate: 'public' | 'private';
    standIn: StandIn;
  }): Promise<void>;
  /** Takes a request to a real system or a served name. Rejects as undici does (cause.code ECONNREFUSED, ENOTFOUND, SELF_SIGNED_CERT_IN_CHAIN …). */
  fetch(url: string, init: RequestInit): Promise<Response>;
  close(): Promise<void>;
};

/** One function call into the app's backend. */
export type Invocation = {
  functionKey: string;
  /** The arguments after the platform's shaping, before the context: resolvers get `{call, context}`, consumers the event, … */
  payload: unknown;
  moduleKey: string;
  moduleType: string;
  accountId: AccountId | null;
  /** Milliseconds; the platform's own for the module type when absent. */
  limitMs?: number;
};

export type InvocationOutcome =
  { ok: true; value: unknown } | { ok: false; name: string; message: string; timedOut: boolean };

export type Platform = {
  ids: { appId: string; environmentId: string; cloudId: string; installationId: string; siteAri: string };
  invoke(invocation: Invocation): Promise<InvocationOutcome>;
  /** Egress that an admin approved: group key → domains. */
  egress: EgressApprovals;
  /** What the app printed, newest last, capped at 2 000 lines. */
  logs(): LogLine[];
  /** Every call that left the backend, newest last, capped at 5 000. */
  calls(): PlatformCall[];
  /** All that storage holds, secrets included: for tests and for `--fresh`. */
  storage(): JsonObject;
  /** Runs the module's scheduled function now. */
  runSchedule(moduleKey: string): Promise<InvocationOutcome>;
  /** Waits until no queue event is being worked on. */
  settled(): Promise<void>;
  /** Loads a newly bundled backend. */
  reload(): Promise<void>;
  close(): Promise<void>;
};

export type LogLine = {
  at: number;
  level: 'log' | 'info' | 'warn' | 'error' | 'debug';
  text: string;
  functionKey: string;
};
export type PlatformCall = {
  at: number;
  functionKey: string;
  kind: 'confluence' | 'kvs' | 'egress' | 'queue' | 'graphql';
  method: string;
  target: string;
  status: number;
  bytes: number;
};

/** Customer-managed egress as `@forge/bridge` permissions.egress speaks of it. */
export type EgressApprovals = {
  set(groups: { key: string; description: string; configured: { domain: string; type: string[] }[] }[]): void;
  get(
    keys?: string[],
  ): { key: string; description: string; configured: { domain: string; type: string[] }[] }[];
  remove(key: string, domain?: string): void;
};
