import { makeCheckpoint, type CheckpointPorts } from '../app/access/checkpoints';
import { reportPersonalData, type PersonalDataPorts } from '../app/personal-data';
import { createSchedule, type JobEdge } from './job';

/** Once a day: all chains' ends under one signed root. Forge may run it twice and repeats no run that failed; a day has one all the same. */
export const createCheckpointSchedule = (edge: JobEdge<CheckpointPorts>) =>
  createSchedule(edge, 'checkpoint', ({ ports }) => makeCheckpoint(ports));

/** Once a day: the part of the kept accounts that is due within Atlassian's week is reported, and what was closed is forgotten. */
export const createPersonalDataSchedule = (edge: JobEdge<PersonalDataPorts>) =>
  createSchedule(edge, 'personal-data', ({ ports }) => reportPersonalData(ports));
