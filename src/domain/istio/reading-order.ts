import type { ReadingOrder } from '../snapshot/reading-order';
import { EVERYTHING, type SpaceRule } from '../space-rules';
import { MESH_COLLECTIONS } from './connection-snapshot';
import { DEFAULT_MESH_CONFIG } from './resources';

/**
 * How the whole of a cluster is read. What may not be listed in all of it is read in the namespaces that some space may show and in the
 * root namespace. A rule that shows every namespace names none.
 */
export const meshOrder = (spaceRules: readonly SpaceRule[]): ReadingOrder => ({
  collections: MESH_COLLECTIONS,
  atLeastOne: [
    'namespaces',
    'authorizationpolicies',
    'peerauthentications',
    'requestauthentications',
    'services',
    'serviceaccounts',
  ],
  // A cluster that does not know Istio's gateways has none. Without its policies it is no mesh, and that is said.
  isNone: ({ collection, code }) => collection === 'gateways' && code === 'KIND_MISSING',
  namespacesOf: (collection, { rootNamespace }) =>
    collection === 'meshconfig'
      ? []
      : [
          ...new Set([
            ...spaceRules.flatMap(({ show }) => show.namespaces).filter((name) => name !== EVERYTHING),
            rootNamespace ?? DEFAULT_MESH_CONFIG.rootNamespace,
          ]),
        ].sort(),
});
