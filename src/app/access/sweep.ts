import { expireGrant } from '../../domain/access/end-grant';
import { slotAt, SLOTS_A_DAY } from '../../domain/access/page-projection';
import { stateAt, type AccessRequest, type RequestState } from '../../domain/access/request';
import { timeOut } from '../../domain/access/time-out';
import type { Step } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { StorageFailure } from '../ports';
import type { RequestFilter } from '../ports-of-access';
import type { AccessRefusal } from './access-refusal';
import { checkKey } from './check-page';
import { eachRequest } from './each-request';
import { endDue } from './end-due';
import { WORKED_ON } from './do-work';
import { compareKey, notCompared } from './kept-drift';
import { keepStep, nowOf } from './keep-step';

/** `arrows`: steps that time took. `asked`: messages for work that waits, for pages to look at, and for snapshots to compare with grants. */
export type Swept = { arrows: number; asked: number };

/** Kept back of the run's time: for what was begun. */
const RESERVE_MS = 20_000;

/**
 * What no click brings about, found by how things stand and not by what happened: deadlines that have passed, work that is left in the
 * outbox, pages that were not looked at for a day. It stops when its time is up, and the next run finds the rest; a second run beside it
 * finds the same and changes nothing more, since each arrow is compared and swapped.
 */
export async function sweep(ports: JobPorts): Promise<Result<Swept, AccessRefusal>> {
  let arrows = 0;
  for (const { filter, step } of DEADLINES) {
    const taken = await takeDue(ports, filter, step);
    if (!taken.ok) return taken;
    arrows += taken.value;
  }
  const waiting = await waitingWork(ports);
  if (!waiting.ok) return waiting;
  const pages = await pagesToCheck(ports);
  if (!pages.ok) return pages;
  const connections = await notCompared(ports);
  if (!connections.ok) return connections;
  const keys = [...waiting.value, ...pages.value.map(checkKey), ...connections.value.map(compareKey)];
  const pushed = await ports.work.push(keys);
  if (!pushed.ok) return pushed;
  // Last, since it talks to gateways: nothing else waits for them, or for what goes wrong there.
  const ended = await endDue(ports);
  return ended.ok ? ok({ arrows, asked: keys.length }) : ended;
}

type TimeStep = (request: AccessRequest, facts: { now: number }) => Step;
const pending = (state: RequestState) => ({ filter: { by: 'in-state', state } as const, step: timeOut });
const granted = (state: RequestState) => ({ filter: { by: 'expiring', state } as const, step: expireGrant });

const DEADLINES: { filter: RequestFilter; step: TimeStep }[] = [
  granted('ACTIVE'),
  granted('APPLYING'),
  granted('APPLY_FAILED'),
  granted('APPROVED'),
  pending('PENDING'),
  pending('STALE'),
];

/** Of what the lists above hold. */
const deadlineOf = (request: AccessRequest): number => {
  if ('expiresAt' in request) return request.expiresAt;
  return 'pendingUntil' in request ? request.pendingUntil : Number.POSITIVE_INFINITY;
};

const hasTime = ({ clock }: JobPorts): boolean => clock.remainingMs() > RESERVE_MS;

/** Lists come in the order of their deadlines: the first that is not due ends them. */
const takeDue = async (
  ports: JobPorts,
  filter: RequestFilter,
  step: TimeStep,
): Promise<Result<number, AccessRefusal>> => {
  let taken = 0;
  const gone = await eachRequest<AccessRefusal>(ports, filter, async (request) => {
    const now = nowOf(ports);
    if (now < deadlineOf(request) || !hasTime(ports)) return ok(false);
    // Something of it is there still: it ends once that is taken back, and hides nothing that stands behind it meanwhile.
    if (stateAt(request, now) === request.state) return ok(true);
    const kept = await keepStep(ports, step(request, { now }), null);
    if (!kept.ok && kept.error.code === 'STORAGE_UNAVAILABLE') return kept;
    // Somebody else took a step meanwhile: how things stand then is the next run's to see.
    if (kept.ok) taken += 1;
    return ok(true);
  });
  return gone.ok ? ok(taken) : gone;
};

const MOST_ITEMS = 100;

const waitingWork = async (ports: JobPorts): Promise<Result<string[], StorageFailure>> => {
  const keys: string[] = [];
  for (const kind of WORKED_ON) {
    const due = await ports.outbox.due(kind, { now: nowOf(ports), limit: MOST_ITEMS });
    if (!due.ok) return due;
    keys.push(...due.value.map(({ key }) => key));
  }
  return ok(keys);
};

/** So many slices back a page that was not reached is still asked for: an hour. */
const SLOTS_BACK = 12;
/** A bit less than a day, so that a page does not fall out of its slice by a run that came early. */
const LOOKED_AT_LATELY_MS = 23 * 3_600_000;
/** Forge takes 500 messages a minute. */
const MOST_PAGES = 200;

const pagesToCheck = async (ports: JobPorts): Promise<Result<string[], StorageFailure>> => {
  const now = nowOf(ports);
  const due: string[] = [];
  for (let back = 0; back < SLOTS_BACK && due.length < MOST_PAGES && hasTime(ports); back += 1) {
    const rows = await ports.projections.inSlot((slotAt(now) - back + SLOTS_A_DAY) % SLOTS_A_DAY);
    if (!rows.ok) return rows;
    for (const { pageId, checkedAt } of rows.value)
      if (now - checkedAt > LOOKED_AT_LATELY_MS) due.push(pageId);
  }
  return ok(due.slice(0, MOST_PAGES));
};
