import type { Ports } from './ports';

/** What somebody's click needs of the outside. Jobs (refreshing snapshots, carrying changes out) need other things. */
export type ResolverPorts = Pick<
  Ports,
  | 'clock'
  | 'ids'
  | 'confluence'
  | 'connections'
  | 'secrets'
  | 'settings'
  | 'readings'
  | 'exchanges'
  | 'snapshots'
  | 'indexes'
  | 'mappings'
  | 'refreshes'
  | 'kong'
  | 'mesh'
  | 'kongWriter'
  | 'meshWriter'
  | 'requests'
  | 'policies'
  | 'recorded'
  | 'projections'
  | 'grants'
  | 'outbox'
  | 'work'
  | 'placeOf'
  | 'signing'
  | 'audit'
>;
