import { z } from 'zod';
import { doWork } from '../app/access/do-work';
import { sweep } from '../app/access/sweep';
import type { JobPorts } from '../app/job-ports';
import { createConsumer, createSchedule, type JobEdge } from './job';

/** A key of the outbox, or of a page to look at: whatever it names is read from storage, so a forged one finds nothing that would not be done anyway. */
const message = z.strictObject({
  key: z.string().regex(/^(?:project|project-space|notify|apply|revoke|check|compare)#[\w#-]{1,200}$/),
});

const THEN = { 'put off': 'tried again later', done: 'given up: it would not get better' };

/** Does what follows from decisions. What cannot be done now stays in the outbox and is noted. */
export const createWorkConsumer = (edge: JobEdge<JobPorts>) =>
  createConsumer(edge, 'work', {
    message,
    work: async ({ ports, note }, { key }) => {
      const done = await doWork(ports, key);
      if (done.ok && 'because' in done.value)
        note(done.value.because, { about: key, then: THEN[done.value.worked] });
      return done;
    },
  });

/** Every five minutes: what time and lost messages leave to be done. */
export const createSweepSchedule = (edge: JobEdge<JobPorts>) =>
  createSchedule(edge, 'sweep', ({ ports }) => sweep(ports));
