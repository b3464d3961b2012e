import { APP_ACCOUNT, createMemoryConfluence } from '../../src/adapters/memory/confluence';
import type { JobPorts } from '../../src/app/job-ports';
import { createSweepSchedule, createWorkConsumer } from '../../src/entry/access-jobs';
import type { JobEdge, JobLine } from '../../src/entry/job';
import type { World } from './a-world';

const A_RUN = { context: { cloudId: 'site', moduleKey: 'sweep-requests' } };

/** The jobs of a world: messages are delivered, and the sweep runs, when a test says so. */
export const jobsOf = (world: World, outside: (ports: JobPorts) => JobPorts = (ports) => ports) => {
  const log: JobLine[] = [];
  const time = { remainingMs: 300_000 };
  const edge: JobEdge<JobPorts> = {
    ports: () => {
      const ports = world.portsFor({ kind: 'anonymous' });
      return outside({
        ...ports,
        clock: { ...ports.clock, remainingMs: () => time.remainingMs },
        confluence: createMemoryConfluence(world.site, APP_ACCOUNT),
      });
    },
    log: (line) => void log.push(line),
  };
  const consume = createWorkConsumer(edge);
  const schedule = createSweepSchedule(edge);
  /** Hands over what was pushed, and what is pushed meanwhile. */
  const deliver = async () => {
    for (let keys = world.work.take(); keys.length > 0; keys = world.work.take())
      for (const key of keys) await consume({ body: { key }, eventId: 'e', jobId: 'j' });
  };
  return { log, time, consume, schedule, deliver, sweep: () => schedule(A_RUN) };
};
