import type { WorkQueue } from '../../app/ports-of-access';
import { pushTo } from './push';

/** As the manifest names it. */
const QUEUE = 'work';

export const workQueue: WorkQueue = {
  push: (keys, delaySeconds = 0) =>
    pushTo(
      QUEUE,
      keys.map((key) => ({ body: { key }, delayInSeconds: delaySeconds })),
    ),
};
