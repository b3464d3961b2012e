import type { JobPorts } from '../../job-ports';

/** What carrying out and taking back need of the outside; `confluence` acts as whoever calls, a job as the app. */
export type CarryPorts = Pick<
  JobPorts,
  | 'clock'
  | 'ids'
  | 'confluence'
  | 'connections'
  | 'secrets'
  | 'settings'
  | 'exchanges'
  | 'snapshots'
  | 'kong'
  | 'mesh'
  | 'kongWriter'
  | 'meshWriter'
  | 'requests'
  | 'policies'
  | 'recorded'
  | 'grants'
  | 'projections'
  | 'readings'
  | 'mappings'
  | 'outbox'
  | 'work'
  | 'signing'
>;
