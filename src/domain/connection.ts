import type { ConnectionId } from './binding';
import type { RouterFlavor } from './kong/entities';
import type { SourceFailureCode } from './source';
import type { SpaceRule } from './space-rules';
import type { IsoTime } from './time';

/** One Kong control plane or one Kubernetes API, as a Confluence admin set it up. Holds no secret. */
export type Connection = KongConnection | KubernetesConnection;

type Common = {
  id: ConnectionId;
  /** Grows by one with every change; a write names the one it saw. */
  rev: number;
  name: string;
  /** Whom to ask about this connection; at least one. */
  owners: Owner[];
  reader: CredentialState;
  writer: WriterState;
  /** What each space may show and change. A space that is not listed may do nothing. */
  spaceRules: SpaceRule[];
  createdAt: IsoTime;
  updatedAt: IsoTime;
};

export type KongConnection = Common & { kind: 'kong'; api: KongApi };
export type KubernetesConnection = Common & { kind: 'kubernetes'; url: string };

export type KongApi =
  /** Admin API of OSS and Enterprise. `workspace` null is the default one; `tokenHeader` null sends no credential. */
  | { type: 'admin'; url: string; workspace: string | null; tokenHeader: string | null }
  /** Konnect has no node page, so the flavor is told here. */
  | { type: 'konnect'; region: KonnectRegion; controlPlaneId: string; flavor: RouterFlavor };

export const KONNECT_REGIONS = ['us', 'eu', 'au', 'me', 'in', 'sg'] as const;
export type KonnectRegion = (typeof KONNECT_REGIONS)[number];

export type Owner = { kind: 'group'; groupId: string } | { kind: 'person'; accountId: string };

/** While a token is exchanged for a new one both are kept; the older one is tried when the newer is refused. */
export type CredentialState =
  | { state: 'absent' }
  | { state: 'set'; current: CredentialFacts }
  | { state: 'rotating'; current: CredentialFacts; previous: CredentialFacts };

/** `read-only` is a choice: then no plan is ever carried out through this connection. */
export type WriterState = { state: 'read-only' } | CredentialState;

/** All that is ever told of a secret. */
export type CredentialFacts = {
  setAt: IsoTime;
  setBy: string;
  /** From the `exp` of a JWT; null when the token does not tell. */
  expiresAt: IsoTime | null;
};

export type CredentialRole = 'reader' | 'writer';

/** The last time a connection answered, and the last time it did not. */
export type ConnectionHealth = {
  lastSuccessAt: IsoTime | null;
  lastFailure: { at: IsoTime; code: SourceFailureCode } | null;
};

/** One call to an outside system: who or what made it, for what, and what came back. Never a body, never a header. */
export type Exchange = {
  at: IsoTime;
  correlationId: string;
  /** An account id, or the job that acted. */
  actor: { kind: 'person'; accountId: string } | { kind: 'job'; name: string };
  purpose: ExchangePurpose;
  method: string;
  /** Path without query values. */
  path: string;
  /** HTTP status, or why there was none. */
  outcome: { status: number } | { failure: SourceFailureCode };
  tookMs: number;
  bytes: number;
};

export type ExchangePurpose =
  | 'show-routes'
  | 'show-policies'
  | 'test-connection'
  | 'suggest-service'
  | 'bind-page'
  | 'export-page'
  | 'plan-access'
  | 'carry-out'
  | 'rehearse'
  | 'refresh-snapshot';
