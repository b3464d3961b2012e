import type { Connection } from '../domain/connection';
import type { ConnectionTarget } from '../domain/connection-draft';

export const targetOf = (connection: Connection): ConnectionTarget =>
  connection.kind === 'kong'
    ? { kind: 'kong', api: connection.api }
    : { kind: 'kubernetes', url: connection.url };
