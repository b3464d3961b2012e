import { decideAccess, type KongDecision } from '../kong/access';
import { holderOfAll } from '../kong/caller';
import type { KongId, Route } from '../kong/entities';
import type { KongIndex } from '../kong/snapshot';

/**
 * How a route stands to a consumer that presents whatever credential is asked for. Where only the caller's address decides, the route
 * is open to the consumer: which addresses those are, membership in a group does not change.
 */
export type Openness = 'open' | 'closed' | 'not known';

export const opennessOf = ({ verdict, reasons }: KongDecision): Openness => {
  if (verdict === 'allowed') return 'open';
  if (verdict === 'denied') return 'closed';
  return reasons.every(({ code }) => code === 'ADDRESS_NOT_KNOWN') ? 'open' : 'not known';
};

export const decisionFor = (index: KongIndex, route: Route, consumerId: KongId): KongDecision =>
  decideAccess(index, route, holderOfAll(consumerId));
