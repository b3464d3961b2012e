import { addressOf } from '../domain/connection-draft';
import { beginRefresh, isDue, isStalled } from '../domain/snapshot/refresh';
import { err, ok, type Result } from '../domain/result';
import { targetOf } from './connection-target';
import type { Ports, RefreshMessage, StorageFailure } from './ports';
import { orderOf } from './read-estate-page';
import { refreshSnapshot, type RefreshPorts, type TurnLimits, type TurnOutcome } from './refresh-snapshot';
import type { Refusal } from './refusal';
import { send } from './request-refresh';

/** An hourly schedule and this age keep a snapshot younger than about seven hours. */
const SNAPSHOT_MAX_AGE_MS = 6 * 3_600_000;

/** Gateways and clusters of one company often stand beside each other: not all of them are read at the same minute. */
const SPREAD_MS = 55 * 60_000;
/** The longest that a message waits in Forge's queue; what is later is sent again. */
const MOST_DELAY_SECONDS = 900;

const delayUntil = (notBefore: string, now: string): number =>
  Math.min(MOST_DELAY_SECONDS, Math.max(0, Math.ceil((Date.parse(notBefore) - Date.parse(now)) / 1000)));

/** Queues every connection whose snapshot is too old, or whose refresh came to a stop, spread over the hour. Answers how many. */
export async function queueDueRefreshes(
  ports: Pick<Ports, 'clock' | 'connections' | 'snapshots' | 'refreshes'>,
  maxAgeMs: number = SNAPSHOT_MAX_AGE_MS,
): Promise<Result<number, Refusal>> {
  const listed = await ports.connections.list();
  if (!listed.ok) return listed;
  const now = ports.clock.now();
  const due: string[] = [];
  for (const connection of listed.value) {
    const record = await ports.snapshots.record(connection.id);
    if (!record.ok) return record;
    const address = addressOf(targetOf(connection));
    if (isDue(record.value, { now, maxAgeMs, address }) || isStalled(record.value, now))
      due.push(connection.id);
  }
  if (due.length === 0) return ok(0);
  const messages = due.map((connectionId, n) => {
    const notBefore = new Date(Date.parse(now) + Math.floor((n * SPREAD_MS) / due.length)).toISOString();
    const message: RefreshMessage = { kind: 'begin', connectionId, notBefore };
    return { message, delaySeconds: delayUntil(notBefore, now) };
  });
  const sent = await ports.refreshes.push(messages);
  return sent.ok ? ok(due.length) : sent;
}

/** What a message asks for: a refresh is begun if it is due, or carried on. */
export async function answerRefreshMessage(
  ports: RefreshPorts,
  message: RefreshMessage,
  { limits, maxAgeMs = SNAPSHOT_MAX_AGE_MS }: { limits?: TurnLimits; maxAgeMs?: number } = {},
): Promise<Result<TurnOutcome, Refusal>> {
  if (message.kind === 'continue') return refreshSnapshot(ports, message, limits);
  const now = ports.clock.now();
  const delaySeconds = delayUntil(message.notBefore, now);
  if (delaySeconds > 0) {
    const sent = await ports.refreshes.push([{ message, delaySeconds }]);
    return sent.ok ? ok('goes on') : sent;
  }
  const begun = await beginIfDue(ports, message.connectionId, maxAgeMs);
  return begun.ok && begun.value !== null
    ? refreshSnapshot(ports, begun.value, limits)
    : begun.ok
      ? ok('nothing to do')
      : begun;
}

type Continue = Extract<RefreshMessage, { kind: 'continue' }>;

/** The message with which the refresh goes on; null when there is none to be made now. */
async function beginIfDue(
  ports: RefreshPorts,
  connectionId: string,
  maxAgeMs: number,
): Promise<Result<Continue | null, Refusal>> {
  const found = await ports.connections.get(connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection === null) return ok(null);
  const record = await ports.snapshots.record(connectionId);
  if (!record.ok) return record;
  const now = ports.clock.now();
  const address = addressOf(targetOf(connection));
  if (!isDue(record.value, { now, maxAgeMs, address }) && !isStalled(record.value, now)) return ok(null);
  const begun = beginRefresh(record.value, {
    generation: ports.ids.next(),
    address,
    now,
    order: orderOf(connection),
  });
  if (!begun.ok) {
    const sent = isStalled(record.value, now) ? await send(ports, record.value) : ok(null);
    return sent.ok ? ok(null) : sent;
  }
  const saved: Result<unknown, { code: 'CONFLICT' } | StorageFailure> = await ports.snapshots.save(
    begun.value,
  );
  if (!saved.ok) return saved.error.code === 'CONFLICT' ? ok(null) : err(saved.error);
  const generation = begun.value.job?.generation ?? '';
  return ok({ kind: 'continue', connectionId, generation, turn: 0 });
}
