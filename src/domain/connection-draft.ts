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

const KONNECT = (region: string) => `https://${region}.api.konghq.com`;

/** Where the API is, as an admin would recognise it. */
export const addressOf = (target: ConnectionTarget): string => {
  if (target.kind === 'kubernetes') return target.url;
  return target.api.type === 'admin' ? target.api.url : KONNECT(target.api.region);
};

/**
 * Scheme, host and port, `https://kong.shop.example:8444`: where a credential of this connection is sent and nowhere else, and what an
 * admin approves for outbound calls.
 * @source @forge/egress 3.0.0: an approved `https://host` does not cover another port of that host
 */
export const originOf = (target: ConnectionTarget): string => new URL(addressOf(target)).origin;
