import { z } from 'zod';
import { makeCheckpoint, type CheckpointPorts } from '../app/access/checkpoints';
import { reportPersonalData, type PersonalDataPorts } from '../app/personal-data';
import type { Ports } from '../app/ports';
import type { Result } from '../domain/result';
import { loggable } from './own-error';

type AuditJobPorts = CheckpointPorts & PersonalDataPorts & Pick<Ports, 'ids'>;

/** Jobs act as the app: nobody stands behind them, and no right of a person is used. */
export type AuditJobEdge = {
  /** What the outside offers to a job; made for each invocation. */
  ports(): AuditJobPorts;
  log(line: { reference: string; job: string; name: string; message: string }): void;
};

/** What the platform hands to a schedule's function. @source developer.atlassian.com/platform/forge/function-reference/arguments */
const run = z.looseObject({ context: z.looseObject({ moduleKey: z.string() }) });

/** Once a day: all chains' ends under one signed root. Forge may run it twice and repeats no run that failed; a day has one all the same. */
export const createCheckpointSchedule = (edge: AuditJobEdge) => (payload: unknown) =>
  scheduled(edge, { job: 'checkpoint', payload, work: (ports) => makeCheckpoint(ports) });

/** Once a day: the part of the kept accounts that is due within Atlassian's week is reported, and what was closed is forgotten. */
export const createPersonalDataSchedule = (edge: AuditJobEdge) => (payload: unknown) =>
  scheduled(edge, { job: 'personal-data', payload, work: (ports) => reportPersonalData(ports) });

type Scheduled = {
  job: string;
  payload: unknown;
  work: (ports: AuditJobPorts) => Promise<Result<unknown>>;
};

/** Nothing of what was thrown is logged but its name. */
async function scheduled(edge: AuditJobEdge, { job, payload, work }: Scheduled): Promise<void> {
  const ports = edge.ports();
  const log = (line: { name: string; message: string }): void => {
    edge.log({ reference: ports.ids.next(), job, ...line });
  };
  if (!run.safeParse(payload).success) {
    log({ name: 'BAD_INPUT', message: 'This is not a run of a schedule.' });
    return;
  }
  try {
    const done = await work(ports);
    if (!done.ok) log({ name: done.error.code, message: 'left to the next run' });
  } catch (thrown) {
    log(loggable(thrown));
  }
}
