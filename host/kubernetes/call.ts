import type { Cluster } from './cluster';
import type { ResourceKind } from './kinds';
import type { Attempt, TokenHolder } from './rights';
import { mayDo } from './rights';
import { statuses } from './status';

/** One request about a resource, after its path was understood. */
export type Call = {
  cluster: Cluster;
  kind: ResourceKind;
  version: string;
  /** '' for a list over all namespaces and for cluster-wide kinds. */
  namespace: string;
  /** '' for the collection. */
  name: string;
  subresource: string;
  url: URL;
  request: Request;
  caller: TokenHolder;
  now(): number;
  randomUuid(): string;
};

export const attemptOf = (call: Call, verb: string): Attempt => ({
  verb,
  group: call.kind.group,
  resource: call.subresource === '' ? call.kind.plural : `${call.kind.plural}/${call.subresource}`,
  // A namespace is within itself: a Role in it may allow to get it.
  namespace: call.kind.group === '' && call.kind.plural === 'namespaces' ? call.name : call.namespace,
  name: call.name,
});

/** @throws StatusError 403 */
export const assertMay = (call: Call, verb: string): void => {
  const attempt = attemptOf(call, verb);
  if (mayDo(call.caller.allow, attempt)) return;
  const { namespace, resource } = attempt;
  throw statuses.forbidden(call.kind, call.name, {
    user: call.caller.user,
    verb,
    namespace,
    plural: resource,
  });
};
