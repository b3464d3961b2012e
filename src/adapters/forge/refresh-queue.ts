import type { RefreshQueue } from '../../app/ports';
import { pushTo } from './push';

/** As the manifest names it. */
const QUEUE = 'refresh';

export const refreshQueue: RefreshQueue = {
  push: (messages) =>
    pushTo(
      QUEUE,
      messages.map(({ message, delaySeconds }) => ({ body: message, delayInSeconds: delaySeconds })),
    ),
};
