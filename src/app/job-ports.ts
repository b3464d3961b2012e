import type { ConfluencePort } from './ports';
import type { ResolverPorts } from './resolver-ports';

/**
 * What jobs need of the outside: consumers of queues and schedules, behind whom nobody stands. `confluence` asks as the app. What
 * somebody may is never asked of it: the answer would be about the app.
 */
export type JobPorts = Omit<ResolverPorts, 'confluence'> & { confluence: AppConfluence };

export type AppConfluence = Omit<ConfluencePort, 'isSpaceAdmin' | 'isConfluenceAdmin' | 'mayEdit'>;
