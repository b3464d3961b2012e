import type { WriteFailure } from '../../app/ports-of-writing';
import type { Result } from '../../domain/result';
import type { WriteAnswer } from '../http/call';
import type { Look, WriteOutcome } from '../http/make-so';

/** How things stand to a change, what writes it, and what asks Kong beforehand whether it would take that. */
export type KongLook = Look & { rehearse: () => Promise<Rehearsed> };
export type Rehearsed = Result<{ warnings: string[] }, WriteFailure>;

/** `entity`: the collection; `needs`: what it refers to, in the plan's names. */
export type About = { entity: 'acls' | 'consumers' | 'plugins'; needs: string };

/**
 * What became of a POST, PUT or PATCH. What Kong answers where something stands there already (409, and 400 for an id) is looked at again:
 * it may be ours, made a moment ago.
 * @source recordings of Kong 3.9.3 (06, 08, 10, 18); Konnect from go-kong's tests: 400 for all of it
 */
export const outcomeOf = (answer: WriteAnswer, about: About): WriteOutcome => {
  if (answer.ok) return { is: 'written' };
  const { failure, refusal, taken } = answer;
  const { status } = failure;
  if (taken === 'not known') return { is: 'not known', failure };
  if (status === 409) return { is: 'overtaken', failure: { code: 'CHANGED_MEANWHILE', status } };
  if (status === 404 || (status === 400 && NEEDS_MISSING.has(refusal)))
    return { is: 'refused', failure: { code: 'NOT_THERE', status, detail: about.needs } };
  if (status !== 400) return { is: 'refused', failure };
  const invalid: WriteFailure = { code: 'INVALID', status, detail: about.entity };
  return { is: refusal === SCHEMA_VIOLATION ? 'refused' : 'overtaken', failure: invalid };
};

const SCHEMA_VIOLATION = 2;
/** A foreign key that leads nowhere, by id and by name. */
const NEEDS_MISSING: ReadonlySet<unknown> = new Set([4, 13]);

/** A DELETE of what is gone is done: 404 below a consumer, 204 elsewhere, and 204 always on Konnect (recording 11, specification). */
export const deletedOutcome = (answer: WriteAnswer): WriteOutcome => {
  if (answer.ok || answer.failure.status === 404) return { is: 'written' };
  return { is: answer.taken === 'no' ? 'refused' : 'not known', failure: answer.failure };
};
