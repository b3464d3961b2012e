import { InvocationError, InvocationErrorCode } from '@forge/events';
import { z } from 'zod';
import type { RefreshMessage } from '../app/ports';
import type { RefreshPorts } from '../app/refresh-snapshot';
import { answerRefreshMessage, queueDueRefreshes } from '../app/refresh-when-due';
import { id } from '../contract/schema-words';
import type { Result } from '../domain/result';
import { loggable } from './own-error';

/** Jobs act as the app: nobody stands behind them, and no right of a person is used. */
export type JobEdge = {
  /** What the outside offers to a job; made for each invocation. */
  ports(): RefreshPorts;
  log(line: { reference: string; job: string; name: string; message: string }): void;
};

const message: z.ZodType<RefreshMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begin'), connectionId: id, notBefore: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('continue'),
    connectionId: id,
    generation: id,
    turn: z.int().min(0),
  }),
]);
const event = z.looseObject({ body: message });
const run = z.looseObject({ context: z.looseObject({ moduleKey: z.string() }) });

/** Storage and queue are asked again after a minute, the longest over which Forge counts its rates. */
const RETRY_AFTER_SECONDS = 60;

/** Carries refreshes of snapshots on. What is not one of our messages is dropped: it would not get better. */
export const createRefreshConsumer =
  (edge: JobEdge) =>
  async (payload: unknown): Promise<InvocationError | undefined> => {
    const parsed = event.safeParse(payload);
    if (!parsed.success) {
      refuse(edge, 'refresh', 'The event is not a message of ours.');
      return undefined;
    }
    const done = await guarded(edge, 'refresh', (ports) => answerRefreshMessage(ports, parsed.data.body));
    return done?.ok === false ? again() : undefined;
  };

const again = (): InvocationError =>
  new InvocationError({
    retryAfter: RETRY_AFTER_SECONDS,
    retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST,
  });

/** Once an hour: queues what has become too old. A run that fails is made up for by the next. */
export const createRefreshSchedule =
  (edge: JobEdge) =>
  async (payload: unknown): Promise<void> => {
    if (!run.safeParse(payload).success) {
      refuse(edge, 'refresh-due', 'This is not a run of a schedule.');
      return;
    }
    await guarded(edge, 'refresh-due', (ports) => queueDueRefreshes(ports));
  };

const refuse = (edge: JobEdge, job: string, text: string): void => {
  edge.log({ reference: edge.ports().ids.next(), job, name: 'BAD_INPUT', message: text });
};

/** A bug ends the turn, and the next schedule carries the refresh on. Nothing of what was thrown is logged but its name. */
async function guarded<T>(
  edge: JobEdge,
  job: string,
  work: (ports: RefreshPorts) => Promise<Result<T>>,
): Promise<Result<T> | null> {
  const ports = edge.ports();
  try {
    const done = await work(ports);
    if (!done.ok) {
      edge.log({ reference: ports.ids.next(), job, name: done.error.code, message: 'asked again later' });
    }
    return done;
  } catch (thrown) {
    edge.log({ reference: ports.ids.next(), job, ...loggable(thrown) });
    return null;
  }
}
