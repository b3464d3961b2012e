import { coverOf } from '../../../domain/access/allow-cover';
import { hashOf } from '../../../domain/access/canonical-json';
import type { IstioDenyAllChange, IstioGrantChange } from '../../../domain/access/change';
import { isAt, isOurs } from '../../../domain/access/desired-mesh';
import { holdingKey, isHeldBy, type Holder } from '../../../domain/access/holding';
import { chainOfSpace } from '../../../domain/access/ledger';
import { denyAllNameFor } from '../../../domain/access/made-ids';
import { job } from '../../../domain/access/transition';
import type { AuthorizationPolicy } from '../../../domain/istio/resources';
import { ok, type Result } from '../../../domain/result';
import type { StorageFailure } from '../../ports';
import type { AccessRefusal } from '../access-refusal';
import { freshMesh } from '../fresh-mesh';
import { nowOf, store } from '../keep-step';
import type { CarryPorts } from './carry-ports';
import { hold } from './holdings';
import { connectionFor, makeChange, type NotMade } from './write-change';

const DOER = { kind: 'job', name: 'revoke' } as const;

type Closing = { grant: IstioGrantChange; holder: Holder };
type Done = Result<true, NotMade | AccessRefusal>;

/**
 * Sees to it that taking the grant away opens nothing: unless an enforced ALLOW of somebody else, or a deny-all of ours, is known to guard
 * every pod that the grant is for, a deny-all takes its place first. Other grants do not count: they end, too. Where it cannot be known, the
 * deny-all is put there all the same: beside another ALLOW it changes nobody's answer, and it is removed once that ALLOW has been seen.
 */
export async function closeIfLast(ports: CarryPorts, { grant, holder }: Closing): Promise<Done> {
  const denyAll = denyAllFor(grant);
  const begun = await ports.grants.get(holdingKey(denyAll));
  if (!begun.ok) return begun;
  // Begun before, and perhaps not told: done again, it is finished.
  if (begun.value !== null && isHeldBy(begun.value, denyAll, holder.requestId))
    return setDenyAll(ports, denyAll, holder);
  const counts = (policy: AuthorizationPolicy): boolean => !isOurs(policy) || isAt(policy, denyAll);
  const guarded = await guardedNow(ports, { placed: grant, spaceId: holder.spaceId, counts });
  if (!guarded.ok) return guarded;
  return guarded.value.covered ? ok(true) : setDenyAll(ports, denyAll, holder);
}

type Placed = IstioGrantChange | IstioDenyAllChange;
type Asking = { placed: Placed; spaceId: string; counts: (policy: AuthorizationPolicy) => boolean };

/** `covered`: policies that count are known to guard every pod that what is placed is for. `isThere`: and it stands there itself, too. */
type Guarded = { covered: boolean; isThere: boolean };

/** How the workload is guarded, read just now. */
export async function guardedNow(
  ports: CarryPorts,
  { placed, spaceId, counts }: Asking,
): Promise<Result<Guarded, StorageFailure>> {
  const read = await freshMesh(ports, { doer: DOER, spaceId, workload: placed });
  if (!read.ok) return read;
  if (read.value.read !== 'whole') return ok({ covered: false, isThere: false });
  const { facts } = read.value;
  const covered = coverOf(facts, counts).cover === 'covered';
  return ok({ covered, isThere: covered && facts.policies.some((policy) => isAt(policy, placed)) });
}

const denyAllFor = ({ connectionId, namespace, labels }: Placed): IstioDenyAllChange => ({
  kind: 'istio-deny-all',
  connectionId,
  namespace,
  name: denyAllNameFor({ namespace, labels }),
  labels,
  want: 'present',
  seen: { resourceVersion: null },
});

/**
 * Written down, where it can be written, then written, then told. Told once, however often this is done. It stands since now, however long the
 * grant stood before it.
 */
async function setDenyAll(ports: CarryPorts, change: IstioDenyAllChange, holder: Holder): Promise<Done> {
  const through = await connectionFor(ports, change);
  if (!through.ok) return through;
  const held = await hold(ports, change, { ...holder, since: nowOf(ports) });
  if (!held.ok) return held;
  const made = await makeChange(ports, { change, requestId: holder.requestId, doer: DOER });
  return made.ok ? tellOfDenyAll(ports, { type: 'deny-all.set', change, holder }) : made;
}

type Telling = {
  type: 'deny-all.set' | 'deny-all.removed' | 'deny-all.left';
  change: IstioDenyAllChange;
  holder: Holder;
};

/** Told once, however often the same is done. */
export async function tellOfDenyAll(
  ports: CarryPorts,
  { type, change, holder }: Telling,
): Promise<Result<true, AccessRefusal>> {
  const stored = await ports.grants.get(holdingKey(change));
  if (!stored.ok) return stored;
  // The row grows with each time that the workload is closed anew, and does not when the same is done again.
  const id = hashOf([type, holdingKey(change), stored.value?.rev ?? 0]);
  const { namespace, labels, name } = change;
  const done = await store(ports, {
    chain: chainOfSpace(holder.spaceId),
    entry: {
      type,
      at: nowOf(ports),
      actor: job('revoke'),
      req: holder.requestId,
      rev: null,
      planHash: null,
      body: { namespace, labels, name },
    },
    command: { id, by: 'job:revoke', digest: id },
    effects: [{ do: 'project', pageId: holder.pageId }],
  });
  return done.ok ? ok(true) : done;
}
