import { ok, type Result } from '../../domain/result';
import type { OutboxItem } from '../ports-of-access';
import type { AccessRefusal } from './access-refusal';
import { applyGrant, type Carried } from './carry/apply-grant';
import type { CarryPorts } from './carry/carry-ports';
import { revokeGrant } from './carry/revoke-grant';

/**
 * Does the work `apply` or `revoke` of the outbox: looks at the request as it is now and brings what it means about, or takes it away. May
 * be called at any time, any number of times, by several at once; a call that ends anywhere is made up for by the next.
 * @returns `done`: nothing is left to do for this work; `notBefore`: it is to be called again then. err only when storage could not be
 *   read or written: called again at once or later, it goes on.
 */
export async function carryOut(
  ports: CarryPorts,
  { effect, attempts }: Pick<OutboxItem, 'effect' | 'attempts'>,
): Promise<Result<Carried, AccessRefusal>> {
  if (effect.do !== 'apply' && effect.do !== 'revoke')
    throw new Error(`${effect.do} is not carried out here`);
  const found = await ports.requests.get(effect.requestId);
  if (!found.ok) return found;
  if (found.value === null) return ok('done');
  return effect.do === 'apply'
    ? applyGrant(ports, found.value, attempts)
    : revokeGrant(ports, found.value, attempts);
}
