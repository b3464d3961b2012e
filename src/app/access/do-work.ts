import { hashOf } from '../../domain/access/canonical-json';
import { delayAfter } from '../../domain/access/retry';
import type { Effect } from '../../domain/access/transition';
import type { ConnectionId } from '../../domain/binding';
import { err, ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { StorageFailure } from '../ports';
import type { OutboxItem } from '../ports-of-access';
import { carryOut } from './carry-out';
import { checkPage, pageToCheck } from './check-page';
import { compareGrants } from './compare-grants';
import { connectionToCompare } from './kept-drift';
import { nowOf } from './keep-step';
import { projectAsApp } from './project-as-app';
import { projectSpace } from './project-space';
import { sendNotice } from './send-notice';

/** `put off`: tried again later, by the sweep. `left`: nobody does this kind of work yet. */
export type Worked =
  | { worked: 'done'; because?: string }
  | { worked: 'put off'; because: string }
  | { worked: 'left' }
  | { worked: 'nothing to do' };

/** How one effect went; whatever is not `done` is tried again, later each time. `because`: why there is nothing to be done any more. */
export type Effected = { outcome: 'done'; because?: string } | { outcome: 'later'; because: string };

type Doing<E extends Effect> = (ports: JobPorts, item: OutboxItem & { effect: E }) => Promise<Effected>;
type EffectOf<K extends Effect['do']> = Extract<Effect, { do: K }>;

/** Who does which work. */
const DO: { [K in Effect['do']]: Doing<EffectOf<K>> | null } = {
  project: (ports, { effect, attempts }) => projectAsApp(ports, { pageId: effect.pageId, attempts }),
  'project-space': projectSpace,
  notify: sendNotice,
  apply: (ports, item) => carry(ports, item),
  revoke: (ports, item) => carry(ports, item),
};

/** Put off already; whatever is left to do is looked at again then. */
const carry: Doing<EffectOf<'apply' | 'revoke'>> = async (ports, item) => {
  const carried = await carryOut(ports, item);
  if (!carried.ok) return { outcome: 'later', because: carried.error.code };
  return carried.value === 'done' ? { outcome: 'done' } : { outcome: 'later', because: 'NOT_YET' };
};

/** Kinds that somebody works on. */
export const WORKED_ON = (Object.keys(DO) as Effect['do'][]).filter((kind) => DO[kind] !== null);

/**
 * Does the work that a message names. It is put off before it is begun and taken out when it is done: whoever is killed in between, or
 * throws, has put it off, and a message that comes twice finds nothing to do. Whoever asks for the same work meanwhile finds it done again.
 */
export async function doWork(ports: JobPorts, key: string): Promise<Result<Worked, StorageFailure>> {
  const page = pageToCheck(key);
  if (page !== null) return checked(ports, page);
  const connectionId = connectionToCompare(key);
  if (connectionId !== null) return compared(ports, connectionId);
  const found = await ports.outbox.get(key);
  if (!found.ok) return found;
  const item = found.value;
  if (item === null || isPutOff(ports, item)) return ok({ worked: 'nothing to do' });
  const work = DO[item.effect.do] as Doing<Effect> | null;
  if (work === null) return ok({ worked: 'left' });
  const due = nowOf(ports) + delayAfter(item.attempts, fractionIn(ports.ids.next()));
  const claimed = await ports.outbox.putOff(item, due);
  if (!claimed.ok)
    return claimed.error.code === 'CONFLICT' ? ok({ worked: 'nothing to do' }) : err(claimed.error);
  const done = await work(ports, item);
  if (done.outcome === 'later') return ok({ worked: 'put off', because: done.because });
  const taken = await ports.outbox.done(item);
  // Asked for again meanwhile: that has a message of its own, and the sweep.
  if (!taken.ok && taken.error.code !== 'CONFLICT') return err(taken.error);
  return ok(done.because === undefined ? { worked: 'done' } : { worked: 'done', because: done.because });
}

/** Decisions may be dated by a clock that is ahead: what was never tried is never too early. */
const isPutOff = (ports: JobPorts, { attempts, due }: OutboxItem): boolean =>
  attempts > 0 && due > nowOf(ports);

/** In [0, 1): half of an id is random, and hashing spreads what is not. */
const fractionIn = (id: string): number => Number.parseInt(hashOf(id).slice(0, 8), 16) / 2 ** 32;

/** What could not be done now is found again by the sweep. */
const compared = async (
  ports: JobPorts,
  connectionId: ConnectionId,
): Promise<Result<Worked, StorageFailure>> => {
  const done = await compareGrants(ports, connectionId);
  return ok(done.ok ? { worked: 'done' } : { worked: 'put off', because: done.error.code });
};

const checked = async (ports: JobPorts, pageId: string): Promise<Result<Worked, StorageFailure>> => {
  const done = await checkPage(ports, pageId);
  return ok(done.outcome === 'done' ? { worked: 'done' } : { worked: 'put off', because: done.because });
};
