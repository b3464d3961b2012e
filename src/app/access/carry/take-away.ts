import type { PlannedChange } from '../../../domain/access/change';
import type { AccessRequest, Granted } from '../../../domain/access/request';
import { err, ok, type Result } from '../../../domain/result';
import type { AccessRefusal } from '../access-refusal';
import { nowOf } from '../keep-step';
import type { CarryPorts } from './carry-ports';
import { closeIfLast } from './deny-all';
import { holderOf, othersHolding, release } from './holdings';
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

const LETS_IN: ReadonlySet<PlannedChange['kind']> = new Set<PlannedChange['kind']>([
  'kong-acl',
  'istio-grant',
]);

type Taken = Result<{ left: string | null }, NotMade | AccessRefusal>;

async function takeOne(
  ports: CarryPorts,
  request: AccessRequest & Granted,
  change: PlannedChange,
): Promise<Taken> {
  const requestId = request.id;
  const others = await othersHolding(ports, { change, requestId, now: nowOf(ports) });
  if (!others.ok) return others;
  const [other] = others.value;
  // Whoever took it away before, and ended before writing that down, may have taken it from others that came meanwhile.
  const done =
    other === undefined
      ? await remove(ports, request, change)
      : await makeChange(ports, { change, requestId: other.requestId, doer: DOER });
  if (!done.ok) return done;
  const released = await release(ports, change, [requestId]);
  if (!released.ok) return released;
  return other === undefined ? done : ok({ left: null });
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
