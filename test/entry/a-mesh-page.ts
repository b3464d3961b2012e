import type { TriedCall } from '../../src/domain/istio/workload/tried-call';
import { ORD, ORDERS_PAGE, RITA, SHOP, aMeshDraft, bindByHand, connect, good, type World } from './a-world';
import { aPolicy } from './builders';

/** The orders page bound to a workload of the mesh, and the questions about it. */
export const orders = { namespace: 'orders', labels: { app: 'orders' } };

export const withMesh = async (world: World, namespaces = ['orders']) => {
  const { id } = await connect(world, aMeshDraft(), { [ORD]: { namespaces }, [SHOP]: { namespaces } });
  bindByHand(world, ORDERS_PAGE, { kubernetes: { connectionId: id, ...orders } });
  const { mesh } = world.estate;
  const allow = aPolicy({ name: 'callers', namespace: 'orders', matchLabels: { app: 'orders' } });
  allow.spec.rules = [
    { from: [aSource({ principals: ['cluster.local/ns/storefront/sa/cart'] })], to: null, when: null },
  ];
  mesh.policies = [allow];
  mesh.serviceAccounts = [
    { namespace: 'orders', name: 'returns' },
    { namespace: 'storefront', name: 'cart' },
    { namespace: 'storefront', name: 'media' },
  ];
  return id;
};

export const aSource = (said: object) => ({
  principals: [],
  notPrincipals: [],
  requestPrincipals: [],
  notRequestPrincipals: [],
  namespaces: [],
  notNamespaces: [],
  serviceAccounts: [],
  notServiceAccounts: [],
  trustDomains: [],
  notTrustDomains: [],
  ipBlocks: [],
  notIpBlocks: [],
  remoteIpBlocks: [],
  notRemoteIpBlocks: [],
  ...said,
});

export const aCall = (parts: Partial<TriedCall> = {}): TriedCall => ({
  caller: { kind: 'account', namespace: 'storefront', name: 'cart' },
  method: 'GET',
  path: '/',
  port: null,
  host: null,
  headers: null,
  token: null,
  ...parts,
});
export const place = { pageId: ORDERS_PAGE, environment: 'Production' };
export const tryIt = (world: World, call: Partial<TriedCall> = {}, who: string | null = RITA) =>
  world.ask(who, 'tryCall', { ...place, call: aCall(call) });
export const operation = { method: 'GET', path: '/', port: null, host: null };
export const callers = (world: World, query = '') =>
  world.ask(RITA, 'readMeshCallers', { ...place, call: operation, query });
export const verdicts = async (world: World, query = '') =>
  Object.fromEntries(
    good(await callers(world, query)).rows.map(({ caller, verdict }): [string, string] => [caller, verdict]),
  );
