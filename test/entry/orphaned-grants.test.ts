import { checkKey } from '../../src/app/access/check-page';
import { removeWithGrants } from '../../src/app/access/remove-with-grants';
import { reportPersonalData } from '../../src/app/personal-data';
import { ADA, DARIO, good, ORDERS_PAGE, OWNERS_GROUP } from './a-world';
import {
  active,
  aCarryingWorld,
  approved,
  NOTHING,
  oursIn,
  requestIn,
  settle,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const NONE = { requests: [], cursor: null };

describe('a grant whose reason is gone', () => {
  const hourly = async (world: CarryingWorld) => {
    world.time.now = Math.ceil(world.time.now / 3_600_000) * 3_600_000;
    await settle(world);
  };

  it('ends with the account that asked for it', async () => {
    const { world, id } = await active();
    world.site.closedAccounts = [DARIO];
    await hourly(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { as: 'orphaned', because: 'account closed', by: null },
    });
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it.each([
    ['whoever called as themselves', { beneficiary: { kind: 'myself' as const } }],
    ['whoever asked for a consumer', {}],
  ])('ends with the account of %s also where that was forgotten first', async (_, over) => {
    const world = await aCarryingWorld();
    const subject = { kind: 'account', accountId: DARIO } as const;
    const pair = { id: world.connectionId, subject, consumerId: 'id-partner-acme' };
    good(await world.ask(ADA, 'saveMapping', pair));
    const id = await approved(world, over);
    await world.jobs.deliver();
    expect(oursIn(world).acls).toHaveLength(1);
    world.site.closedAccounts = [DARIO];
    world.reports.closed.add(DARIO);
    wait(world, 6 * 86_400_000);
    const ports = { ...world.portsFor({ kind: 'anonymous' }), reports: world.reports };
    const clock = { ...ports.clock, remainingMs: () => 300_000 };
    good(await reportPersonalData({ ...ports, clock }));
    expect(JSON.stringify(await requestIn(world, id))).not.toContain(DARIO);
    await hourly(world);
    expect((await requestIn(world, id)).state).toBe('ENDED');
    expect(oursIn(world)).toEqual(NOTHING);
  });

  const MAPPED = [
    { subject: { kind: 'account', accountId: DARIO }, beneficiary: { kind: 'myself' } },
    {
      subject: { kind: 'group', groupId: OWNERS_GROUP },
      beneficiary: { kind: 'group', groupId: OWNERS_GROUP },
    },
  ] as const;

  it.each(MAPPED)(
    'ends with the mapping by which a $subject.kind was its caller',
    async ({ subject, beneficiary }) => {
      const world = await aCarryingWorld();
      const pair = { id: world.connectionId, subject, consumerId: 'id-partner-acme' };
      good(await world.ask(ADA, 'saveMapping', pair));
      const id = await approved(world, { beneficiary });
      await world.jobs.deliver();
      await hourly(world);
      expect((await requestIn(world, id)).state).toBe('ACTIVE');
      good(await world.ask(ADA, 'removeMapping', pair));
      await hourly(world);
      expect(await requestIn(world, id)).toMatchObject({
        state: 'ENDED',
        ending: { because: 'mapping lost' },
      });
    },
  );

  it.each(MAPPED)(
    'never begins when a $subject.kind is its caller no more',
    async ({ subject, beneficiary }) => {
      const world = await aCarryingWorld();
      const pair = { id: world.connectionId, subject, consumerId: 'id-partner-acme' };
      good(await world.ask(ADA, 'saveMapping', pair));
      const id = await approved(world, { beneficiary });
      good(await world.ask(ADA, 'removeMapping', pair));
      await world.jobs.deliver();
      expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'requester' } });
      expect(oursIn(world)).toEqual(NOTHING);
    },
  );

  it('ends with its page, once that is in the bin, and not because it is hidden', async () => {
    const { world, id } = await active();
    world.site.closedToApp = [ORDERS_PAGE];
    for (let hour = 0; hour < 48; hour += 1) await hourly(world);
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    world.site.trashed = [ORDERS_PAGE];
    await hourly(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED', ending: { because: 'page deleted' } });
  });

  it('ends with nothing that could not be read', async () => {
    const { world, id } = await active();
    world.site.unavailable = '503';
    await hourly(world);
    world.site.unavailable = null;
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
  });

  it('stays while nobody can say whether its page is in the bin, or its caller still in the group', async () => {
    const world = await aCarryingWorld();
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [DARIO] }));
    const subject = { kind: 'group', groupId: OWNERS_GROUP } as const;
    const pair = { id: world.connectionId, subject, consumerId: 'id-partner-acme' };
    good(await world.ask(ADA, 'saveMapping', pair));
    const id = await approved(world, { beneficiary: { kind: 'myself' } });
    await world.jobs.deliver();
    world.site.closedToApp = [ORDERS_PAGE];
    await world.jobs.consume({ body: { key: checkKey(ORDERS_PAGE) } });
    world.site.unreadableGroups = [OWNERS_GROUP];
    await hourly(world);
    world.site.unavailable = '503';
    await hourly(world);
    world.site.unavailable = null;
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    world.site.unreadableGroups = [];
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [] }));
    await hourly(world);
    expect(await requestIn(world, id)).toMatchObject({ state: 'ENDED', ending: { because: 'mapping lost' } });
  });

  it('is asked about when the page is bound to another service, and ends with the change', async () => {
    const { world, id } = await active();
    const { version } = good(await world.ask(DARIO, 'readBinding', { pageId: ORDERS_PAGE }));
    const environments = [
      {
        name: 'Production',
        kong: null,
        kubernetes: { connectionId: world.meshId, namespace: 'orders', labels: { app: 'refunds' } },
      },
    ];
    const change = { pageId: ORDERS_PAGE, version, binding: { v: 1 as const, environments } };
    const asked = await world.ask(DARIO, 'saveBinding', change);
    expect(asked).toMatchObject({ ok: false, error: { code: 'LIVE_GRANTS', detail: '1 (partner-acme)' } });
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    good(await world.ask(DARIO, 'saveBinding', { ...change, endsGrants: true }));
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { because: 'page unbound', by: DARIO },
    });
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it('ends on the other plane when its connection was removed before any list named it, and says what stays', async () => {
    const { world, id } = await active();
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
    const lagging = {
      ...world.portsFor({ kind: 'person', accountId: ADA }),
      requests: { ...world.access.requests, list: () => Promise.resolve({ ok: true as const, value: NONE }) },
    };
    const removal = { id: world.connectionId, rev, grants: 'end' as const, by: ADA };
    expect(good(await removeWithGrants(lagging, removal))).toEqual({ removed: true, ending: 0 });
    await hourly(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'ENDED',
      ending: { as: 'orphaned', because: 'connection removed', by: null },
      left: [
        'limit of `partner-acme` on `orders`: its connection was removed',
        'membership of `partner-acme` in ACL group `orders-read`: its connection was removed',
      ],
    });
    expect(oursIn(world)).toMatchObject({ acls: [{}], plugins: [{}], policies: [] });
    const held = world.grants.all().filter(({ state }) => state !== 'gone');
    expect(held).toEqual([]);
  });
});
