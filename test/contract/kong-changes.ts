import type { KongAclChange, KongConsumerChange, KongRateLimitChange } from '../../src/domain/access/change';
import { id } from './kong-estate';

export const ORDERS = { id: id('5e', 1), name: 'orders' };
export const WEB = { id: id('c0', 1), name: 'web-storefront' };
export const NOBODY = { id: id('c0', 99), name: 'nobody' };
export const REPORTS = { id: id('c0', 50), name: 'reports' };

export const joining = (group: string, fields: Partial<KongAclChange> = {}): KongAclChange => ({
  kind: 'kong-acl',
  connectionId: 'kong',
  consumer: WEB,
  group,
  want: 'present',
  seen: { aclId: null },
  ...fields,
});
export const leaving = (group: string): KongAclChange => joining(group, { want: 'absent' });

export const aNewConsumer = (fields: Partial<KongConsumerChange> = {}): KongConsumerChange => ({
  kind: 'kong-consumer',
  connectionId: 'kong',
  consumer: REPORTS,
  want: 'present',
  seen: { consumerId: null },
  ...fields,
});

/** Of web-storefront on checkout, where nobody set one. */
export const aLimit = (fields: Partial<KongRateLimitChange> = {}): KongRateLimitChange => ({
  kind: 'kong-rate-limit',
  connectionId: 'kong',
  id: id('91', 50),
  service: { id: id('5e', 2), name: 'checkout' },
  consumer: WEB,
  limits: { minute: 60, hour: 1000 },
  want: 'present',
  seen: { pluginId: null, updatedAt: null },
  ...fields,
});
