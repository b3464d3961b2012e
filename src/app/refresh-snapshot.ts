import { addressOf } from '../domain/connection-draft';
import type { Connection } from '../domain/connection';
import {
  afterFailure,
  afterPage,
  commitRefresh,
  giveUp,
  nextTurn,
  swept,
  type RefreshJob,
  type SnapshotRecord,
} from '../domain/snapshot/refresh';
import { err, ok, type Result } from '../domain/result';
import { targetOf } from './connection-target';
import type { Access, Errand, Fetched, Ports, RefreshMessage, SourceFailure, StorageFailure } from './ports';
import { orderOf, readEstatePage, type ReadPage } from './read-estate-page';
import type { Refusal } from './refusal';
import { keepExchanges, secretsInForce } from './source-errand';

export type RefreshPorts = Pick<
  Ports,
  'clock' | 'ids' | 'connections' | 'secrets' | 'exchanges' | 'kong' | 'mesh' | 'snapshots' | 'refreshes'
>;

/** How one turn ended. `nothing to do`: the message came twice, or somebody else carried the refresh on meanwhile. */
export type TurnOutcome = 'committed' | 'goes on' | 'given up' | 'nothing to do';
type Turn = Result<TurnOutcome, Refusal>;

export type TurnLimits = {
  /** Forge lets one invocation make 100 outbound calls a minute; a page may take several, and each is tried up to three times. */
  mostCalls: number;
  /** Milliseconds kept back: to read what was begun, to store it and to send the next message. */
  reserveMs: number;
};
const TURN_LIMITS: TurnLimits = { mostCalls: 70, reserveMs: 20_000 };

/** The longest that one page may take, its retries included. */
const PAGE_BUDGET_MS = 30_000;
/** When a page could not be read, the other side is left alone for a while. */
const TRY_AGAIN_SECONDS = 60;

type Running = SnapshotRecord & { job: RefreshJob };
const isRunning = (record: SnapshotRecord): record is Running => record.job !== null;

/**
 * Carries a refresh on by as many pages as fit this invocation, each stored as soon as it is read, and sends the next message or commits.
 * Ended at any point, the snapshot of before is still whole, and the next message goes on at the page that was not stored.
 * @returns err STORAGE_UNAVAILABLE or QUEUE_UNAVAILABLE: the same message is to be delivered again
 */
export async function refreshSnapshot(
  ports: RefreshPorts,
  message: Extract<RefreshMessage, { kind: 'continue' }>,
  limits: TurnLimits = TURN_LIMITS,
): Promise<Turn> {
  const stored = await ports.snapshots.record(message.connectionId);
  if (!stored.ok) return stored;
  const record = stored.value;
  if (!isRunning(record) || record.job.generation !== message.generation || message.turn < record.job.turn) {
    return ok('nothing to do');
  }
  const found = await ports.connections.get(message.connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection === null || addressOf(targetOf(connection)) !== record.job.address) {
    return endTurn(ports, giveUp(record, null, ports.clock.now()), 'given up');
  }
  const secrets = await secretsInForce(ports, connection, 'reader');
  if (!secrets.ok) return secrets;
  return readPages(ports, {
    access: { connection, secrets: secrets.value },
    record,
    limits,
    turn: message.turn,
  });
}

type Reading = { access: Access<Connection>; record: Running; limits: TurnLimits; turn: number };

async function readPages(ports: RefreshPorts, { access, limits, turn, ...start }: Reading): Promise<Turn> {
  const correlationId = ports.ids.next();
  let record = start.record;
  let calls = 0;
  let isNoted = false;
  for (;;) {
    const { next } = record.job;
    if (next === null) return commit(ports, record, access.connection);
    const left = ports.clock.remainingMs() - limits.reserveMs;
    if (left <= 0 || calls >= limits.mostCalls) return sendOn(ports, { record, turn, delaySeconds: 0 });
    const errand = errandOfJob(correlationId, Math.min(left, PAGE_BUDGET_MS));
    const fetched = await readEstatePage(ports, access, { from: next, errand });
    const told = { ...fetched, result: resultTold(record, access.connection, fetched) };
    const logged = await log(ports, access.connection, { fetched: told, isNoted });
    if (!logged.ok) return logged;
    isNoted = told.result.ok;
    calls += fetched.exchanges.length;
    const step = await keepPage(ports, { record, connection: access.connection, fetched });
    if (!step.ok) return step.error.code === 'CONFLICT' ? ok('nothing to do') : err(step.error);
    const { then, record: stored } = step.value;
    if (then === 'give up' || !isRunning(stored)) return sweepAfter(ports, stored, 'given up');
    record = stored;
    if (then === 'try later') return sendOn(ports, { record, turn, delaySeconds: TRY_AGAIN_SECONDS });
  }
}

const errandOfJob = (correlationId: string, budgetMs: number): Errand => ({
  actor: { kind: 'job', name: 'refresh-snapshot' },
  purpose: 'refresh-snapshot',
  correlationId,
  budgetMs,
});

type Step = { then: 'go on' | 'try later' | 'give up'; record: SnapshotRecord };

/** A list that the product does not have is an answer: the connection is in health. */
const resultTold = (
  { job }: Running,
  connection: Connection,
  { result }: Fetched<ReadPage>,
): Result<unknown, SourceFailure> =>
  !result.ok &&
  job.next !== null &&
  orderOf(connection).isNone({ collection: job.next.collection, code: result.error.code }, job)
    ? ok(null)
    : result;

/** The state of health is noted once a turn and when it changes; the log has every call. @param isNoted that it is well */
const log = (
  ports: RefreshPorts,
  connection: Connection,
  { fetched, isNoted }: { fetched: Fetched<unknown>; isNoted: boolean },
): Promise<Result<true, StorageFailure>> =>
  isNoted && fetched.result.ok
    ? ports.exchanges.append(connection.id, fetched.exchanges)
    : keepExchanges(ports, connection, fetched);

/** Stores what a page was, or what it means that it could not be read. */
async function keepPage(
  ports: RefreshPorts,
  { record, connection, fetched }: { record: Running; connection: Connection; fetched: Fetched<ReadPage> },
): Promise<Result<Step, { code: 'CONFLICT' } | StorageFailure>> {
  const now = ports.clock.now();
  const order = orderOf(connection);
  if (fetched.result.ok) {
    const { part, ...page } = fetched.result.value;
    const after = afterPage(record, { now, order, ...page });
    const kept =
      part.items.length === 0
        ? await ports.snapshots.save(after)
        : await ports.snapshots.savePart(after, part);
    if (kept.ok) return ok({ then: 'go on', record: kept.value });
    if (kept.error.code !== 'PART_TOO_LARGE') return err(kept.error);
  }
  const failure = fetched.result.ok ? { code: 'UNREADABLE' as const } : fetched.result.error;
  const step = afterFailure(record, failure, { now, order });
  const kept = await ports.snapshots.save(step.record);
  return kept.ok ? ok({ then: step.then, record: kept.value }) : kept;
}

/** The message goes out before the record knows of it: ended in between, the work is done twice, never dropped. */
async function sendOn(
  ports: RefreshPorts,
  { record, turn, delaySeconds }: { record: Running; turn: number; delaySeconds: number },
): Promise<Turn> {
  const { connectionId, job } = record;
  const following = Math.max(turn, job.turn) + 1;
  const message = { kind: 'continue', connectionId, generation: job.generation, turn: following } as const;
  const sent = await ports.refreshes.push([{ message, delaySeconds }]);
  if (!sent.ok) return sent;
  const saved = await ports.snapshots.save(nextTurn(record, following, ports.clock.now()));
  return saved.ok || saved.error.code === 'CONFLICT' ? ok('goes on') : err(saved.error);
}

const commit = (ports: RefreshPorts, record: Running, connection: Connection): Promise<Turn> => {
  const after = commitRefresh(record, { now: ports.clock.now(), order: orderOf(connection) });
  const isNew = after.current?.generation === record.job.generation;
  return endTurn(ports, after, isNew ? 'committed' : 'given up');
};

async function endTurn(ports: RefreshPorts, record: SnapshotRecord, outcome: TurnOutcome): Promise<Turn> {
  const saved = await ports.snapshots.save(record);
  if (saved.ok) return sweepAfter(ports, saved.value, outcome);
  return saved.error.code === 'CONFLICT' ? ok('nothing to do') : err(saved.error);
}

/** What cannot be deleted now is deleted after the next refresh: the record remembers it. */
async function sweepAfter(ports: RefreshPorts, record: SnapshotRecord, outcome: TurnOutcome): Promise<Turn> {
  const { doomed } = record;
  if (doomed.length === 0) return ok(outcome);
  const gone = await ports.snapshots.sweep(record.connectionId, doomed);
  if (gone.ok) await ports.snapshots.save(swept(record, doomed));
  return ok(outcome);
}
