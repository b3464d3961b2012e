import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { KongWriter } from '../../src/app/ports-of-writing';
import type { KongChange } from '../../src/domain/access/change';
import { estateOf } from '../../src/domain/access/estate';
import { foundOf } from '../../src/domain/access/grant-drift';
import { kongTagsOf } from '../../src/domain/access/ownership';
import type { Acl, Consumer, Plugin } from '../../src/domain/kong/entities';
import { err, ok } from '../../src/domain/result';
import { aSnapshot } from '../domain/kong/builders';
import { aLimit, aNewConsumer, joining, leaving, NOBODY, ORDERS, REPORTS, WEB } from './kong-changes';
import { aShop, id, theRestOfTheShop } from './kong-estate';
import { anErrand, type WholeFailure } from './source-situations';
import { keepsWriterContract, type WriterWorld } from './writer';
import { asking, differences, NOTHING_DIFFERS, OTHER_REQUEST, REQUEST } from './writer-situations';

type Access = Parameters<KongWriter['look']>[0];

/** What people do at the gateway beside us. */
export type Somebody = {
  joins(consumerId: string, group: string): Promise<void>;
  limits(limited: { id: string; serviceId: string; consumerId: string; minute: number }): Promise<void>;
  makesConsumer(consumer: { id: string; username: string }): Promise<void>;
  givesKey(consumerId: string): Promise<void>;
  retags(kind: 'acls' | 'plugins' | 'consumers', entityId: string, tags: string[]): Promise<void>;
  sets(
    pluginId: string,
    fields: { enabled?: boolean; config?: Record<string, boolean | number> },
  ): Promise<void>;
};

/** A Kong that holds an estate, and a writer with a credential that may write. */
export type KongWriterWorld = WriterWorld<Access, KongChange> & {
  writer: KongWriter;
  read(): Promise<{ acls: Acl[]; plugins: Plugin[]; consumers: Consumer[] }>;
  somebody: Somebody;
  /** From now on the node takes no writes. */
  becomeReadOnly(): void;
};

const EVERY_CHANGE = [
  ['a membership', joining('orders-write')],
  ['a rate limit', aLimit()],
  ['a consumer', aNewConsumer()],
] as const satisfies [string, KongChange][];

/** What every KongWriter keeps; `begin` starts a world that ends with its test. */
export const keepsKongWriterContract = (
  begin: (estate: KongEstate) => Promise<KongWriterWorld>,
  { failures, calls }: { failures: readonly WholeFailure[]; calls: number },
): void => {
  const open = async () => {
    const world = await begin(Object.assign(aShop(), theRestOfTheShop()));
    const before = await world.everything();
    const differing = async () => differences(before, await world.everything());
    const limitOf = async () => (await world.read()).plugins.find((one) => one.id === aLimit().id);
    const membershipIn = async (group: string) =>
      (await world.read()).acls.find((acl) => acl.consumerId === WEB.id && acl.group === group);
    return { world, ...asking(world), differing, limitOf, membershipIn };
  };

  keepsWriterContract({
    changes: EVERY_CHANGE,
    begin: async () => (await open()).world,
    failures,
    calls,
  });

  it.each(EVERY_CHANGE)('%s is refused by a node that takes no writes', async (_, change) => {
    const { world, make, rehearse } = await open();
    world.becomeReadOnly();
    expect(await make(change)).toMatchObject(err({ code: 'READ_ONLY' }));
    expect(await rehearse(change)).toMatchObject(err({ code: 'READ_ONLY' }));
  });

  describe('testing the credential', () => {
    const entities = ['consumers', 'acls', 'plugins'];
    const parts = (failure: object | null) => [
      ...entities.map((part) => ({ part, failure: null })),
      ...entities.map((part) => ({ part, writes: true, failure })),
    ];
    const test = async ({ writer, access }: KongWriterWorld) => {
      const { result } = await writer.test(access, anErrand());
      if (!result.ok) throw new Error(result.error.code);
      return result.value;
    };

    it('says what it may read and write, and writes nothing', async () => {
      const { world, differing } = await open();
      expect((await test(world)).parts).toEqual(parts(null));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('says that it may only read', async () => {
      const { world } = await open();
      await world.forbidWrites();
      expect((await test(world)).parts).toEqual(parts({ code: 'NOT_PERMITTED', status: 403 }));
    });

    it('says that the node takes no writes', async () => {
      const { world } = await open();
      world.becomeReadOnly();
      expect((await test(world)).parts).toEqual(
        parts(expect.objectContaining({ code: 'READ_ONLY' }) as object),
      );
    });

    it.each(failures)('tells %s from every other failure', async (code) => {
      const { world } = await open();
      const { access, writer = world.writer, budgetMs = 22_000 } = world.provoke(code);
      const { result } = await (writer as KongWriter).test(access, anErrand({ budgetMs }));
      expect(result).toMatchObject(err({ code }));
    });
  });

  describe('joining a group', () => {
    it('is a membership of that consumer in that group, tagged with the request', async () => {
      const { make, membershipIn } = await open();
      await make(joining('orders-write'));
      expect(await membershipIn('orders-write')).toMatchObject({
        consumerId: WEB.id,
        group: 'orders-write',
        tags: kongTagsOf(REQUEST),
      });
    });

    it('takes a membership that somebody else made for what it is, and leaves it at the end', async () => {
      const { make, look, differing } = await open();
      expect(await look(joining('orders-read'))).toEqual(ok({ is: 'as wanted', by: null }));
      expect(await make(joining('orders-read'))).toEqual(ok({ wrote: false }));
      const left = 'the membership of web-storefront in orders-read, which is not Gatehouse’s';
      expect(await look(leaving('orders-read'))).toEqual(ok({ is: 'as wanted', by: null, left }));
      expect(await make(leaving('orders-read'))).toEqual(ok({ wrote: false, left }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('does not take over what somebody else makes at the same moment', async () => {
      const { world, make, membershipIn } = await open();
      world.beforeWrite(() => world.somebody.joins(WEB.id, 'orders-write'));
      expect(await make(joining('orders-write'))).toEqual(ok({ wrote: false }));
      expect(await membershipIn('orders-write')).toMatchObject({ tags: [] });
      expect(await make(leaving('orders-write'))).toMatchObject(ok({ wrote: false }));
      expect(await membershipIn('orders-write')).toBeDefined();
    });

    it('leaves a membership of ours alone once somebody took our mark off', async () => {
      const { world, make, membershipIn } = await open();
      await make(joining('orders-write'));
      await world.somebody.retags('acls', (await membershipIn('orders-write'))?.id ?? '', ['theirs']);
      expect(await make(leaving('orders-write'))).toMatchObject(ok({ wrote: false }));
      expect(await membershipIn('orders-write')).toMatchObject({ tags: ['theirs'] });
    });

    it.each(['a/b', '..', 'grüße & co', '6f1c2a54-8d7b-4f27-9c55-0d5e8f1a2b3c', 'Orders-Read'])(
      'takes the group %j by its very name',
      async (group) => {
        const { make, membershipIn, differing } = await open();
        expect(await make(joining(group))).toEqual(ok({ wrote: true }));
        expect(await membershipIn(group)).toMatchObject({ group });
        expect(await make(leaving(group))).toEqual(ok({ wrote: true }));
        expect(await differing()).toEqual(NOTHING_DIFFERS);
      },
    );

    it('says that the consumer is not there', async () => {
      const { make, look, rehearse, differing } = await open();
      const change = joining('orders-read', { consumer: NOBODY });
      expect(await look(change)).toEqual(ok({ is: 'to be written', by: null }));
      expect(await make(change)).toMatchObject(err({ code: 'NOT_THERE', detail: 'consumer nobody' }));
      // The plan may be about to make it.
      expect(await rehearse(change)).toEqual(ok({ warnings: ['The consumer nobody is not there yet.'] }));
      expect(await make({ ...change, want: 'absent' })).toEqual(ok({ wrote: false }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });
  });

  describe('a rate limit', () => {
    it('is a plugin of that service and that consumer, tagged with the request', async () => {
      const { make, limitOf } = await open();
      await make(aLimit());
      expect(await limitOf()).toMatchObject({
        name: 'rate-limiting',
        enabled: true,
        scope: { serviceId: id('5e', 2), consumerId: WEB.id, routeId: null, consumerGroupId: null },
        tags: kongTagsOf(REQUEST),
        config: { minute: 60, hour: 1000, limit_by: 'consumer' },
      });
    });

    it('changes the limits only, and leaves age, other settings and other tags as they are', async () => {
      const { world, make, limitOf } = await open();
      await make(aLimit());
      const made = await limitOf();
      await world.somebody.sets(aLimit().id, { config: { hide_client_headers: true } });
      await world.somebody.retags('plugins', aLimit().id, ['cost:42', ...kongTagsOf(REQUEST)]);
      expect(await make(aLimit({ limits: { minute: 5 } }), OTHER_REQUEST)).toEqual(ok({ wrote: true }));
      const changed = await limitOf();
      expect(changed).toMatchObject({
        createdAt: made?.createdAt,
        tags: ['cost:42', ...kongTagsOf(OTHER_REQUEST)],
        config: { minute: 5, hide_client_headers: true },
      });
      expect(changed?.config.hour ?? null).toBeNull();
    });

    it.each([
      ['was switched off', { enabled: false }],
      ['was loosened', { config: { minute: 6000, hour: 10_000 } }],
    ])('is set right again when it %s', async (_, fields) => {
      const { world, make, look, limitOf } = await open();
      await make(aLimit());
      await world.somebody.sets(aLimit().id, fields);
      expect(await look(aLimit())).toEqual(ok({ is: 'to be written', by: REQUEST }));
      expect(await make(aLimit())).toEqual(ok({ wrote: true }));
      expect(await limitOf()).toMatchObject({ enabled: true, config: { minute: 60, hour: 1000 } });
    });

    it('never touches one that is not ours in the same scope', async () => {
      const { make, look, rehearse, differing } = await open();
      const change = aLimit({ service: ORDERS });
      const what = `the rate-limiting plugin ${id('91', 4)}`;
      expect(await look(change)).toEqual(ok({ is: 'foreign', what }));
      expect(await make(change)).toEqual(err({ code: 'FOREIGN', detail: what }));
      expect(await rehearse(change)).toEqual(err({ code: 'FOREIGN', detail: what }));
      const left = `${what}, which is not Gatehouse’s`;
      expect(await make({ ...change, want: 'absent' })).toEqual(ok({ wrote: false, left }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('never touches one that is not ours at the planned id', async () => {
      const { world, make, differing } = await open();
      const other = { id: aLimit().id, serviceId: ORDERS.id, consumerId: id('c0', 3), minute: 9 };
      await world.somebody.limits(other);
      expect(await make(aLimit())).toMatchObject(err({ code: 'FOREIGN' }));
      expect((await differing()).added).toHaveLength(1);
    });

    it('is not written over one that somebody else sets at the same moment', async () => {
      const { world, make, limitOf } = await open();
      const { service, consumer } = aLimit();
      const theirs = { id: id('91', 60), serviceId: service.id, consumerId: consumer.id, minute: 7 };
      world.beforeWrite(() => world.somebody.limits(theirs));
      expect(await make(aLimit())).toMatchObject(err({ code: 'FOREIGN' }));
      expect(await limitOf()).toBeUndefined();
      expect((await world.read()).plugins.find((one) => one.id === theirs.id)).toMatchObject({ tags: [] });
    });

    it('is refused where the gateway’s own rules refuse it, before and at writing', async () => {
      const { make, rehearse, differing } = await open();
      const change = aLimit({ limits: { minute: 100, hour: 10 } });
      expect(await rehearse(change)).toMatchObject(err({ code: 'INVALID', status: 400 }));
      expect(await make(change)).toMatchObject(err({ code: 'INVALID', status: 400 }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('says that the service or the consumer is not there', async () => {
      const { make, rehearse, differing } = await open();
      const noConsumer = aLimit({ consumer: NOBODY });
      expect(await make(noConsumer)).toMatchObject(err({ code: 'NOT_THERE', detail: 'consumer nobody' }));
      expect(await rehearse(noConsumer)).toEqual(ok({ warnings: ['The consumer nobody is not there yet.'] }));
      const gone = { id: id('5e', 99), name: 'gone' };
      const refusal = err({ code: 'NOT_THERE', detail: 'service gone' });
      expect(await make(aLimit({ service: gone }))).toMatchObject(refusal);
      expect(await rehearse(aLimit({ service: gone }))).toMatchObject(refusal);
      expect(await make(aLimit({ consumer: NOBODY, want: 'absent' }))).toEqual(ok({ wrote: false }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });
  });

  describe('a new consumer', () => {
    it('has the planned id and username, and our tags', async () => {
      const { world, make } = await open();
      await make(aNewConsumer());
      const made = (await world.read()).consumers.find((one) => one.id === REPORTS.id);
      expect(made).toMatchObject({ username: 'reports', customId: null, tags: kongTagsOf(REQUEST) });
    });

    it('is not made beside one that has the name', async () => {
      const { make, look, differing } = await open();
      const change = aNewConsumer({ consumer: { id: REPORTS.id, name: 'bi-batch' } });
      const what = 'a consumer of the name bi-batch with another id';
      expect(await look(change)).toEqual(ok({ is: 'foreign', what }));
      expect(await make(change)).toEqual(err({ code: 'FOREIGN', detail: what }));
      expect(await make({ ...change, want: 'absent' })).toEqual(ok({ wrote: false }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('is not made over one that somebody else makes at the same moment', async () => {
      const { world, make } = await open();
      const theirs = { id: id('c0', 70), username: 'reports' };
      world.beforeWrite(() => world.somebody.makesConsumer(theirs));
      expect(await make(aNewConsumer())).toMatchObject(err({ code: 'FOREIGN' }));
      expect((await world.read()).consumers.find((one) => one.username === 'reports')).toMatchObject({
        id: theirs.id,
        tags: [],
      });
    });

    it.each(['by hand', 'by another grant'])('stays when it was given something %s', async (how) => {
      const { world, make, look } = await open();
      await make(aNewConsumer());
      if (how === 'by hand') await world.somebody.givesKey(REPORTS.id);
      else await make(joining('orders-read', { consumer: REPORTS }), OTHER_REQUEST);
      const made = await world.everything();
      const end = aNewConsumer({ want: 'absent' });
      const held = how === 'by hand' ? '1 key-auth' : 'the group orders-read';
      const left = `the consumer reports, which has ${held}`;
      expect(await look(end)).toEqual(ok({ is: 'as wanted', by: REQUEST, left }));
      expect(await make(end)).toEqual(ok({ wrote: false, left }));
      expect(await world.everything()).toEqual(made);
    });

    it('stays when it is not ours', async () => {
      const { make, differing } = await open();
      const end = aNewConsumer({ consumer: { id: id('c0', 3), name: 'support-desk' }, want: 'absent' });
      const left = 'the consumer support-desk, which is not Gatehouse’s';
      expect(await make(end)).toEqual(ok({ wrote: false, left }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('is gone at the end after its memberships and limits, in this order', async () => {
      const { make, differing } = await open();
      const changes = [
        aNewConsumer(),
        joining('orders-read', { consumer: REPORTS }),
        aLimit({ consumer: REPORTS }),
      ];
      for (const change of changes) expect(await make(change)).toEqual(ok({ wrote: true }));
      for (const change of [...changes].reverse())
        expect(await make({ ...change, want: 'absent' })).toEqual(ok({ wrote: true }));
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });
  });

  describe('in a reading of the whole gateway', () => {
    const found = async (world: KongWriterWorld, change: KongChange) =>
      foundOf(change, estateOf('kong', { of: 'kong', snapshot: aSnapshot(await world.read()) }));

    it.each(EVERY_CHANGE)(
      '%s is as it was granted once it is made, and missing once it is gone',
      async (_, change) => {
        const { world, make } = await open();
        expect(await found(world, change)).toMatchObject({ is: 'missing' });
        await make(change);
        expect(await found(world, change)).toEqual({ is: 'as granted' });
        await make({ ...change, want: 'absent' });
        expect(await found(world, change)).toMatchObject({ is: 'missing' });
      },
    );

    it('a limit that somebody changed differs by the fields that they changed', async () => {
      const { world, make } = await open();
      await make(aLimit());
      await world.somebody.sets(aLimit().id, { enabled: false, config: { minute: 600 } });
      expect(await found(world, aLimit())).toMatchObject({
        is: 'changed',
        fields: ['enabled', 'config.minute'],
      });
    });

    it('what lost its mark is not ours', async () => {
      const { world, make, membershipIn } = await open();
      await make(joining('orders-write'));
      await world.somebody.retags('acls', (await membershipIn('orders-write'))?.id ?? '', ['team:orders']);
      expect(await found(world, joining('orders-write'))).toMatchObject({ is: 'foreign' });
    });
  });
};
