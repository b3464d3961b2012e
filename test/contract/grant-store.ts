import type { GrantStore } from '../../src/app/ports-of-grants';
import { heldBy, leftBy, releasedBy, type Holder, type Holding } from '../../src/domain/access/holding';
import type { PlannedChange } from '../../src/domain/access/change';
import { aPlan, DAY, NOW } from '../domain/access/builders';
import { good } from '../entry/a-world';

const aChange = (group = 'orders-read', connectionId = 'kong'): PlannedChange => {
  const [change] = aPlan().changes;
  if (change?.kind !== 'kong-acl') throw new Error('no membership');
  return { ...change, group, connectionId };
};
const holder = (requestId: string, pageId = '131073'): Holder => ({
  requestId,
  pageId,
  spaceId: '65537',
  since: NOW,
  expiresAt: NOW + DAY,
});
const CLOSED: PlannedChange = {
  kind: 'istio-deny-all',
  connectionId: 'mesh',
  namespace: 'orders',
  name: 'gatehouse-closed-1',
  labels: { app: 'orders' },
  want: 'present',
  seen: { resourceVersion: null },
};

/** What a store of what grants hold promises, in memory and on Forge. */
export const keepsGrantContract = (make: () => GrantStore): void => {
  const kept = async (store: GrantStore, holding: Holding) => {
    good(await store.save(holding));
    return holding;
  };

  it('gives back what was saved, and null for what no grant ever held', async () => {
    const store = make();
    const first = await kept(store, heldBy(null, aChange(), holder('A')));
    expect(good(await store.get(first.key))).toEqual(first);
    expect(good(await store.get('0'.repeat(64)))).toBeNull();
  });

  it('tells the second of two who change the same thing, whether it was there or not', async () => {
    const store = make();
    const first = await kept(store, heldBy(null, aChange(), holder('A')));
    const conflict = { ok: false, error: { code: 'CONFLICT' } };
    expect(await store.save(heldBy(null, aChange(), holder('B')))).toEqual(conflict);
    const both = await kept(store, heldBy(first, aChange(), holder('B')));
    expect(await store.save(releasedBy(first, ['A'], NOW))).toEqual(conflict);
    expect(good(await store.get(first.key))).toEqual(both);
  });

  it('keeps one row for all who hold the same, until the last lets go', async () => {
    const store = make();
    const first = await kept(store, heldBy(null, aChange(), holder('A')));
    const both = await kept(store, heldBy(first, aChange(), holder('B')));
    const one = await kept(store, releasedBy(both, ['A'], NOW));
    expect(one).toMatchObject({ state: 'held', holders: [{ requestId: 'B' }] });
    const none = await kept(store, releasedBy(one, ['B'], NOW));
    expect(none.state).toBe('gone');
    const again = await kept(store, heldBy(none, aChange(), holder('C')));
    expect(good(await store.get(again.key))).toMatchObject({ state: 'held', rev: 5 });
  });

  it('lists what was left until it is let go, and as held again for whoever begins to hold it', async () => {
    const store = make();
    const held = await kept(store, heldBy(null, aChange(), holder('A')));
    const left = leftBy(held, aChange(), holder('A'));
    if (left === null) throw new Error('not left');
    await kept(store, left);
    expect(good(await store.list({ by: 'left' }))).toEqual([left]);
    expect(leftBy(left, aChange(), holder('A'))).toBeNull();
    const again = await kept(store, heldBy(left, aChange(), holder('B')));
    expect([again.state, good(await store.list({ by: 'left' }))]).toEqual(['held', []]);
  });

  it('lists what is held, by page and by connection', async () => {
    const store = make();
    await kept(store, heldBy(null, aChange('a'), holder('A')));
    await kept(store, heldBy(null, aChange('b', 'edge'), holder('B', '131099')));
    await kept(store, heldBy(null, CLOSED, holder('C')));
    const gone = await kept(store, heldBy(null, aChange('c'), holder('D')));
    await kept(store, releasedBy(gone, ['D'], NOW));
    const named = async (filter: Parameters<GrantStore['list']>[0]) =>
      good(await store.list(filter))
        .flatMap(({ holders }) => holders.map(({ requestId }) => requestId))
        .sort();
    expect(await named({ by: 'page', pageId: '131073' })).toEqual(['A', 'C']);
    expect(await named({ by: 'connection', connectionId: 'edge' })).toEqual(['B']);
    expect(await named({ by: 'connection', connectionId: 'kong' })).toEqual(['A']);
  });

  /** As many workloads as that, one after the other, closed by grants that all ended at `endsAt`, or each a while after the one before. */
  const closing = async (store: GrantStore, count: number, endsAt: (n: number) => number) => {
    const closed = Array.from({ length: count }, (_, n) => {
      const change = { ...CLOSED, name: `gatehouse-closed-${n}` };
      return heldBy(null, change, { ...holder(`R${n}`), expiresAt: endsAt(n) });
    });
    for (const one of closed) await kept(store, one);
    return closed;
  };
  /** All that is closed, in as many parts as it takes. */
  const allClosed = async (store: GrantStore, from: string | null = null): Promise<Holding[]> => {
    const { found, next } = good(await store.closed(from));
    const holdings = found.map(({ holding }) => holding);
    return next === null ? holdings : [...holdings, ...(await allClosed(store, next))];
  };

  it.each([
    ['at the same moment', () => NOW],
    ['one after the other', (n: number) => NOW + n],
  ])('goes through all that is closed, each once, however many ended %s', async (_, endsAt) => {
    const store = make();
    const closed = await closing(store, 230, endsAt);
    await kept(store, heldBy(null, aChange(), holder('held')));
    await kept(store, releasedBy(closed[7] as Holding, ['R7'], NOW));
    const keys = (await allClosed(store)).map(({ key }) => key);
    const expected = closed.filter((_one, n) => n !== 7).map(({ key }) => key);
    expect([...keys].sort()).toEqual(expected.sort());
  });

  it('goes on behind any of them, also when that is closed no more', async () => {
    const store = make();
    const closed = await closing(store, 5, () => NOW);
    const { found } = good(await store.closed(null));
    const third = found[2];
    if (third === undefined) throw new Error('none');
    const rest = found.slice(3).map(({ holding }) => holding);
    expect(await allClosed(store, third.place)).toEqual(rest);
    await kept(
      store,
      releasedBy(
        third.holding,
        closed.flatMap((one) => one.holders.map(({ requestId }) => requestId)),
        NOW,
      ),
    );
    expect(await allClosed(store, third.place)).toEqual(rest);
  });

  it('lists at most two hundred, those that end last first', async () => {
    const store = make();
    for (let n = 0; n < 203; n += 1)
      await kept(store, heldBy(null, aChange(`group-${n}`), { ...holder(`R${n}`), expiresAt: NOW + n }));
    const listed = good(await store.list({ by: 'connection', connectionId: 'kong' }));
    expect(listed.slice(0, 2).map(({ holders }) => holders[0]?.requestId)).toEqual(['R202', 'R201']);
    expect(listed.length).toBe(200);
  });

  it('hands over, page after page, all that a connection’s grants hold until a moment or longer, the first to end first', async () => {
    const store = make();
    const until = (requestId: string, expiresAt: number): Holder => ({ ...holder(requestId), expiresAt });
    for (let n = 0; n < 120; n += 1)
      await kept(store, heldBy(null, aChange(`g-${n}`), until(`R${n}`, NOW + n * 1000)));
    await kept(store, heldBy(null, aChange('elsewhere', 'edge'), until('E', NOW + DAY)));
    const gone = await kept(store, heldBy(null, aChange('gone'), until('G', NOW + DAY)));
    await kept(store, releasedBy(gone, ['G'], NOW));
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { holdings: Holding[]; cursor: string | null } = good(
        await store.inForce('kong', { now: NOW + 5000, cursor }),
      );
      found.push(...page.holdings.flatMap(({ holders }) => holders.map(({ requestId }) => requestId)));
      ({ cursor } = page);
    } while (cursor !== null);
    expect(found).toEqual(Array.from({ length: 115 }, (_, n) => `R${n + 5}`));
  });

  it('says when the last let go of what is gone, and forgets it when it is held again', async () => {
    const store = make();
    const first = await kept(store, heldBy(null, aChange(), holder('A')));
    const none = await kept(store, releasedBy(first, ['A'], NOW + 7));
    expect(good(await store.get(first.key))).toMatchObject({ state: 'gone', goneAt: NOW + 7 });
    const again = await kept(store, heldBy(none, aChange(), holder('B')));
    expect(good(await store.get(again.key))).not.toHaveProperty('goneAt');
  });
};
