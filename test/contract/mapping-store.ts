import type { MappingStore } from '../../src/app/ports';
import { MAPPINGS_AT_ONCE, type RequestStore } from '../../src/app/ports-of-access';
import { CHAIN_OF_SITE } from '../../src/domain/access/ledger';
import { mappingEntry } from '../../src/domain/access/site-entries';
import { signHead } from '../../src/domain/access/signed-head';
import { person } from '../../src/domain/access/transition';
import type { Mapping, MappingChange } from '../../src/domain/identity/mapping';
import { ok } from '../../src/domain/result';
import { ADA, good } from '../entry/a-world';

const GATEWAY = '01JD00000000000000000KONG1';
const OTHER = '01JD00000000000000000KONG2';
const NOON = Date.UTC(2026, 10, 23, 12);
const KEY = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
const CONFLICT = { ok: false, error: { code: 'CONFLICT' } };

const aMapping = (n: number, fields: Partial<Mapping> = {}): Mapping => ({
  connectionId: GATEWAY,
  subject: { kind: 'account', accountId: '712020:rita' },
  consumer: { id: `c-${String(n)}`, name: `consumer ${String(n)}` },
  source: 'admin',
  assertedBy: '712020:ada',
  assertedAt: new Date(Date.UTC(2026, 10, 23, 10, 0, n)).toISOString(),
  ...fields,
});

type World = { mappings: MappingStore; requests: RequestStore };

const editing = ({ requests }: World, ...mappings: MappingChange[]) =>
  requests.commit({
    chain: CHAIN_OF_SITE,
    entry: mappingEntry({
      at: NOON,
      actor: person(ADA),
      change: 'added',
      connection: { id: GATEWAY, name: 'Shop gateway' },
      pairs: [],
      because: 'an admin said so',
    }),
    request: null,
    policy: null,
    settings: [],
    page: null,
    mappings,
    keys: null,
    command: null,
    effects: [],
    seal: (head) => signHead(head, KEY),
  });
const add = (world: World, mapping: Mapping) => editing(world, { change: 'add', mapping });
const remove = (world: World, mapping: Mapping) => editing(world, { change: 'remove', mapping });

/** What every store keeps of who is who. */
export const keepsMappingContract = (create: () => World): void => {
  const entriesOf = async ({ requests }: World) => good(await requests.head(CHAIN_OF_SITE))?.seq ?? 0;

  it('lists what was added to a connection, oldest first, and nothing of another', async () => {
    const world = create();
    for (const n of [2, 1, 3]) good(await add(world, aMapping(n)));
    good(await add(world, aMapping(4, { connectionId: OTHER })));
    expect(good(await world.mappings.list(GATEWAY))).toEqual([1, 2, 3].map((n) => aMapping(n)));
    expect(await world.mappings.list('01JD00000000000000000KONG3')).toEqual(ok([]));
    expect(await entriesOf(world)).toBe(4);
  });

  it('adds a pair once, and tells an account from a group of the same id', async () => {
    const world = create();
    good(await add(world, aMapping(1)));
    expect(await add(world, aMapping(1, { assertedBy: 'somebody else' }))).toEqual(CONFLICT);
    good(await add(world, aMapping(1, { subject: { kind: 'group', groupId: '712020:rita' } })));
    expect(good(await world.mappings.list(GATEWAY))).toHaveLength(2);
    expect(await entriesOf(world)).toBe(2);
  });

  it('adds one of two at once, and records one', async () => {
    const world = create();
    const both = await Promise.all([add(world, aMapping(1)), add(world, aMapping(1))]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(await entriesOf(world)).toBe(1);
  });

  it('removes exactly the pair, and records nothing for one that is gone', async () => {
    const world = create();
    for (const n of [1, 2]) good(await add(world, aMapping(n)));
    good(await remove(world, aMapping(1)));
    expect(await remove(world, aMapping(1))).toEqual(CONFLICT);
    expect(good(await world.mappings.list(GATEWAY))).toEqual([aMapping(2)]);
    expect(await entriesOf(world)).toBe(3);
    good(await add(world, aMapping(1)));
  });

  it('makes as many edits at once as one entry takes, all or none of them', async () => {
    const world = create();
    const many = Array.from({ length: MAPPINGS_AT_ONCE }, (_, n) => aMapping(n));
    good(await editing(world, ...many.map((mapping): MappingChange => ({ change: 'add', mapping }))));
    expect(good(await world.mappings.list(GATEWAY))).toEqual(many);
    const all = [...many.slice(1), aMapping(MAPPINGS_AT_ONCE)];
    const removing = all.map((mapping): MappingChange => ({ change: 'remove', mapping }));
    expect(await editing(world, ...removing)).toEqual(CONFLICT);
    expect(good(await world.mappings.list(GATEWAY))).toHaveLength(MAPPINGS_AT_ONCE);
  });

  it('finds what somebody is, wherever, and forgets who said so without an entry', async () => {
    const world = create();
    good(await add(world, aMapping(1)));
    good(await add(world, aMapping(2, { connectionId: OTHER, assertedBy: '712020:sam' })));
    good(await add(world, aMapping(3, { subject: { kind: 'group', groupId: '712020:rita' } })));
    const rita = { kind: 'account', accountId: '712020:rita' } as const;
    expect(good(await world.mappings.of(rita)).map(({ consumer }) => consumer.id)).toEqual(['c-1', 'c-2']);
    good(await world.mappings.forgetWhoSaid(GATEWAY, '712020:ada', 'forgotten:1'));
    expect(good(await world.mappings.list(GATEWAY)).map((one) => one.assertedBy)).toEqual([
      'forgotten:1',
      'forgotten:1',
    ]);
    expect(good(await world.mappings.list(OTHER))).toMatchObject([{ assertedBy: '712020:sam' }]);
    expect(await entriesOf(world)).toBe(3);
  });

  it('lists more than one page of storage holds', async () => {
    const world = create();
    for (let n = 0; n < 230; n += MAPPINGS_AT_ONCE) {
      const some = Array.from({ length: Math.min(MAPPINGS_AT_ONCE, 230 - n) }, (_, m) => aMapping(n + m));
      good(await editing(world, ...some.map((mapping): MappingChange => ({ change: 'add', mapping }))));
    }
    expect(good(await world.mappings.list(GATEWAY))).toHaveLength(230);
  });
};
