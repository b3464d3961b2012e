import { takenLimitExport } from '../../../src/domain/access/export-taken-limit';
import type { KongRateLimitChange } from '../../../src/domain/access/change';
import { aPlugin } from '../kong/builders';
import { smallShop } from './builders';

const change: KongRateLimitChange = {
  kind: 'kong-rate-limit',
  connectionId: 'kong',
  id: 'ours',
  service: { id: 'orders', name: 'orders' },
  consumer: { id: 'partner-acme', name: 'partner-acme' },
  limits: { minute: 60 },
  want: 'present',
  seen: { pluginId: null, updatedAt: null },
};
const theirs = aPlugin('rate-limiting', {
  id: 'theirs',
  scope: { routeId: null, serviceId: 'orders', consumerId: 'partner-acme', consumerGroupId: null },
  enabled: false,
  instanceName: 'acme-limit',
  protocols: ['http'],
  tags: ['team:edge'],
  config: { second: 2, minute: 9, policy: 'redis', fault_tolerant: true },
  hiddenFields: ['redis.password'],
});

describe('a file for a limit that somebody else made', () => {
  const { file, notes } = takenLimitExport({ change, theirs }, smallShop().snapshot);

  it('sets its numbers and switches it on, and leaves everything else of it as it is, without our mark', () => {
    expect(file['plugins']).toEqual([
      {
        id: 'theirs',
        name: 'rate-limiting',
        instance_name: 'acme-limit',
        enabled: true,
        service: 'orders',
        consumer: 'partner-acme',
        protocols: ['http'],
        tags: ['team:edge'],
        config: { minute: 60, limit_by: 'consumer', policy: 'redis', fault_tolerant: true },
      },
    ]);
    expect(file['consumers']).toMatchObject([{ id: 'partner-acme', username: 'partner-acme' }]);
    expect(JSON.stringify(file)).not.toContain('gatehouse');
  });

  it('says whose it is, how it is used, and which settings it does not have', () => {
    expect(notes.join(' ')).toContain('somebody else made');
    expect(notes.join(' ')).toContain('Never with `deck gateway sync`');
    expect(notes.join(' ')).toContain('add `redis.password`');
    const plain = takenLimitExport({ change, theirs: { ...theirs, hiddenFields: [] } }, null);
    expect(plain.notes.join(' ')).not.toContain('does not read');
  });
});
