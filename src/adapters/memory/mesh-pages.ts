import type { EstatePage, SourceFailure } from '../../app/ports';
import { keptObject, type MeshCollection, type MeshItems } from '../../domain/istio/connection-snapshot';
import type { PolicyKind } from '../../domain/istio/resources';
import { err, ok, type Result } from '../../domain/result';
import type { MeshEstate } from './mesh-source';
import type { Asking } from './source-switches';

const PAGE_SIZE = 500;

type From<C> = { collection: C; offset: string | null; within?: string };

/**
 * One page of a list of what is in memory. Parts that can fail: a list (`serviceaccounts`), one namespace's (`serviceaccounts in orders`,
 * `namespace orders`), and either with ` further` for its second page and those after it.
 */
export const readPage = <C extends MeshCollection>(
  estate: MeshEstate,
  { collection, offset, within }: From<C>,
  { ask, failureOf }: Asking,
): Result<EstatePage<MeshItems[C]>, SourceFailure> => {
  const part = partOf(collection, within);
  const failure =
    (offset === null ? null : failureOf(`${part} further`)) ??
    (isPolicyList(collection) ? failureOf('discovery') : null) ??
    ask(part);
  if (failure !== null) return err(failure);
  const all = itemsOf(estate)[collection].filter(
    (item) => within === undefined || namespaceOf(item) === within,
  );
  if (collection === 'namespaces' && within !== undefined && all.length === 0)
    return err({ code: 'NOT_THERE', status: 404 });
  const start = offset === null ? 0 : Number(offset);
  const end = start + (estate.pageSize ?? PAGE_SIZE);
  return ok({
    items: all.slice(start, end),
    offset: end < all.length ? String(end) : null,
    incomplete: false,
  });
};

const partOf = (collection: MeshCollection, within: string | undefined): string => {
  if (within === undefined) return collection;
  return collection === 'namespaces' ? `namespace ${within}` : `${collection} in ${within}`;
};

const isPolicyList = (collection: MeshCollection): boolean =>
  ['authorizationpolicies', 'peerauthentications', 'requestauthentications'].includes(collection);

const itemsOf = (estate: MeshEstate): { [C in MeshCollection]: MeshItems[C][] } => {
  const ofKind = (kind: PolicyKind) =>
    estate.policies.filter((policy) => policy.kind === kind).map((policy) => keptObject(policy));
  return {
    meshconfig: [estate.mesh],
    namespaces: sorted(Object.entries(estate.namespaces).map(([name, labels]) => ({ name, labels }))),
    authorizationpolicies: sorted(ofKind('AuthorizationPolicy')),
    peerauthentications: sorted(ofKind('PeerAuthentication')),
    requestauthentications: sorted(ofKind('RequestAuthentication')),
    services: sorted(estate.services.map((service) => keptObject(service))),
    serviceaccounts: sorted(estate.serviceAccounts.map(({ namespace, name }) => ({ namespace, name }))),
    gateways: sorted(estate.gateways.map((gateway) => keptObject(gateway))),
  };
};

type Item = MeshItems[MeshCollection];

const namespaceOf = (item: Item): string => {
  if ('metadata' in item) return item.metadata.namespace;
  if ('namespace' in item) return item.namespace;
  return 'name' in item ? item.name : '';
};

const placeOf = (item: Item): string => {
  if ('metadata' in item) return `${item.metadata.namespace}/${item.metadata.name}`;
  return 'name' in item ? `${namespaceOf(item)}/${item.name}` : '';
};

const sorted = <T extends Item>(items: T[]): T[] => items.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
