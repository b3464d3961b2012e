import { InvocationError, InvocationErrorCode } from '@forge/events';
import { z } from 'zod';
import type { Ids } from '../app/ports';
import type { Result } from '../domain/result';
import { loggable } from './own-error';
import { installationIn } from './viewer';

/** Jobs act as the app: nobody stands behind them, and no right of a person is used. */
export type JobEdge<P> = {
  /** What the outside offers to a job; made for each invocation. */
  ports(installation: string | null): P & { ids: Ids };
  log(line: JobLine): void;
};

/** `about` says which piece of work, by ids of ours. */
export type JobLine = { reference: string; job: string; name: string; message: string; about?: string };

const run = z.looseObject({ context: z.looseObject({ moduleKey: z.string() }) });
const called = z.looseObject({ installContext: z.unknown().optional() });

/** Storage and queue are asked again after a minute, the longest over which Forge counts its rates. */
const RETRY_AFTER_SECONDS = 60;

/**
 * A consumer of a queue. What is not one of our messages is dropped: it would not get better.
 * @param work err: the same message is to be delivered again
 */
export const createConsumer = <P, M>(
  edge: JobEdge<P>,
  job: string,
  {
    message,
    work,
  }: { message: z.ZodType<M>; work: (run: JobRun<P>, message: M) => Promise<Result<unknown>> },
) => {
  const event = z.looseObject({ body: message });
  return async (payload: unknown, context?: unknown): Promise<InvocationError | undefined> => {
    const parsed = event.safeParse(payload);
    if (!parsed.success) {
      refuse(edge, job, 'The event is not a message of ours.');
      return undefined;
    }
    const done = await guarded(edge, { job, context, work: (own) => work(own, parsed.data.body) });
    return done?.ok === false ? again() : undefined;
  };
};

const again = (): InvocationError =>
  new InvocationError({
    retryAfter: RETRY_AFTER_SECONDS,
    retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST,
  });

/** A run of a schedule. One that fails is made up for by the next: Forge does not repeat it. */
export const createSchedule =
  <P>(edge: JobEdge<P>, job: string, work: (run: JobRun<P>) => Promise<Result<unknown>>) =>
  async (payload: unknown, context?: unknown): Promise<void> => {
    if (!run.safeParse(payload).success) {
      refuse(edge, job, 'This is not a run of a schedule.');
      return;
    }
    await guarded(edge, { job, context, work });
  };

/** What one invocation has: the outside, and a line for the log. */
export type JobRun<P> = { ports: P; note: (name: string, told: { about: string; then: string }) => void };

const refuse = <P>(edge: JobEdge<P>, job: string, text: string): void => {
  edge.log({ reference: edge.ports(null).ids.next(), job, name: 'BAD_INPUT', message: text });
};

type Guarding<P, T> = { job: string; context: unknown; work: (run: JobRun<P>) => Promise<Result<T>> };

/** A bug ends the turn, and the next run carries on. Nothing of what was thrown is logged but its name. */
async function guarded<P, T>(
  edge: JobEdge<P>,
  { job, context, work }: Guarding<P, T>,
): Promise<Result<T> | null> {
  const parsed = called.safeParse(context);
  const ports = edge.ports(installationIn(parsed.success ? parsed.data : {}));
  const line = (name: string, message: string) => ({ reference: ports.ids.next(), job, name, message });
  const note: JobRun<P>['note'] = (name, { about, then }) => {
    edge.log({ ...line(name, then), about });
  };
  try {
    const done = await work({ ports, note });
    if (!done.ok) edge.log(line(done.error.code, 'asked again later'));
    return done;
  } catch (thrown) {
    const { name, message } = loggable(thrown);
    edge.log(line(name, message));
    return null;
  }
}
