import type { Page } from 'playwright-core';
import { viewerOf } from '../../host/confluence';
import {
  ADA,
  ask,
  boundToKong,
  CHECKOUT,
  connectionIds,
  INVENTORY,
  invokerOf,
  OLGA,
  ORDERS,
  pageIn,
  RITA,
  rowsOf,
  SHIPPING,
} from './example';
import { openSite, type OpenSite } from './open-site';
import { picture } from './picture';

const KONG_HOST = 'kong.shop.example';
const MESH_HOST = 'mesh.shop.example';
/** Where the mesh answers for the namespace of the page's workload. */
const IN_ORDERS = '/apis/security.istio.io/v1/namespaces/orders';
const HOUR_MS = 3_600_000;

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
  const model = site.host.confluence.site;
  for (const pageId of [CHECKOUT, SHIPPING, INVENTORY])
    model.insertMacro(viewerOf(OLGA), pageId, { key: 'kong-routes', at: 0 });
  const olga = await invokerOf(site, OLGA);
  const { 'Shop gateway': gateway = '' } = await connectionIds(site);
  for (const [pageId, service] of [
    [CHECKOUT, 'checkout'],
    [INVENTORY, 'inventory'],
  ] as const) {
    const binding = boundToKong(gateway, service);
    expect(await ask(olga, 'saveBinding', { pageId, version: 0, binding })).toMatchObject({ ok: true });
  }
}, 180_000);

afterEach(() => {
  site.host.faults.sources = {};
});

afterAll(async () => {
  await site.close();
});

/** A page whose clock shows the host's time: here, the host's time is moved. */
const open = async (pageId: string, as: string): Promise<Page> => {
  const page = await site.page('/wiki/spaces', as);
  await page.clock.setFixedTime(site.host.clock.now());
  await page.goto(site.host.origin + pageIn('ORD', pageId));
  return page;
};

describe('when a source cannot be reached', () => {
  it('shows the last good reading with its age, and says why and what to do', async () => {
    const before = await open(ORDERS, OLGA);
    await before.getByText('Read just now').nth(1).waitFor();
    site.host.faults.sources = { [KONG_HOST]: { down: true } };
    await site.host.clock.advance(2 * HOUR_MS);

    const page = await open(ORDERS, RITA);
    await page.getByText('The routes cannot be read now; this is how it was 2 hours ago').waitFor();
    await page.getByText('Nothing answers there: the connection was refused.').waitFor();
    await page.getByText('Check host and port, and that the service runs.').waitFor();
    await page.getByText('As of 2 hours ago').waitFor();
    await rowsOf(page, 'routes').filter({ hasText: 'orders-list' }).waitFor();
    // The mesh is another source: it is read as ever.
    await page.getByText('Read just now').waitFor();
    await rowsOf(page, 'policies').filter({ hasText: 'deny-by-default' }).waitFor();
  });

  it('reads live again, at a press of Refresh, once the source is back', async () => {
    site.host.faults.sources = { [KONG_HOST]: { down: true } };
    const page = await open(ORDERS, RITA);
    await page.getByText('The routes cannot be read now').waitFor();
    site.host.faults.sources = {};
    await page.getByRole('button', { name: 'Refresh' }).first().click();
    await page.getByText('Read just now').nth(1).waitFor();
    expect(await page.getByText('cannot be read now').count()).toBe(0);
  });

  it('says so when nothing was ever read, and shows no empty table', async () => {
    site.host.faults.sources = { [KONG_HOST]: { down: true } };
    const page = await open(INVENTORY, RITA);
    await page.getByText('The routes could not be read').waitFor();
    await page.getByText('Nothing answers there: the connection was refused.').waitFor();
    expect(await page.getByRole('table', { name: 'routes' }).count()).toBe(0);
    expect(await page.getByText('No route leads to this service').count()).toBe(0);
  });

  it('does the same for the mesh', async () => {
    site.host.faults.sources = { [MESH_HOST]: { down: true } };
    const page = await open(ORDERS, RITA);
    await page.getByText(/^The policies cannot be read now; this is how it was/).waitFor();
    await rowsOf(page, 'policies').filter({ hasText: 'deny-by-default' }).waitFor();
    await picture(page.getByRole('main'), 'mesh-stale');
  });
});

describe('when a part cannot be read', () => {
  it('names it, with the status, and shows the rest', async () => {
    site.host.faults.sources = { [KONG_HOST]: { failPaths: { '/plugins': 403 } } };
    const page = await open(CHECKOUT, RITA);
    await page.getByText('Part of this could not be read').waitFor();
    await page
      .getByText('plugins could not be read (403): The credential may not read this (403).')
      .waitFor();
    await rowsOf(page, 'routes').filter({ hasText: 'checkout-status' }).waitFor();
    expect(await page.getByText('No plugin is attached').count()).toBe(0);
    expect(await page.getByText('No credential is asked for').count()).toBe(0);
  });

  it('names the kind of the mesh that may not be read, and says of mutual TLS only that it is not known', async () => {
    site.host.faults.sources = { [MESH_HOST]: { failPaths: { [`${IN_ORDERS}/peerauthentications`]: 403 } } };
    const page = await open(ORDERS, RITA);
    await page.getByText('Part of this could not be read').waitFor();
    await page
      .getByText(
        'peerauthentications in orders could not be read (403): The credential may not read this (403).',
      )
      .waitFor();
    await page.getByText(/^Only .* may call this.*; whether plaintext is refused is not known\.$/).waitFor();
    await rowsOf(page, 'policies').filter({ hasText: 'deny-by-default' }).waitFor();
    await picture(page.getByRole('main'), 'mesh-kind-forbidden');
    const tls = page.getByRole('table', { name: 'mutual TLS by port' });
    await tls.getByText(/^Whether plaintext is refused is not known\./).waitFor();
  });

  it('does not say who may call where the policies themselves may not be read', async () => {
    site.host.faults.sources = {
      [MESH_HOST]: { failPaths: { [`${IN_ORDERS}/authorizationpolicies`]: 403 } },
    };
    const page = await open(ORDERS, RITA);
    await page.getByText('authorizationpolicies in orders could not be read (403)').waitFor();
    await page.getByText(/^Who may call this is not known, since not all policies could be read/).waitFor();
    expect(await page.getByText('No policy selects this workload').count()).toBe(0);
    await picture(page.getByRole('main'), 'mesh-policies-forbidden');
    expect(await page.getByText(/^(Only|Anyone|Nobody)\b.* may call/).count()).toBe(0);
  });
});

describe('when the source is slow', () => {
  it('paints the last good reading at once and reads on', async () => {
    const first = await open(CHECKOUT, RITA);
    await first.getByText('Read just now').waitFor();
    await site.host.clock.advance(HOUR_MS);
    site.host.faults.sources = { [KONG_HOST]: { slowMs: 1_500 } };
    const page = await open(CHECKOUT, RITA);
    await page.getByText('As of 1 hour ago').waitFor();
    await rowsOf(page, 'routes').filter({ hasText: 'checkout-status' }).waitFor();
    expect(await page.getByRole('button', { name: 'Refresh' }).isEnabled()).toBe(false);
    await page.getByText('Read just now').waitFor();
    expect(await page.getByText('As of').count()).toBe(0);
  });
});

describe('when no service is chosen', () => {
  it('says what to do', async () => {
    const page = await open(SHIPPING, RITA);
    await page.getByRole('heading', { name: 'Kong routes: no service chosen yet' }).waitFor();
    await page.getByText('Edit the page and configure this macro').waitFor();
  });
});

describe('when the connection was removed', () => {
  it('says so, and keeps nothing of what was read through it', async () => {
    const ada = await invokerOf(site, ADA);
    const { 'Shop gateway': id = '' } = await connectionIds(site);
    const read = await ask(ada, 'readConnection', { id });
    if (!read.ok) throw new Error(read.error.code);
    expect(await ask(ada, 'removeConnection', { id, rev: read.value.rev })).toMatchObject({ ok: true });

    const page = await open(ORDERS, RITA);
    await page.getByText('The connection this page uses was removed.').waitFor();
    await page.getByText('Configure this macro with another connection.').waitFor();
    expect(await page.getByText('orders-list').count()).toBe(0);
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
