import { z } from 'zod';
import type { Json } from '../../src/domain/json';
import type { StateFiles } from '../types';

const Event = z.object({
  eventId: z.string(),
  jobId: z.string(),
  queueName: z.string(),
  body: z.custom<Json>(),
  delayInSeconds: z.number().optional(),
  concurrency: z.object({ key: z.string(), limit: z.number() }).optional(),
  /** Host time in milliseconds from which it may be delivered. */
  dueAt: z.number(),
  publishedAt: z.number(),
  /** A second delivery of the same event does not count in the job. */
  duplicate: z.boolean().optional(),
  retryContext: z
    .object({ retryCount: z.number(), retryReason: z.string(), retryData: z.custom<Json>().optional() })
    .optional(),
});
const Job = z.object({
  queueName: z.string(),
  success: z.number(),
  inProgress: z.number(),
  failed: z.number(),
});
const Stored = z.object({ events: z.array(Event), jobs: z.record(z.string(), Job) });

export type QueuedEvent = z.infer<typeof Event>;
export type QueueJob = z.infer<typeof Job>;

export type QueueStore = {
  events(): QueuedEvent[];
  job(jobId: string): QueueJob | undefined;
  add(events: QueuedEvent[], jobId: string, job: QueueJob): void;
  /** Takes `event` out and, for a retry, puts `next` in its place. */
  replace(event: QueuedEvent, next: QueuedEvent | undefined): void;
  count(jobId: string, result: 'success' | 'failed', amount: number): void;
};

/** Events not worked off yet, in the state file `queue`: one that was being worked on when the host ended comes again. */
export function createQueueStore(state: StateFiles): QueueStore {
  const stored = Stored.parse(state.read('queue') ?? { events: [], jobs: {} });
  let events = stored.events;
  const jobs = new Map(Object.entries(stored.jobs));
  const keep = (): void => {
    state.write('queue', { events, jobs: Object.fromEntries(jobs) });
  };
  return {
    events: () => events,
    job: (jobId) => jobs.get(jobId),
    add(added, jobId, job) {
      events = [...events, ...added];
      jobs.set(jobId, job);
      keep();
    },
    replace(event, next) {
      events = events.filter((each) => each !== event);
      if (next !== undefined) events.push(next);
      keep();
    },
    count(jobId, result, amount) {
      const job = jobs.get(jobId);
      if (job === undefined) return;
      job.inProgress -= amount;
      job[result] += amount;
      keep();
    },
  };
}
