import type { LedgerRecord } from '../../domain/access/ledger';
import type { EntryType } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { ResolverPorts } from '../resolver-ports';
import { doneBy, type DoneBy } from './who-did';

/** One entry of the record about a request. */
export type Happened = { at: number; by: DoneBy; type: EntryType };

/** What the request itself keeps, with the words that were said. */
const KEPT_WITH_WORDS: ReadonlySet<EntryType> = new Set([
  'request.opened',
  'request.reviewed',
  'request.denied',
  'request.asked-back',
  'request.answered',
]);

/** What else became of a request, by the record, in order: of the last seconds something may be missing. */
export async function requestHistory(
  { requests }: Pick<ResolverPorts, 'requests'>,
  requestId: string,
): Promise<Result<Happened[], StorageFailure>> {
  const found = await requests.about(requestId);
  if (!found.ok) return found;
  const records = found.value.filter(({ entry }: LedgerRecord) => !KEPT_WITH_WORDS.has(entry.type));
  const people = await requests.people(records.map(({ entry }) => entry.actorRef));
  if (!people.ok) return people;
  return ok(
    records.map(({ entry: { at, type, actorRef } }) => ({ at, type, by: doneBy(actorRef, people.value) })),
  );
}
