import type { AuthorizationPolicy } from './resources';

/** As Go's strconv.ParseBool reads it; other texts mean no. A policy that is only tried out neither allows nor denies. */
export const isDryRun = (policy: AuthorizationPolicy): boolean =>
  ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(policy.metadata.annotations['istio.io/dry-run'] ?? '');
