import { isStillBound } from '../../src/domain/access/still-bound';
import type { Environment } from '../../src/domain/binding';
import { active, requestIn } from './a-carrying-world';

describe('access on both planes', () => {
  it('rests on the gateway’s service and the workload that it was asked for, wherever on the page they are', async () => {
    const { world, id } = await active();
    const request = await requestIn(world, id);
    const kong = { connectionId: world.connectionId, service: 'orders' };
    const kubernetes = { connectionId: world.meshId, namespace: 'orders', labels: { app: 'orders' } };
    const rests = (...environments: Pick<Environment, 'kong' | 'kubernetes'>[]): boolean =>
      isStillBound(request, {
        v: 1,
        environments: environments.map((one, nth) => ({ name: String(nth), ...one })),
      });
    const both = { kong, kubernetes };
    expect(rests(both)).toBe(true);
    expect(rests({ kong, kubernetes: null }, { kong: null, kubernetes })).toBe(true);
    expect(rests({ kong: { connectionId: world.connectionId, tag: 'team:orders' }, kubernetes })).toBe(true);
    expect(rests({ kong, kubernetes: null })).toBe(false);
    expect(rests({ kong: null, kubernetes })).toBe(false);
    expect(rests({ kong: { ...kong, service: 'payments' }, kubernetes })).toBe(false);
    expect(rests({ kong: { ...kong, connectionId: 'another' }, kubernetes })).toBe(false);
    for (const other of [
      { connectionId: 'another' },
      { namespace: 'payments' },
      { labels: { app: 'refunds' } },
    ])
      expect(rests({ kong, kubernetes: { ...kubernetes, ...other } })).toBe(false);
    expect(rests()).toBe(false);
  });
});
