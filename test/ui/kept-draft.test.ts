import fc from 'fast-check';
import type { Draft } from '../../src/ui/access/ask/ask-draft';
import { keep, readKept } from '../../src/ui/access/ask/kept-draft';

const OWNER = { accountId: '712020:dario', pageId: '131073' };
const KEY = 'gatehouse.ask.712020:dario.131073';

/** What a browser keeps, by key. */
let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
    removeItem: (key: string) => kept.delete(key),
  };
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'localStorage');
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const aDraft: fc.Arbitrary<Draft> = fc.record({
  environment: text,
  who: fc.constantFrom<Draft['who']>('myself', 'consumer', 'group'),
  consumer: text,
  groupId: text,
  routeIds: fc.array(text, { maxLength: 4 }),
  makesConsumer: fc.boolean(),
  tier: fc.option(fc.record({ second: text, minute: text, hour: text, day: text })),
  mesh: fc.option(
    fc.record({
      caller: fc.constantFrom<'account' | 'principal'>('account', 'principal'),
      account: text,
      principal: text,
      methods: text,
      paths: text,
    }),
  ),
  durationMs: fc.option(fc.integer({ min: 1 })),
  reason: text,
  ticket: text,
});

const WHOLE: Draft = {
  environment: 'production',
  who: 'consumer',
  consumer: 'newcomer',
  groupId: 'g-1',
  routeIds: ['r-1'],
  makesConsumer: true,
  tier: { second: '', minute: '60', hour: '', day: '' },
  mesh: { caller: 'account', account: 'payments/refunds', principal: '', methods: 'GET', paths: '/orders/*' },
  durationMs: 3_600_000,
  reason: 'A shop of its own.',
  ticket: 'GH-7',
};

describe('a request that is being typed', () => {
  it('comes back with every field as it was left', () => {
    fc.assert(
      fc.property(aDraft, (draft) => {
        keep(OWNER, draft);
        expect(readKept(OWNER)).toEqual(draft);
      }),
    );
  });

  it('is nobody else’s, and of no other page', () => {
    keep(OWNER, WHOLE);
    for (const other of [{ accountId: '712020:rita' }, { accountId: null }, { pageId: '131074' }])
      expect(readKept({ ...OWNER, ...other })).toBeNull();
  });

  it('is forgotten once it is sent', () => {
    keep(OWNER, WHOLE);
    keep(OWNER, null);
    expect(readKept(OWNER)).toBeNull();
    expect(kept.size).toBe(0);
  });

  it('comes back from a version of the app that knew no limits, mesh, groups or new consumers', () => {
    const { tier, mesh, groupId, makesConsumer, ...older } = WHOLE;
    expect([tier, mesh, groupId, makesConsumer]).not.toContain(undefined);
    kept.set(KEY, JSON.stringify(older));
    expect(readKept(OWNER)).toEqual({ ...WHOLE, tier: null, mesh: null, groupId: '', makesConsumer: false });
  });

  it.each([
    ['a caller that is none', { mesh: { ...WHOLE.mesh, caller: 'anybody' } }],
    ['a limit that is no text', { tier: { ...WHOLE.tier, minute: 60 } }],
    ['a mesh without paths', { mesh: { caller: 'account', account: '', principal: '', methods: '' } }],
    ['a duration that is no number', { durationMs: 'long' }],
    ['routes that are no list', { routeIds: 'r-1' }],
    ['a new consumer that is neither', { makesConsumer: 'yes' }],
  ])('begins empty where what lies there has %s', (_, broken) => {
    kept.set(KEY, JSON.stringify({ ...WHOLE, ...broken }));
    expect(readKept(OWNER)).toBeNull();
  });

  it('is typed all the same in a browser that keeps nothing', () => {
    Reflect.deleteProperty(globalThis, 'localStorage');
    expect(() => {
      keep(OWNER, WHOLE);
    }).not.toThrow();
    expect(readKept(OWNER)).toBeNull();
  });
});
