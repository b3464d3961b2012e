import type { ConnectionId } from '../binding';
import type { KongId } from '../kong/entities';
import { hashOf, type Hash } from './canonical-json';
import type { IstioGrantChange } from './change';

/** Names of what Gatehouse makes: out of what it stands for, so that planning again names the same thing. */

/** RFC 9562, version 8: a UUID of one's own making. Kong takes any. */
const uuidOf = (hash: Hash): KongId => {
  const variant = (8 + (parseInt(hash.charAt(16), 16) % 4)).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
};

export const consumerIdFor = (connectionId: ConnectionId, username: string): KongId =>
  uuidOf(hashOf(['consumer', connectionId, username]));

/** Kong takes one instance a scope, so the scope names it. */
export const rateLimitIdFor = (connectionId: ConnectionId, serviceId: KongId, consumerId: KongId): KongId =>
  uuidOf(hashOf(['rate-limiting', connectionId, serviceId, consumerId]));

type Placed = Pick<IstioGrantChange, 'namespace' | 'labels'>;

const DIGITS = 20;

/** `gatehouse-` and hex digits: a Kubernetes name whatever callers and paths are called. */
export const grantNameFor = ({
  namespace,
  labels,
  from,
  to,
}: Placed & Pick<IstioGrantChange, 'from' | 'to'>): string =>
  `gatehouse-${hashOf(['grant', namespace, labels, from, to]).slice(0, DIGITS)}`;

export const denyAllNameFor = ({ namespace, labels }: Placed): string =>
  `gatehouse-closed-${hashOf(['deny-all', namespace, labels]).slice(0, DIGITS)}`;
