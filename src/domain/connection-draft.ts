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

/** Scheme, host and port: where a credential of this connection is sent, and nowhere else. */
export const originOf = (target: ConnectionTarget): string => new URL(addressOf(target)).origin;

/** What an admin approves for outbound calls: `https://kong.shop.example`. The platform looks at scheme and host only. */
export const egressDomainOf = (target: ConnectionTarget): string => {
  const { protocol, hostname } = new URL(addressOf(target));
  return `${protocol}//${hostname}`;
};
