import { propertyName } from '../../src/adapters/memory/confluence-pages';
import { readPageRecord } from '../../src/app/access/page-record';
import { PROJECTION_KEY } from '../../src/domain/access/projection';
import type { Json } from '../../src/domain/json';
import {
  altered,
  approve,
  begin,
  DAY,
  entriesOf,
  MINUTE,
  PROPERTY,
  propertyOn,
  recordOf,
  tamper,
} from './a-page-record';
import { CART_PAGE, DARIO, good, ORD, ORDERS_PAGE, RITA, SAM } from './a-world';
import { send } from './an-access-world';

describe('what a page’s properties say about access', () => {
  it('is nothing before somebody asks, and verified as soon as somebody has', async () => {
    const { world } = await begin();
    expect(await recordOf(world)).toMatchObject({ outcome: 'nothing-yet', alteration: null });
    good(await send(world));
    expect(await recordOf(world)).toMatchObject({ outcome: 'verified', alteration: null, mayWrite: false });
    expect(good(await world.ask(RITA, 'readAccess', { pageId: ORDERS_PAGE })).pending).toBe(1);
  });

  it('is behind while it was not written yet, and while something newer waits to be', async () => {
    const { world, jobs } = await begin();
    good(await send(world, RITA));
    expect((await recordOf(world)).outcome).toBe('behind');
    await jobs.deliver();
    expect((await recordOf(world)).outcome).toBe('verified');
    good(await send(world, RITA));
    expect((await recordOf(world)).outcome).toBe('behind');
  });

  it('was altered: that is said with who it was, recorded once whoever looks how often, and put right', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    await tamper(world, altered(world, { gatehouseState: 'active' }));
    const at = propertyOn(world)?.at;
    for (const who of [RITA, SAM, RITA])
      expect(await recordOf(world, who)).toMatchObject({
        outcome: 'altered',
        alteration: { what: 'what they say is not what was signed', by: DARIO, at, restoredAt: null },
      });
    await Promise.all([recordOf(world), recordOf(world, SAM)]);
    expect(await entriesOf(world)).toEqual(['request.opened', 'projection.altered']);
    await jobs.deliver();
    expect(await recordOf(world)).toMatchObject({
      outcome: 'verified',
      alteration: { by: DARIO, restoredAt: new Date(world.time.now).toISOString() },
    });
    expect(await entriesOf(world)).toEqual(['request.opened', 'projection.altered', 'projection.restored']);
    world.time.now += 15 * DAY;
    expect((await recordOf(world)).alteration).toBeNull();
  });

  it('is recorded again when somebody alters it again', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    await tamper(world, altered(world, { gatehousePending: 9 }));
    await recordOf(world);
    await tamper(world, altered(world, { gatehousePending: 8 }), SAM);
    expect(await recordOf(world)).toMatchObject({ outcome: 'altered', alteration: { by: SAM } });
    await jobs.deliver();
    const told = ['projection.altered', 'projection.altered', 'projection.restored'];
    expect(await entriesOf(world)).toEqual(['request.opened', ...told]);
  });

  it('was rolled back, although it is signed by us and of this page', async () => {
    const { world, jobs } = await begin();
    const asked = good(await send(world));
    const old = propertyOn(world)?.value ?? null;
    await approve(world, SAM, asked);
    await tamper(world, old);
    expect(await recordOf(world)).toMatchObject({
      outcome: 'altered',
      alteration: { what: 'an older version was put back', by: DARIO },
    });
    await jobs.deliver();
    expect((await recordOf(world)).outcome).toBe('verified');
  });

  it.each<[string, string, Json]>([
    ['unsigned', 'something that is not signed took their place', { gatehouseState: 'active' }],
    [
      'unknown-key',
      'something signed with another key took their place',
      { kid: 'k9', at: 1, sig: 'f'.repeat(128) },
    ],
  ])('is %s when somebody put something else in its place', async (outcome, what, value) => {
    const { world, jobs } = await begin();
    good(await send(world));
    await tamper(world, value);
    expect(await recordOf(world)).toMatchObject({ outcome, alteration: { what, by: DARIO } });
    await jobs.deliver();
    expect((await recordOf(world)).outcome).toBe('verified');
  });

  it('is missing when somebody removed it: recorded without a name, since nobody is named beside what is gone', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    world.time.now += 2 * MINUTE;
    world.site.properties.delete(PROPERTY);
    expect(await recordOf(world)).toMatchObject({ outcome: 'missing', alteration: { by: null } });
    await jobs.deliver();
    expect((await recordOf(world)).outcome).toBe('verified');
    expect(await entriesOf(world)).toEqual(['request.opened', 'projection.altered', 'projection.restored']);
  });

  it('is foreign on a copied page, and nobody is accused of that', async () => {
    const { world } = await begin();
    good(await send(world));
    const copy = propertyOn(world);
    if (copy === undefined) throw new Error('nothing to copy');
    world.site.properties.set(propertyName(CART_PAGE, PROJECTION_KEY), copy);
    const ports = world.portsFor({ kind: 'person', accountId: RITA });
    expect(good(await readPageRecord(ports, CART_PAGE))).toMatchObject({
      outcome: 'foreign',
      alteration: null,
    });
    expect(await entriesOf(world)).toEqual(['request.opened']);
  });

  it('is not read when Confluence does not say: that is neither verified nor altered', async () => {
    const { world } = await begin();
    good(await send(world));
    const ports = world.portsFor({ kind: 'person', accountId: RITA });
    const failing = { code: 'CONFLUENCE_UNAVAILABLE', detail: '503' } as const;
    const confluence = {
      ...ports.confluence,
      readProperty: () => Promise.resolve({ ok: false, error: failing } as const),
    };
    expect(good(await readPageRecord({ ...ports, confluence }, ORDERS_PAGE)).outcome).toBe('not read');
    expect(await entriesOf(world)).toEqual(['request.opened']);
  });

  it('is written by an editor’s click where the page is closed to the app', async () => {
    const { world, jobs } = await begin();
    world.site.closedToApp = [ORDERS_PAGE];
    good(await send(world, RITA));
    await jobs.deliver();
    expect(await recordOf(world, RITA)).toMatchObject({ outcome: 'closed', mayWrite: false });
    expect(await recordOf(world, DARIO)).toMatchObject({ outcome: 'closed', mayWrite: true });
    const written = await world.ask(DARIO, 'writePageRecord', { pageId: ORDERS_PAGE, anew: false });
    expect(good(written).outcome).toBe('verified');
    expect(propertyOn(world)?.by).toBe(DARIO);
  });

  it('is judged also when somebody decides: what stood there is recorded before it is written over', async () => {
    const { world } = await begin();
    const asked = good(await send(world));
    await tamper(world, altered(world, { gatehouseState: 'active' }));
    await approve(world, SAM, asked);
    expect(await entriesOf(world)).toEqual([
      'request.opened',
      'request.approved',
      'projection.altered',
      'projection.restored',
    ]);
    expect(await recordOf(world)).toMatchObject({ outcome: 'verified', alteration: { by: DARIO } });
  });
});

describe('the pages of a space', () => {
  it('are listed for who decides there, each with how it was last found and since when', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    const list = async (who = SAM) => {
      const { rows } = good(await world.ask(who, 'listPageRecords', { spaceId: ORD, cursor: null }));
      return rows;
    };
    const page = { id: ORDERS_PAGE, title: 'Orders service' };
    const checkedAt = new Date(world.time.now).toISOString();
    expect(await list()).toMatchObject([{ page, outcome: 'verified', checkedAt, mayWrite: false }]);
    await tamper(world, altered(world, { gatehouseState: 'active' }));
    await recordOf(world);
    expect(await list()).toMatchObject([
      { outcome: 'altered', alteration: { by: DARIO, restoredAt: null }, mayWrite: true },
    ]);
    await jobs.deliver();
    expect(await list()).toMatchObject([{ outcome: 'verified', alteration: { by: DARIO } }]);
    world.site.closedToApp = [ORDERS_PAGE];
    good(await send(world, RITA));
    await jobs.deliver();
    expect(await list()).toMatchObject([{ outcome: 'closed', mayWrite: true }]);
  });
});
