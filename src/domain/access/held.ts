import type { ConnectionId } from '../binding';
import type { KongSnapshot } from '../kong/snapshot';
import { aclKey, consumerKey, rateLimitKey } from './change';

/** Keys of what is in force only by a grant that is extended, or by the request that is looked at again: see `Ask.heldByGrant`. */
export type Held = ReadonlySet<string>;

/** The gateway as it would be without what is held. */
export const withoutHeld = (
  snapshot: KongSnapshot,
  { held, connectionId }: { held: Held; connectionId: ConnectionId },
): KongSnapshot => {
  if (held.size === 0) return snapshot;
  const isHeld = (consumerId: string): boolean => held.has(consumerKey(connectionId, consumerId));
  const { acls } = snapshot;
  return {
    ...snapshot,
    consumers: snapshot.consumers.filter(({ id }) => !isHeld(id)),
    plugins: snapshot.plugins.filter(({ id }) => !held.has(rateLimitKey(connectionId, id))),
    ...(acls === undefined
      ? {}
      : {
          acls: acls.filter(
            ({ consumerId, group }) =>
              !isHeld(consumerId) && !held.has(aclKey(connectionId, consumerId, group)),
          ),
        }),
  };
};
