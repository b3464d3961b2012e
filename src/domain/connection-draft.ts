import type { KongApi, Owner } from './connection';

/** What an admin enters for a connection. Secrets are in here and in secret storage, nowhere else. */
export type ConnectionDraft = {
  name: string;
  target: ConnectionTarget;
  owners: Owner[];
  reader: CredentialChange;
  writer: CredentialChange | { change: 'read-only' };
};

export type ConnectionTarget = { kind: 'kong'; api: KongApi } | { kind: 'kubernetes'; url: string };

/** `set` on a credential that exists starts a rotation: the older one stays valid until `finish-rotation`. */
export type CredentialChange =
  | { change: 'keep' }
  | { change: 'set'; secret: string }
  | { change: 'finish-rotation' }
  | { change: 'remove' };

/**
 * Where the API is: the address that its entities are read below, so what was read at one is never shown for another. Workspaces of one
 * Enterprise node, and control planes of one Konnect region, have an address each.
 * @source konghq.com, control-planes-config v2 3.15.0 and Admin API 3.15 (documented, not measured)
 */
export const addressOf = (target: ConnectionTarget): string => {
  if (target.kind === 'kubernetes') return target.url;
  const { api } = target;
  if (api.type === 'konnect')
    return `https://${api.region}.api.konghq.com/v2/control-planes/${api.controlPlaneId}`;
  return api.workspace === null ? api.url : `${api.url.replace(/\/+$/, '')}/${api.workspace}`;
};

/**
 * Scheme, host and port, `https://kong.shop.example:8444`: where a credential of this connection is sent and nowhere else, and what an
 * admin approves for outbound calls.
 * @source @forge/egress 3.0.0: an approved `https://host` does not cover another port of that host
 */
export const originOf = (target: ConnectionTarget): string => new URL(addressOf(target)).origin;
