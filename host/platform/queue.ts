import type { Faults, HostClock, Invocation, InvocationOutcome, StateFiles } from '../types';
import { type Random, uuidFrom } from './ids';
import { JobOf, Publish, pushRefusal, Retry, type RetryOptions } from './queue-requests';
import { createQueueStore, type QueuedEvent, type QueueStore } from './queue-store';

export type ConsumerModule = { key: string; queue: string; functionKey: string; timeoutSeconds: number };

export type Queue = {
  handle(call: 'publish' | 'stats' | 'cancel', body: string): Response;
  /** Delivers what is due until nothing is. */
  settled(): Promise<void>;
  close(): void;
};

type Settings = {
  consumers: ConsumerModule[];
  clock: HostClock;
  state: StateFiles;
  faults: Faults;
  random: Random;
  invoke: (invocation: Invocation) => Promise<InvocationOutcome>;
};

/** Forge delivers in parallel; how widely is not documented. */
const PARALLEL = 4;
const MAX_RETRIES = 4;
const MAX_RETRY_AFTER_S = 900;
const MAX_RETRY_DATA_BYTES = 4 * 1024;
const RETENTION_MS = 24 * 3_600_000;
/** Failures of the platform, after which Forge delivers again; an error that the function threw is final. */
const PLATFORM_FAILURES = ['FUNCTION_TIME_OUT', 'FUNCTION_OUT_OF_MEMORY', 'FUNCTION_PLATFORM_UNKNOWN_ERROR'];

/**
 * Async events: at least once, in no order, delayed on the host's clock, again when the consumer returns an
 * InvocationError. Reads `faults.duplicateEvents` and `faults.loseEvents` at the push.
 */
export function createQueue(settings: Settings): Queue {
  const { clock, random } = settings;
  const store = createQueueStore(settings.state);
  const working = new Map<QueuedEvent, Promise<void>>();
  const window = { since: 0, used: 0 };
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const deliver = async (event: QueuedEvent, consumer: ConsumerModule): Promise<void> => {
    const { key: moduleKey, functionKey } = consumer;
    const invocation = {
      functionKey,
      payload: payloadOf(event),
      moduleKey,
      moduleType: 'consumer',
      accountId: null,
    };
    const outcome = await settings.invoke(invocation);
    working.delete(event);
    // After close the event stays stored, and the next start delivers it again.
    if (!closed) finish(store, event, { outcome, now: clock.now() });
    pump();
  };
  const pump = (): void => {
    clearTimeout(timer);
    if (closed) return;
    for (let next = nextDue(); next !== undefined; next = nextDue())
      working.set(next.event, deliver(next.event, next.consumer));
    const waits = store.events().flatMap((event) => (working.has(event) ? [] : [event.dueAt - clock.now()]));
    if (waits.length > 0) timer = setTimeout(pump, Math.max(20, Math.min(...waits))).unref();
  };
  const nextDue = (): { event: QueuedEvent; consumer: ConsumerModule } | undefined => {
    if (working.size >= PARALLEL) return undefined;
    const due = store
      .events()
      .filter((event) => event.dueAt <= clock.now() && !working.has(event) && hasRoom(event));
    const event = due[Math.floor(random() * due.length)];
    const consumer = settings.consumers.find(({ queue }) => queue === event?.queueName);
    return event && consumer && { event, consumer };
  };
  const hasRoom = ({ concurrency }: QueuedEvent): boolean => {
    const sameKey = [...working.keys()].filter((event) => event.concurrency?.key === concurrency?.key);
    return concurrency === undefined || sameKey.length < concurrency.limit;
  };

  const publish = (body: string): Response => {
    const push = Publish.parse(JSON.parse(body));
    const consumer = settings.consumers.find(({ queue }) => queue === push.queueName);
    if (consumer === undefined)
      return Response.json({ message: `No consumer of queue ${push.queueName}` }, { status: 400 });
    const refused = pushRefusal(push, { timeoutSeconds: consumer.timeoutSeconds, window, now: clock.now() });
    if (refused !== undefined) return refused;
    store.add(eventsOf(push, settings), push.jobId, {
      queueName: push.queueName,
      success: 0,
      inProgress: push.payload.length,
      failed: 0,
    });
    setImmediate(pump);
    return Response.json({}, { status: 201 });
  };
  setImmediate(pump);

  return {
    handle(call, body) {
      if (call === 'publish') return publish(body);
      const { jobId, queueName } = JobOf.parse(JSON.parse(body));
      const job = store.job(jobId);
      if (job?.queueName !== queueName) return new Response(null, { status: 404 });
      if (call === 'stats')
        return Response.json({ success: job.success, inProgress: job.inProgress, failed: job.failed });
      for (const event of store.events())
        if (event.jobId === jobId && !working.has(event)) store.replace(event, undefined);
      return new Response(null, { status: 204 });
    },
    async settled() {
      pump();
      while (working.size > 0) {
        await Promise.race(working.values());
        pump();
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** One entry an event; two of the same id, or none, when the host was told to misbehave. */
function eventsOf(push: Publish, { clock, faults, random }: Settings): QueuedEvent[] {
  const now = clock.now();
  return push.payload.flatMap((event) => {
    const dueAt = now + (event.delayInSeconds ?? 0) * 1_000;
    const { queueName, jobId } = push;
    const entry: QueuedEvent = {
      ...event,
      eventId: uuidFrom(random),
      queueName,
      jobId,
      dueAt,
      publishedAt: now,
    };
    if ((faults.loseEvents ?? 0) > 0) {
      faults.loseEvents = (faults.loseEvents ?? 0) - 1;
      return [];
    }
    if ((faults.duplicateEvents ?? 0) > 0) {
      faults.duplicateEvents = (faults.duplicateEvents ?? 0) - 1;
      return [entry, { ...entry, duplicate: true }];
    }
    return [entry];
  });
}

/** What the consumer is called with. */
function payloadOf({ eventId, jobId, queueName, body, ...more }: QueuedEvent): unknown {
  const { delayInSeconds, concurrency, retryContext } = more;
  return { eventId, jobId, queueName, body, delayInSeconds, concurrency, retryContext };
}

function finish(
  store: QueueStore,
  event: QueuedEvent,
  { outcome, now }: { outcome: InvocationOutcome; now: number },
): void {
  const retry = retryOf(event, outcome, now);
  store.replace(event, retry);
  if (retry !== undefined) return;
  const succeeded = outcome.ok && !Retry.safeParse(outcome.value).success;
  store.count(event.jobId, succeeded ? 'success' : 'failed', event.duplicate === true ? 0 : 1);
}

function retryOf(event: QueuedEvent, outcome: InvocationOutcome, now: number): QueuedEvent | undefined {
  const options = retryOptions(outcome);
  const retryCount = (event.retryContext?.retryCount ?? 0) + 1;
  if (options === undefined || retryCount > MAX_RETRIES || now - event.publishedAt > RETENTION_MS)
    return undefined;
  const { retryAfter = 1, retryReason = 'FUNCTION_RETRY_REQUEST', retryData } = options;
  if (retryData !== undefined && Buffer.byteLength(JSON.stringify(retryData)) > MAX_RETRY_DATA_BYTES)
    return undefined;
  const dueAt = now + Math.min(Math.max(retryAfter, 1), MAX_RETRY_AFTER_S) * 1_000;
  const data = retryData === undefined ? {} : { retryData };
  return { ...event, dueAt, retryContext: { retryCount, retryReason, ...data } };
}

function retryOptions(outcome: InvocationOutcome): RetryOptions | undefined {
  if (!outcome.ok)
    return PLATFORM_FAILURES.includes(outcome.name) ? { retryReason: outcome.name } : undefined;
  const retry = Retry.safeParse(outcome.value);
  return retry.success ? (retry.data.retryOptions ?? {}) : undefined;
}
