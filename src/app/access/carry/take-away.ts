import type { PlannedChange } from '../../../domain/access/change';
import { changeWords } from '../../../domain/access/change-words';
import type { AccessRequest, Granted } from '../../../domain/access/request';
import { err, ok, type Result } from '../../../domain/result';
import type { AccessRefusal } from '../access-refusal';
import { nowOf } from '../keep-step';
import type { CarryPorts } from './carry-ports';
import { closeIfLast } from './deny-all';
import type { Holder } from '../../../domain/access/holding';
import { holderOf, othersHolding } from './holdings';
import { letGo } from './left-behind';
import { makeChange, type NotMade } from './write-change';

const DOER = { kind: 'job', name: 'revoke' } as const;

/**
 * Takes away what the request holds of these changes, in reverse: what lets in goes first, the consumer last. What another live request
 * holds as well stays, and is made so for it. Doing it again changes nothing.
 * @returns what stays there all the same, in words; or the first write that failed, with everything else that lets in taken away
 */
export async function takeAway(
  ports: CarryPorts,
  request: AccessRequest & Granted,
  changes: readonly PlannedChange[],
): Promise<Result<string[], NotMade | AccessRefusal>> {
  const left: string[] = [];
  let failed: NotMade | null = null;
  for (const change of [...changes].reverse()) {
    // A limit stays for as long as something may still let the caller in without it.
    if (failed !== null && !LETS_IN.has(change.kind)) break;
    const done = await takeOne(ports, request, change);
    if (done.ok) left.push(...(done.value.left === null ? [] : [done.value.left]));
    else if (done.error.code === 'NOT_MADE') failed ??= done.error;
    else return err(done.error);
  }
  return failed === null ? ok(left) : err(failed);
}

/** Takes away all that its plan made. Answers whether everything is gone; what is not may go when it is tried again. */
export async function takeAwayWritten(
  ports: CarryPorts,
  request: AccessRequest & Granted,
): Promise<Result<boolean, AccessRefusal>> {
  const taken = await takeAway(ports, request, request.plan.changes);
  if (taken.ok) return ok(true);
  return taken.error.code === 'NOT_MADE' ? ok(false) : err(taken.error);
}

const LETS_IN: ReadonlySet<PlannedChange['kind']> = new Set<PlannedChange['kind']>([
  'kong-acl',
  'istio-grant',
]);

type Taken = Result<{ left: string | null }, NotMade | AccessRefusal>;

/** Each further look means that somebody began or ended to hold the thing at that very moment. */
const LOOKS = 4;

/**
 * Others may begin or end to hold the thing between our look and our write. Whoever begins writes that down before the thing, and whoever
 * ends is seen to have ended before it is taken away: once a look after the write finds what the look before it did, the thing is as it has
 * to be, or the other's own write comes later and makes it so.
 */
async function takeOne(
  ports: CarryPorts,
  request: AccessRequest & Granted,
  change: PlannedChange,
): Promise<Taken> {
  const asked = { change, requestId: request.id };
  let others = await othersHolding(ports, { ...asked, now: nowOf(ports) });
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    if (!others.ok) return others;
    const [other] = others.value;
    const done = await keepOrRemove(ports, { request, change, other });
    if (!done.ok) return done;
    others = await othersHolding(ports, { ...asked, now: nowOf(ports) });
    if (!others.ok) return others;
    if ((others.value.length === 0) !== (other === undefined)) continue;
    const holder = holderOf(request, request.approvedAt);
    const gone = await letGo(ports, { change, holder, left: done.value.left });
    if (!gone.ok) return gone;
    return other === undefined ? done : ok({ left: `${changeWords(change)}: another grant holds it` });
  }
  return err({ code: 'NOT_MADE', change, failure: { code: 'CHANGED_MEANWHILE' } });
}

type Taking = { request: AccessRequest & Granted; change: PlannedChange; other: Holder | undefined };

async function keepOrRemove(ports: CarryPorts, { request, change, other }: Taking): Promise<Taken> {
  if (other === undefined) return remove(ports, request, change);
  // Whoever took it away before, and ended before writing that down, may have taken it from others that came meanwhile.
  const made = await makeChange(ports, { change, requestId: other.requestId, doer: DOER });
  return made.ok ? ok({ left: null }) : made;
}

async function remove(
  ports: CarryPorts,
  request: AccessRequest & Granted,
  change: PlannedChange,
): Promise<Taken> {
  const absent = { change: { ...change, want: 'absent' as const }, requestId: request.id, doer: DOER };
  if (change.kind !== 'istio-grant') return makeChange(ports, absent);
  const closing = { grant: change, holder: holderOf(request, request.approvedAt) };
  const closed = await closeIfLast(ports, closing);
  if (!closed.ok) return closed;
  const made = await makeChange(ports, absent);
  if (!made.ok) return made;
  // The other ALLOW may have been taken away between our reading and our writing.
  const after = await closeIfLast(ports, closing);
  return after.ok ? made : after;
}
