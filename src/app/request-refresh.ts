import type { Connection } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import { beginRefresh, giveUp, isStalled, type SnapshotRecord } from '../domain/snapshot/refresh';
import { err, ok, type Result } from '../domain/result';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
import { targetOf } from './connection-target';
import type { Ports } from './ports';
import { orderOf } from './read-estate-page';
import type { Refusal } from './refusal';

type RequestPorts = Pick<Ports, 'clock' | 'ids' | 'snapshots' | 'refreshes'>;

/** A refresh costs the other side a hundred calls; whoever asks, it is made at most once in that time. */
const BETWEEN_REQUESTS_MS = 5 * 60_000;

/**
 * Starts a refresh because somebody asked for it. While one is under way that is the answer; one whose message got lost is carried on.
 * @returns err TOO_SOON with the minutes to wait
 */
export async function requestRefresh(
  ports: RequestPorts,
  connection: Connection,
): Promise<Result<SnapshotRecord, Refusal>> {
  const stored = await ports.snapshots.record(connection.id);
  if (!stored.ok) return stored;
  const now = ports.clock.now();
  const begun = beginRefresh(stored.value, {
    generation: ports.ids.next(),
    address: addressOf(targetOf(connection)),
    now,
    order: orderOf(connection),
  });
  if (!begun.ok) return isStalled(stored.value, now) ? send(ports, stored.value) : ok(stored.value);
  const waitMs = waitOf(stored.value, now);
  if (waitMs > 0) return err({ code: 'TOO_SOON', detail: `${Math.ceil(waitMs / 60_000)} min` });
  const saved = await ports.snapshots.save({ ...begun.value, askedAt: now });
  if (!saved.ok) {
    // Somebody else began, or ended, one at this moment.
    return saved.error.code === 'CONFLICT' ? ports.snapshots.record(connection.id) : err(saved.error);
  }
  const sent = await send(ports, saved.value);
  if (!sent.ok) await takeBack(ports, saved.value, stored.value);
  return sent;
}

/** What a page says of a whole gateway or cluster may be that old before somebody who looks has it read again. */
const OLD_AFTER_MS = 3_600_000;

export const isOldReading = (readAt: IsoTime, now: IsoTime): boolean =>
  Date.parse(now) - Date.parse(readAt) >= OLD_AFTER_MS;

/**
 * Has a connection read as a whole, since somebody looks at a page that lacks it: whoever looks again later sees it. Only for people with an
 * account: anonymous visitors start nothing. A convenience: whatever keeps it from beginning is made up for by the schedule.
 */
export async function refreshFor(
  ports: RequestPorts & Pick<Ports, 'connections'>,
  viewer: Viewer,
  connectionId: string,
): Promise<void> {
  if (viewer.kind !== 'person') return;
  const found = await ports.connections.get(connectionId);
  if (found.ok && found.value !== null) await requestRefresh(ports, found.value);
}

const waitOf = ({ askedAt }: SnapshotRecord, now: string): number =>
  askedAt === null ? 0 : Date.parse(askedAt) + BETWEEN_REQUESTS_MS - Date.parse(now);

/** Sends the message that carries the record's refresh on. */
export async function send(
  { refreshes }: Pick<Ports, 'refreshes'>,
  record: SnapshotRecord,
): Promise<Result<SnapshotRecord, Refusal>> {
  const { connectionId, job } = record;
  if (job === null) return ok(record);
  const { generation, turn } = job;
  const message = { kind: 'continue', connectionId, generation, turn } as const;
  const sent = await refreshes.push([{ message, delaySeconds: 0 }]);
  return sent.ok ? ok(record) : sent;
}

/** Nothing would carry it on, so it did not begin, and may be asked for again at once. */
async function takeBack(
  { snapshots, clock }: RequestPorts,
  record: SnapshotRecord,
  { askedAt }: SnapshotRecord,
): Promise<void> {
  const { job } = record;
  if (job !== null) await snapshots.save({ ...giveUp({ ...record, job }, null, clock.now()), askedAt });
}
