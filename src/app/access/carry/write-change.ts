import { isOfKong, type PlannedChange } from '../../../domain/access/change';
import type { Connection, ExchangePurpose } from '../../../domain/connection';
import type { SourceFailureCode } from '../../../domain/source';
import { err, ok, type Result } from '../../../domain/result';
import type { Access, Errand as PortErrand, Ports, StorageFailure } from '../../ports';
import type { WriteFailure, WriteFailureCode, Written } from '../../ports-of-writing';
import { errandFor, keepExchanges, secretsInForce, type Doer } from '../../source-errand';

/** A change, the request that it is made for, who has it made, and when there is no more time for it. */
export type Ordered = { change: PlannedChange; requestId: string; doer: Doer; until?: number };

export type ChangeFailure = Omit<WriteFailure, 'code'> & {
  code: WriteFailureCode | 'CONNECTION_GONE' | 'NOT_WRITABLE';
};

/** The change was not made: it was refused, or nobody knows. */
export type NotMade = { code: 'NOT_MADE'; change: PlannedChange; failure: ChangeFailure };

export type WritingPorts = Pick<
  Ports,
  'clock' | 'ids' | 'connections' | 'secrets' | 'exchanges' | 'kongWriter' | 'meshWriter'
>;

/** Makes the change so and reads it back. `left`: what stays there although it was to be taken away. */
export const makeChange = async (
  ports: WritingPorts,
  ordered: Ordered,
): Promise<Result<{ left: string | null }, NotMade | StorageFailure>> => {
  const made = await through(ports, { ordered, purpose: 'carry-out' }, 'make');
  return made.ok ? ok({ left: made.value.left ?? null }) : made;
};

/** Asks the other side whether it would take the change; nothing is written. */
export const rehearseChange = (
  ports: WritingPorts,
  ordered: Ordered,
): Promise<Result<{ warnings: string[] }, NotMade | StorageFailure>> =>
  through(ports, { ordered, purpose: 'rehearse' }, 'rehearse');

type Errand = { ordered: Ordered; purpose: ExchangePurpose };

/** What the writer that the change is for answers. */
type Answers = {
  make: { wrote: boolean; left?: string };
  rehearse: { warnings: string[] };
};
type Verb = keyof Answers;

async function through<V extends Verb>(
  ports: WritingPorts,
  { ordered, purpose }: Errand,
  verb: V,
): Promise<Result<Answers[V], NotMade | StorageFailure>> {
  const { change } = ordered;
  const found = await connectionFor(ports, change);
  if (!found.ok) return found;
  const connection = found.value;
  const secrets = await secretsInForce(ports, connection, 'writer');
  if (!secrets.ok) return secrets;
  const access = { connection, secrets: secrets.value };
  const errand = errandOf(ports, { ordered, purpose });
  const written: Written<Answers[V]> = await writerFor(ports, { access, ordered, errand })[verb]();
  const kept = await keepExchanges(ports, connection, logged(written));
  if (!kept.ok) return kept;
  return written.result.ok ? written.result : notMade(change, written.result.error);
}

const notMade = (change: PlannedChange, failure: ChangeFailure) =>
  err({ code: 'NOT_MADE' as const, change, failure });

/** The connection that the change is written through; NOT_MADE when it is gone, or may not be written through. */
export async function connectionFor(
  { connections }: Pick<Ports, 'connections'>,
  change: PlannedChange,
): Promise<Result<Connection, NotMade | StorageFailure>> {
  const found = await connections.get(change.connectionId);
  if (!found.ok) return found;
  if (found.value === null) return notMade(change, { code: 'CONNECTION_GONE' });
  return isWritable(found.value) ? ok(found.value) : notMade(change, { code: 'NOT_WRITABLE' });
}

const errandOf = (ports: WritingPorts, { ordered, purpose }: Errand): PortErrand => {
  const given = errandFor(ports, { viewer: ordered.doer, purpose });
  const left = (ordered.until ?? Number.POSITIVE_INFINITY) - Date.parse(ports.clock.now());
  return { ...given, budgetMs: Math.max(0, Math.min(given.budgetMs, left)) };
};

type Through = { access: Access<Connection>; ordered: Ordered; errand: PortErrand };

/** The writer of the connection's kind. A change for the other kind is a bug: the plan names the connection. */
const writerFor = (
  { kongWriter, meshWriter }: WritingPorts,
  { access: { connection, secrets }, ordered: { change, requestId }, errand }: Through,
): { [V in Verb]: () => Promise<Written<Answers[V]>> } => {
  if (connection.kind === 'kong' && isOfKong(change)) {
    const [access, marked] = [
      { connection, secrets },
      { change, requestId },
    ];
    return {
      make: () => kongWriter.make(access, marked, errand),
      rehearse: () => kongWriter.rehearse(access, marked, errand),
    };
  }
  if (connection.kind === 'kubernetes' && !isOfKong(change)) {
    const [access, marked] = [
      { connection, secrets },
      { change, requestId },
    ];
    return {
      make: () => meshWriter.make(access, marked, errand),
      rehearse: () => meshWriter.rehearse(access, marked, errand),
    };
  }
  throw new Error(`a ${change.kind} through a ${connection.kind} connection`);
};

/** Where nothing can be written, plans are carried out by hand. */
export const isWritable = ({ writer }: Connection): boolean =>
  writer.state === 'set' || writer.state === 'rotating';

/** A refusal of the other side is an answer: the connection is in health. */
const logged = <T>({ result, exchanges }: Written<T>) => {
  if (result.ok) return { result, exchanges };
  const { code } = result.error;
  return isWritersOwn(code) ? { result: ok(null), exchanges } : { result: err({ code }), exchanges };
};

const WRITERS_OWN: ReadonlySet<WriteFailureCode> = new Set<Exclude<WriteFailureCode, SourceFailureCode>>([
  'FOREIGN',
  'FIELD_CONFLICT',
  'INVALID',
  'ADMISSION_REFUSED',
  'QUOTA_EXCEEDED',
  'CHANGED_MEANWHILE',
  'NOT_READ_BACK',
]);
const isWritersOwn = (code: WriteFailureCode): code is Exclude<WriteFailureCode, SourceFailureCode> =>
  WRITERS_OWN.has(code);

/** What may be gone the next time: nobody has to do anything about it. Of everything else nothing comes by itself. */
const PASSING: ReadonlySet<ChangeFailure['code']> = new Set<ChangeFailure['code']>([
  'REFUSED',
  'HOST_UNKNOWN',
  'TIMEOUT',
  'BUDGET_SPENT',
  'LIST_EXPIRED',
  'RATE_LIMITED',
  'SERVER_ERROR',
  'WRONG_PRODUCT',
  'UNREADABLE',
  'CHANGED_MEANWHILE',
  'NOT_READ_BACK',
]);

export const isPassing = ({ code }: ChangeFailure): boolean => PASSING.has(code);
