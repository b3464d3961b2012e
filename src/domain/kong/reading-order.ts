import type { Collection, ReadingOrder } from '../snapshot/reading-order';
import { SNAPSHOT_COLLECTIONS } from './connection-snapshot';
import type { KongNode } from './entities';

/**
 * Collections that an edition does not have: 404 there means that there are none. Any other 404 may be a proxy that hides them.
 * @source Kong 3.9.3 (`/consumer_groups` and `/mtls-auths` are 404); Konnect's specification 3.15.0 has no `/oauth2` (documented, not measured)
 */
const NOT_IN_EDITION: Record<KongNode['edition'], readonly Collection[]> = {
  oss: ['consumer_groups', 'mtls-auths'],
  enterprise: [],
  konnect: ['oauth2'],
};

/** How the whole of a gateway is read. */
export const KONG_ORDER: ReadingOrder = {
  collections: SNAPSHOT_COLLECTIONS,
  atLeastOne: ['services', 'routes', 'plugins', 'consumers'],
  isNone: ({ collection, code }, { edition }) =>
    code === 'NOT_THERE' && edition !== null && NOT_IN_EDITION[edition].includes(collection),
  namespacesOf: () => [],
};
