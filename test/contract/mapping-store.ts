import type { MappingStore } from '../../src/app/ports';
import type { Mapping } from '../../src/domain/identity/mapping';
import { err, ok } from '../../src/domain/result';
import { good } from '../entry/a-world';

const GATEWAY = '01JD00000000000000000KONG1';
const OTHER = '01JD00000000000000000KONG2';

const aMapping = (n: number, fields: Partial<Mapping> = {}): Mapping => ({
  connectionId: GATEWAY,
  subject: { kind: 'account', accountId: '712020:rita' },
  consumer: { id: `c-${String(n)}`, name: `consumer ${String(n)}` },
  source: 'admin',
  assertedBy: '712020:ada',
  assertedAt: new Date(Date.UTC(2026, 10, 23, 10, 0, n)).toISOString(),
  ...fields,
});

/** What every MappingStore keeps. */
export const keepsMappingContract = (create: () => MappingStore): void => {
  it('lists what was added to a connection, oldest first, and nothing of another', async () => {
    const store = create();
    for (const n of [2, 1, 3]) good(await store.add(aMapping(n)));
    good(await store.add(aMapping(4, { connectionId: OTHER })));
    expect(good(await store.list(GATEWAY))).toEqual([1, 2, 3].map((n) => aMapping(n)));
    expect(await store.list('01JD00000000000000000KONG3')).toEqual(ok([]));
  });

  it('adds a pair once, and tells an account from a group of the same id', async () => {
    const store = create();
    good(await store.add(aMapping(1)));
    expect(await store.add(aMapping(1, { assertedBy: 'somebody else' }))).toEqual(err({ code: 'CONFLICT' }));
    good(await store.add(aMapping(1, { subject: { kind: 'group', groupId: '712020:rita' } })));
    expect(good(await store.list(GATEWAY))).toHaveLength(2);
  });

  it('adds one of two at once', async () => {
    const store = create();
    const both = await Promise.all([store.add(aMapping(1)), store.add(aMapping(1))]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
  });

  it('removes exactly the pair, and again without harm', async () => {
    const store = create();
    for (const n of [1, 2]) good(await store.add(aMapping(n)));
    for (let times = 0; times < 2; times += 1) good(await store.remove(aMapping(1)));
    expect(good(await store.list(GATEWAY))).toEqual([aMapping(2)]);
    good(await store.add(aMapping(1)));
  });

  it('removes all of a connection, however many there are', async () => {
    const store = create();
    for (let n = 0; n < 230; n += 1) good(await store.add(aMapping(n)));
    good(await store.add(aMapping(1, { connectionId: OTHER })));
    expect(good(await store.list(GATEWAY))).toHaveLength(230);
    good(await store.removeAll(GATEWAY));
    good(await store.removeAll(GATEWAY));
    expect(await store.list(GATEWAY)).toEqual(ok([]));
    expect(good(await store.list(OTHER))).toHaveLength(1);
  });
};
