import type { Connection, ExchangePurpose } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import { mapReading, type Reading } from '../domain/reading';
import { err, ok, type Result } from '../domain/result';
import type { SourceFailureCode, Unread } from '../domain/source';
import { scopeOf, type RuleScope } from '../domain/space-rules';
import { targetOf } from './connection-target';
import type { Viewer } from './authorize';
import type { Access, Errand, Fetched, Ports, StorageFailure } from './ports';
import type { Refusal } from './refusal';
import { errandFor, keepExchanges, secretsInForce } from './source-errand';

/** What one plane must say so that its part of a page can be read: Kong's and Istio's readings differ in nothing else. */
export type Plane<C extends Connection, T> = {
  kind: C['kind'];
  connectionId: string;
  purpose: ExchangePurpose;
  /** What the space is asked to show, in words. */
  what: string;
  /** Tells targets of one connection apart in the store of readings. */
  targetKey: string;
  /** Before anything is read: `depends` when the rule speaks of tags, which only the gateway knows. */
  shownUnread(scope: RuleScope): 'yes' | 'no' | 'depends';
  /** Whether the scope covers what was read. */
  shown(scope: RuleScope, data: T): boolean;
  /** What of it the space may see, where that is not all of what was read. */
  narrowed?(scope: RuleScope, data: T): T;
  /** err when what it needs of our own storage could not be read. */
  read(access: Access<C>, errand: Errand): Promise<Result<Fetched<T>, StorageFailure>>;
};

export type PageReading = {
  viewer: Viewer;
  /** Of the page as Confluence has it. */
  spaceId: string;
  from: 'live' | 'remembered';
};

export type EnvironmentReading<T> = { connection: { id: string; name: string } | null; reading: Reading<T> };

type ReadPorts = Pick<Ports, 'connections' | 'secrets' | 'readings' | 'exchanges' | 'clock' | 'ids'>;

/**
 * Reads one environment for one page. What the space may show is checked on what was read, whether now or earlier, and a refusal
 * carries nothing but the words of the binding itself.
 */
export async function readEnvironment<C extends Connection, T extends { unread: Unread[] }>(
  ports: ReadPorts,
  plane: Plane<C, T>,
  page: PageReading,
): Promise<Result<EnvironmentReading<T>, Refusal>> {
  const found = await ports.connections.get(plane.connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection === null || !isOfKind(connection, plane.kind)) {
    return ok({ connection: null, reading: { state: 'refused', code: 'CONNECTION_GONE', what: plane.what } });
  }
  const scope = scopeOf(connection.spaceRules, page.spaceId, 'show');
  const judged = plane.shownUnread(scope);
  if (judged === 'no') return ok(notShown(plane.what));
  const read =
    page.from === 'remembered'
      ? await recall(ports, plane, connection)
      : await readLive(ports, plane, { connection, viewer: page.viewer });
  if (!read.ok) return read;
  const reading = read.value;
  if ('data' in reading) {
    if (!plane.shown(scope, reading.data)) return ok(notShown(plane.what));
  } else if (judged === 'depends' && saysWhetherItExists(reading)) return ok(notShown(plane.what));
  return ok({
    connection: { id: connection.id, name: connection.name },
    reading: mapReading(reading, (data) => plane.narrowed?.(scope, data) ?? data),
  });
}

const isOfKind = <C extends Connection>(connection: Connection, kind: C['kind']): connection is C =>
  connection.kind === kind;

const notShown = (what: string): EnvironmentReading<never> => ({
  connection: null,
  reading: { state: 'refused', code: 'NOT_SHOWN_HERE', what },
});

/** "Not found" would tell somebody who may not see a service whether there is one. */
const saysWhetherItExists = (reading: Reading<unknown>): boolean =>
  reading.state === 'failed' && reading.failure.code === 'NOT_THERE';

/** Another address is another gateway: what was read from the one is never shown for the other. */
const readingKey = (plane: { targetKey: string }, connection: Connection): string =>
  JSON.stringify([SHAPE, connection.kind, connection.id, addressOf(targetOf(connection)), plane.targetKey]);

/** The shape of what is kept. A change of it gets another number, so that an older version's reading is never taken for a new one. */
const SHAPE = 3;

async function recall<C extends Connection, T extends { unread: Unread[] }>(
  ports: ReadPorts,
  plane: Plane<C, T>,
  connection: C,
): Promise<Result<Reading<T>, StorageFailure>> {
  const kept = await ports.readings.get(readingKey(plane, connection));
  if (!kept.ok) return kept;
  if (kept.value === null) return ok({ state: 'nothing-remembered' });
  const data = kept.value.data as T; // the key says the plane and the shape
  return ok({ state: 'remembered', at: kept.value.at, unread: data.unread, data });
}

async function readLive<C extends Connection, T extends { unread: Unread[] }>(
  ports: ReadPorts,
  plane: Plane<C, T>,
  { connection, viewer }: { connection: C; viewer: Viewer },
): Promise<Result<Reading<T>, StorageFailure>> {
  const secrets = await secretsInForce(ports, connection, 'reader');
  if (!secrets.ok) return secrets;
  const errand = errandFor(ports, { viewer, purpose: plane.purpose });
  const read = await plane.read({ connection, secrets: secrets.value }, errand);
  if (!read.ok) return read;
  const fetched = read.value;
  const logged = await keepExchanges(ports, connection, fetched);
  if (!logged.ok) return logged;
  const key = readingKey(plane, connection);
  const at = ports.clock.now();
  if (fetched.result.ok) {
    const data = fetched.result.value;
    // A convenience for later: when it cannot be kept, what was just read is shown all the same.
    await ports.readings.put(key, { at, data });
    return ok({ state: 'live', at, unread: data.unread, data });
  }
  const failure = fetched.result.error;
  if (SAYS_IT_IS_GONE.includes(failure.code)) return ok({ state: 'failed', failure });
  const kept = await ports.readings.get(key);
  if (!kept.ok || kept.value === null) return ok({ state: 'failed', failure });
  const data = kept.value.data as T;
  return ok({ state: 'last-good', at: kept.value.at, unread: data.unread, data, failure });
}

/** The source answered, and what it said is newer than what we remember. */
const SAYS_IT_IS_GONE: readonly SourceFailureCode[] = ['NOT_THERE'];

/** The first refusal of several answers, or all of them. */
export const allOrRefusal = <T>(answers: readonly Result<T, Refusal>[]): Result<T[], Refusal> => {
  const values: T[] = [];
  for (const answer of answers) {
    if (!answer.ok) return err(answer.error);
    values.push(answer.value);
  }
  return ok(values);
};
