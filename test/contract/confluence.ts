import type { ConfluencePort } from '../../src/app/ports';
import { NO_TABLE_AT_ALL, textOfTable, type AccessTable } from '../../src/domain/access/access-table';
import type { Notice } from '../../src/domain/access/notice';
import type { Binding } from '../../src/domain/binding';
import type { Json } from '../../src/domain/json';
import { good } from '../entry/a-world';

/** The example's site: Orders (restricted to nobody), Payments (page closed to Nils and to the app), Cart (anonymous may read). */
export type SiteWorld = {
  /** Confluence as this person sees it; null is an anonymous visitor. */
  as: (accountId: string | null) => ConfluencePort;
  /** Confluence as the app sees it, whom jobs ask as. */
  asApp: () => ConfluencePort;
  ids: { orders: string; payments: string; cart: string; ordersSpace: string; ownersGroup: string };
  /** Takes our macros out of the page's text, as any editor may. */
  takeMacrosOut: (pageId: string) => Promise<void>;
  /** Writes the page's property by hand, as any editor may. */
  writeByHand: (pageId: string, value: object) => Promise<void>;
};

const RITA = '712020:rita';
const DARIO = '712020:dario';
const SAM = '712020:sam';
const ADA = '712020:ada';
const OLGA = '712020:olga';
const NILS = '712020:nils';
/** An account of the world that was closed. */
export const FORMER = '712020:former';

const aBinding = (service: string): Binding => ({
  v: 1,
  environments: [
    {
      name: 'Production',
      kong: { connectionId: '00000000000000000000000001', service },
      kubernetes: {
        connectionId: '00000000000000000000000002',
        namespace: 'orders',
        labels: { app: 'orders' },
      },
    },
  ],
});

/** What Confluence answers about people and pages, whichever Confluence it is. */
export const keepsConfluenceContract = (make: () => Promise<SiteWorld>): void => {
  it('shows a page to who may see it, and hides it from others as if it did not exist', async () => {
    const { as, ids } = await make();
    expect(good(await as(RITA).page(ids.orders))).toMatchObject({
      id: ids.orders,
      title: 'Orders service',
      spaceId: ids.ordersSpace,
    });
    const hidden = { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } };
    expect(await as(NILS).page(ids.payments)).toEqual(hidden);
    expect(await as(NILS).page('99999999')).toEqual(hidden);
    expect(await as(NILS).readBinding(ids.payments)).toEqual(hidden);
  });

  it('shows an anonymous visitor what everybody may see, and nothing else', async () => {
    const { as, ids } = await make();
    good(await as(null).page(ids.cart));
    expect(await as(null).page(ids.orders)).toEqual({ ok: false, error: { code: 'PAGE_NOT_VISIBLE' } });
    expect(good(await as(null).readBinding(ids.cart))).toEqual({ version: 0, binding: null });
    expect(good(await as(null).isConfluenceAdmin())).toBe(false);
  });

  it('knows editors, space admins and Confluence admins, and takes nobody else for one', async () => {
    const { as, ids } = await make();
    expect(good(await as(DARIO).mayEdit(ids.orders))).toBe(true);
    expect(good(await as(RITA).mayEdit(ids.orders))).toBe(false);
    expect(good(await as(NILS).mayEdit(ids.payments))).toBe(false);
    expect(good(await as(SAM).isSpaceAdmin(ids.ordersSpace))).toBe(true);
    expect(good(await as(DARIO).isSpaceAdmin(ids.ordersSpace))).toBe(false);
    expect(good(await as(ADA).isConfluenceAdmin())).toBe(true);
    expect(good(await as(SAM).isConfluenceAdmin())).toBe(false);
  });

  it('keeps a binding and tells the second of two who save', async () => {
    const { as, ids } = await make();
    expect(good(await as(DARIO).readBinding(ids.orders))).toEqual({ version: 0, binding: null });
    expect(await as(DARIO).writeBinding(ids.orders, 5, aBinding('cart'))).toEqual({
      ok: false,
      error: { code: 'CONFLICT' },
    });
    expect(good(await as(DARIO).writeBinding(ids.orders, 0, aBinding('orders')))).toMatchObject({
      version: 1,
    });
    expect(good(await as(RITA).readBinding(ids.orders))).toEqual({ version: 1, binding: aBinding('orders') });
    const conflict = { ok: false, error: { code: 'CONFLICT' } };
    expect(await as(DARIO).writeBinding(ids.orders, 0, aBinding('cart'))).toEqual(conflict);
    good(await as(DARIO).writeBinding(ids.orders, 1, aBinding('checkout')));
    expect(await as(DARIO).writeBinding(ids.orders, 1, aBinding('cart'))).toEqual(conflict);
    expect(good(await as(RITA).readBinding(ids.orders))).toEqual({
      version: 2,
      binding: aBinding('checkout'),
    });
  });

  it('lets only editors write', async () => {
    const { as, ids } = await make();
    const refused = { ok: false, error: { code: 'NOT_PAGE_EDITOR' } };
    expect(await as(RITA).writeBinding(ids.orders, 0, aBinding('orders'))).toEqual(refused);
    expect(await as(NILS).writeBinding(ids.payments, 0, aBinding('orders'))).toEqual(refused);
  });

  it('says which property it cannot understand, and that it can be written over', async () => {
    const { as, ids, writeByHand } = await make();
    await writeByHand(ids.orders, { v: 1, environments: 'all of them' });
    const read = await as(RITA).readBinding(ids.orders);
    expect(read).toMatchObject({ ok: false, error: { code: 'BINDING_UNREADABLE', version: 1 } });
    good(await as(DARIO).writeBinding(ids.orders, 1, aBinding('orders')));
  });

  it('finds groups, and says that one does not exist rather than that it is empty', async () => {
    const { as, ids } = await make();
    expect(good(await as(SAM).group(ids.ownersGroup))).toEqual({
      id: ids.ownersGroup,
      name: 'orders-owners',
    });
    expect(good(await as(SAM).group('00000000-0000-4000-8000-000000000000'))).toBeNull();
    expect(good(await as(SAM).searchGroups('ers-own'))).toEqual([
      { id: ids.ownersGroup, name: 'orders-owners' },
    ]);
  });

  it('reads the members of a group to the end, and takes no unknown group for an empty one', async () => {
    const { as, ids } = await make();
    const members = await as(SAM).groupMembers(ids.ownersGroup);
    expect(members).toEqual({ read: 'complete', people: [OLGA] });
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await as(SAM).groupMembers(unknown)).toMatchObject({ read: 'incomplete' });
  });

  it('knows the groups of a person, all groups, and which accounts exist', async () => {
    const { as, ids } = await make();
    expect(good(await as(OLGA).myGroups(OLGA))).toContain(ids.ownersGroup);
    expect(good(await as(RITA).myGroups(RITA))).not.toContain(ids.ownersGroup);
    const { groups, all } = good(await as(ADA).groups());
    expect(groups).toContainEqual({ id: ids.ownersGroup, name: 'orders-owners' });
    expect(all).toBe(true);
    expect(good(await as(ADA).people([RITA, '712020:nobody']))).toEqual([RITA]);
    expect(good(await as(ADA).people([]))).toEqual([]);
  });

  it('tells accounts that were closed from those in use, and from those that nobody ever had', async () => {
    const { asApp } = await make();
    const asked = [RITA, FORMER, '712020:nobody'];
    expect(good(await asApp().closedAccounts(asked))).toEqual([FORMER]);
    expect(good(await asApp().people(asked))).toEqual([RITA]);
  });

  it('takes no page for thrown away that is there, hidden, or never was', async () => {
    const { asApp, ids } = await make();
    for (const pageId of [ids.orders, ids.payments, '99999999'])
      expect(good(await asApp().isTrashed(pageId))).toBe(false);
  });

  it('finds spaces by key and by name, and names them by id', async () => {
    const { as, ids } = await make();
    const orders = { id: ids.ordersSpace, key: 'ORD', name: 'Orders' };
    expect(good(await as(ADA).searchSpaces('ord'))).toContainEqual(orders);
    expect(good(await as(ADA).searchSpaces('Orde'))).toEqual([orders]);
    expect(good(await as(ADA).searchSpaces('')).length).toBeGreaterThan(2);
    expect(good(await as(ADA).spaces([ids.ordersSpace, '99999999']))).toEqual([orders]);
  });

  describe('a property of a page', () => {
    const KEY = 'gatehouse_access';
    const write = (value: Json, seen: number) => ({ key: KEY, value, seen, message: 'because' });
    const CONFLICT = { ok: false, error: { code: 'CONFLICT' } };

    it('is kept with who wrote it, and tells the second of two who write', async () => {
      const { as, ids } = await make();
      expect(good(await as(RITA).readProperty(ids.orders, KEY))).toBeNull();
      expect(await as(DARIO).writeProperty(ids.orders, write({ n: 1 }, 3))).toEqual(CONFLICT);
      expect(good(await as(DARIO).writeProperty(ids.orders, write({ n: 1 }, 0)))).toEqual({ version: 1 });
      expect(await as(SAM).writeProperty(ids.orders, write({ n: 2 }, 0))).toEqual(CONFLICT);
      const first = good(await as(RITA).readProperty(ids.orders, KEY));
      expect(first).toMatchObject({ version: 1, value: { n: 1 }, by: DARIO });
      expect(Date.parse(first?.at ?? '')).not.toBeNaN();
      expect(good(await as(SAM).writeProperty(ids.orders, write({ n: 2 }, 1)))).toEqual({ version: 2 });
      expect(good(await as(RITA).readProperty(ids.orders, KEY))).toMatchObject({ value: { n: 2 }, by: SAM });
    });

    it('is beside the binding, and neither disturbs the other', async () => {
      const { as, ids } = await make();
      good(await as(DARIO).writeBinding(ids.orders, 0, aBinding('orders')));
      good(await as(DARIO).writeProperty(ids.orders, write({ n: 1 }, 0)));
      expect(good(await as(RITA).readBinding(ids.orders)).version).toBe(1);
    });

    it('is written by editors alone, and hidden with its page', async () => {
      const { as, ids } = await make();
      const refused = { ok: false, error: { code: 'NOT_PAGE_EDITOR' } };
      expect(await as(RITA).writeProperty(ids.orders, write({ n: 1 }, 0))).toEqual(refused);
      expect(await as(NILS).writeProperty(ids.payments, write({ n: 1 }, 0))).toEqual(refused);
      const hidden = { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } };
      expect(await as(NILS).readProperty(ids.payments, KEY)).toEqual(hidden);
    });

    it('is written by the app in its own name, unless the page is closed to it', async () => {
      const { as, asApp, ids } = await make();
      good(await asApp().writeProperty(ids.orders, write({ n: 1 }, 0)));
      const written = good(await as(RITA).readProperty(ids.orders, KEY));
      expect([RITA, DARIO, SAM]).not.toContain(written?.by);
      const hidden = { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } };
      expect(await asApp().page(ids.payments)).toEqual(hidden);
      expect(await asApp().readProperty(ids.payments, KEY)).toEqual(hidden);
      const refused = { ok: false, error: { code: 'NOT_PAGE_EDITOR' } };
      expect(await asApp().writeProperty(ids.payments, write({ n: 1 }, 0))).toEqual(refused);
    });
  });

  describe('a notice on a page', () => {
    const notice = (mark: string): Notice => ({
      mentions: [SAM, OLGA],
      text: 'Access is asked for: <a> & b.',
      mark,
    });

    it('is found again by its mark by whoever posted it, and by nobody else', async () => {
      const { as, asApp, ids } = await make();
      expect(good(await asApp().hasNotice(ids.orders, 'r1.1.approvers'))).toBe(false);
      good(await asApp().postNotice(ids.orders, notice('r1.1.approvers')));
      expect(good(await asApp().hasNotice(ids.orders, 'r1.1.approvers'))).toBe(true);
      expect(good(await asApp().hasNotice(ids.orders, 'r1.2.approvers'))).toBe(false);
      expect(good(await as(DARIO).hasNotice(ids.orders, 'r1.1.approvers'))).toBe(false);
      good(await as(DARIO).postNotice(ids.orders, notice('r2.1.approvers')));
      expect(good(await asApp().hasNotice(ids.orders, 'r2.1.approvers'))).toBe(false);
    });

    it('is neither posted nor looked for on a page that is hidden', async () => {
      const { asApp, ids } = await make();
      const hidden = { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } };
      expect(await asApp().postNotice(ids.payments, notice('r1.1.approvers'))).toEqual(hidden);
      expect(await asApp().hasNotice(ids.payments, 'r1.1.approvers')).toEqual(hidden);
    });
  });

  it('names the admins of a space for the app, and reads no group further than it may', async () => {
    const { asApp, ids } = await make();
    const { people } = good(await asApp().spaceAdmins(ids.ordersSpace));
    expect(people).toContain(SAM);
    expect(people).not.toContain(DARIO);
    expect(await asApp().groupMembers(ids.ownersGroup, 1)).toEqual({ read: 'complete', people: [OLGA] });
    expect(await asApp().groupMembers(ids.ownersGroup, 0)).toMatchObject({ read: 'incomplete' });
  });

  it('tells the app whether a page has a macro of ours, and nothing of a page that is closed to it', async () => {
    const { asApp, ids, takeMacrosOut } = await make();
    expect(good(await asApp().hasMacro(ids.orders))).toBe(true);
    await takeMacrosOut(ids.orders);
    expect(good(await asApp().hasMacro(ids.orders))).toBe(false);
    const hidden = { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } };
    expect(await asApp().hasMacro(ids.payments)).toEqual(hidden);
  });

  describe('the access table of a page', () => {
    const table: AccessTable = {
      entries: [
        [
          { label: 'Caller', cell: [{ text: 'partner-acme & sons' }] },
          { label: 'Approver', cell: [{ person: SAM }, { person: OLGA }] },
        ],
        [{ label: 'Caller', cell: [{ text: 'batch' }] }],
      ],
      isCut: false,
    };
    const write = (seen: number, of = table) => ({ table: of, seen, message: 'Gatehouse: because' });
    const CONFLICT = { ok: false, error: { code: 'CONFLICT' } };

    it('is read as it was written, and tells the second of two who write', async () => {
      const { as, ids } = await make();
      const { pageVersion, text } = good(await as(RITA).readTable(ids.orders));
      expect(text).toEqual([]);
      good(await as(SAM).writeTable(ids.orders, write(pageVersion)));
      expect(await as(DARIO).writeTable(ids.orders, write(pageVersion))).toEqual(CONFLICT);
      expect(good(await as(RITA).readTable(ids.orders))).toEqual({
        pageVersion: pageVersion + 1,
        text: textOfTable(table),
      });
      good(await as(SAM).writeTable(ids.orders, write(pageVersion + 1, NO_TABLE_AT_ALL)));
      expect(good(await as(RITA).readTable(ids.orders)).text).toEqual([]);
    });

    it('is written by editors and by the app, where the page is open to them, and by nobody else', async () => {
      const { as, asApp, ids } = await make();
      const { pageVersion } = good(await as(RITA).readTable(ids.orders));
      const refused = { ok: false, error: { code: 'NOT_PAGE_EDITOR' } };
      expect(await as(RITA).writeTable(ids.orders, write(pageVersion))).toEqual(refused);
      good(await asApp().writeTable(ids.orders, write(pageVersion)));
      const hidden = { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } };
      expect(await asApp().readTable(ids.payments)).toEqual(hidden);
      expect(await asApp().writeTable(ids.payments, write(1))).toEqual(refused);
      expect(await as(NILS).readTable(ids.payments)).toEqual(hidden);
    });
  });
};
