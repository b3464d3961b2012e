import { concerning, unreadLists } from '../istio/unread-kinds';
import type { WorkloadFacts } from '../istio/workload/guards';
import type { KongSnapshot } from '../kong/snapshot';
import { changeKey, type PlannedChange } from './change';
import { isAt } from './desired-mesh';
import { isThatLimit } from './plan-limits';
import { requestInMetadata, requestInTags } from './ownership';
import { policyDifferences } from './policy-standing';

/** What was read of both planes; null: nothing of it was. Of the mesh's policies those of namespaces that `unread` names may be missing. */
export type Read = { kong: KongSnapshot | null; mesh: Pick<WorkloadFacts, 'policies' | 'unread'> | null };

/** Whether what the change wants there is there, whoever put it there; null: that was not read. */
export const isInForce = (change: PlannedChange, read: Read): boolean | null => {
  const found = thingOf(change, read);
  return found === null ? null : found.there && found.asWanted;
};

/** Whether nothing of what the change put there is there; null: that was not read. */
export const isGone = (change: PlannedChange, read: Read): boolean | null => {
  const found = thingOf(change, read);
  return found === null ? null : !found.there;
};

/** Keys of the changes whose things carry the request's mark: what it wrote so far. */
export const keysMarkedBy = (requestId: string, changes: readonly PlannedChange[], read: Read): string[] =>
  changes.filter((change) => thingOf(change, read)?.by === requestId).map(changeKey);

/** `by`: the request whose mark it carries. */
type Thing = { there: boolean; asWanted: boolean; by: string | null };
const NOTHING: Thing = { there: false, asWanted: false, by: null };

const thingOf = (change: PlannedChange, { kong, mesh }: Read): Thing | null => {
  switch (change.kind) {
    case 'kong-acl': {
      if (kong?.acls === undefined) return null;
      const acl = kong.acls.find(
        ({ consumerId, group }) => consumerId === change.consumer.id && group === change.group,
      );
      return marked(acl, true);
    }
    case 'kong-consumer':
      return kong === null
        ? null
        : marked(
            kong.consumers.find(({ id }) => id === change.consumer.id),
            true,
          );
    case 'kong-rate-limit': {
      if (kong === null) return null;
      const plugin = kong.plugins.find(
        ({ name, scope }) =>
          name === 'rate-limiting' &&
          scope.serviceId === change.service.id &&
          scope.consumerId === change.consumer.id &&
          scope.routeId === null,
      );
      return marked(plugin, plugin !== undefined && isThatLimit(plugin, change.limits));
    }
    case 'istio-grant':
    case 'istio-deny-all': {
      const policy = mesh?.policies.find((one) => isAt(one, change));
      if (policy?.kind !== 'AuthorizationPolicy') return wereRead(mesh, change.namespace) ? NOTHING : null;
      const asWanted = policyDifferences(change, policy).length === 0;
      return { there: true, asWanted, by: requestInMetadata(policy.metadata) };
    }
  }
};

const wereRead = (mesh: Read['mesh'], namespace: string): boolean =>
  mesh !== null &&
  concerning(unreadLists(mesh.unread, 'authorizationpolicies'), new Set([namespace])).length === 0;

const marked = (thing: { tags: readonly string[] } | undefined, asWanted: boolean): Thing =>
  thing === undefined ? NOTHING : { there: true, asWanted, by: requestInTags(thing.tags) };
