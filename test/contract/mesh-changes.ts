import type { IstioDenyAllChange, IstioGrantChange } from '../../src/domain/access/change';

export const LABELS = { app: 'orders' };
export const CART = 'cluster.local/ns/storefront/sa/cart';
export const MEDIA = 'cluster.local/ns/storefront/sa/media';

export const aGrant = (fields: Partial<IstioGrantChange> = {}): IstioGrantChange => ({
  kind: 'istio-grant',
  connectionId: 'mesh',
  namespace: 'orders',
  name: 'gatehouse-orders-1',
  labels: LABELS,
  from: { principals: [CART, MEDIA] },
  to: { methods: ['GET', 'HEAD'], paths: ['/orders', '/orders/*'] },
  want: 'present',
  seen: { resourceVersion: null },
  ...fields,
});

export const aDenyAll = (fields: Partial<IstioDenyAllChange> = {}): IstioDenyAllChange => ({
  kind: 'istio-deny-all',
  connectionId: 'mesh',
  namespace: 'orders',
  name: 'gatehouse-orders-deny-all',
  labels: LABELS,
  want: 'present',
  seen: { resourceVersion: null },
  ...fields,
});

export const placeOf = ({ namespace, name }: { namespace: string; name: string }): string =>
  `${namespace}/${name}`;
