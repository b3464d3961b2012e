import type { Page } from 'playwright-core';
import { viewerOf } from '../../host/confluence';
import {
  ask,
  askKong,
  boundToKong,
  CHECKOUT,
  choose,
  connectionIds,
  inOneTurn,
  INVENTORY,
  invokerOf,
  OLGA,
  ORDERS,
  pageIn,
  RETURNS,
  RITA,
  rowsOf,
  SHIPPING,
} from './example';
import { openSite, type OpenSite } from './open-site';
import { picture } from './picture';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
}, 180_000);

afterAll(async () => {
  await site.close();
});

/** A service of the orders team with more routes than anybody reads, each with a plugin: every other one takes GET, the rest POST. */
const addServiceWithRoutes = async (name: string, routes: number): Promise<void> => {
  await askKong(site, `PUT /services/${name}`, {
    host: `${name}.orders.svc.cluster.local`,
    tags: ['team:orders'],
  });
  for (let n = 0; n < routes; n += 1) {
    const route = `${name}-${String(n).padStart(3, '0')}`;
    await askKong(site, `POST /services/${name}/routes`, {
      name: route,
      paths: [`/${name}/${String(n)}`],
      methods: [n % 2 === 0 ? 'GET' : 'POST'],
    });
    await askKong(site, `POST /routes/${route}/plugins`, { name: n % 5 === 0 ? 'cors' : 'key-auth' });
  }
};

const DIALOG = 'Which service is this page about?';

const insert = async (page: Page, macro: string): Promise<void> => {
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Insert', exact: true }).click();
  await page.getByRole('textbox', { name: 'Search elements' }).fill(macro);
  await page.getByRole('button', { name: new RegExp(`^${macro}`) }).click();
  await page.getByRole('dialog', { name: DIALOG }).waitFor();
};

const saveAndPublish = async (page: Page): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: DIALOG });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('button', { name: 'Edit' }).waitFor();
};

describe('a page that has no macro', () => {
  it('gets Kong routes: the dialog opens by itself, suggests the page’s service, and its routes appear', async () => {
    const page = await site.page(pageIn('ORD', CHECKOUT), OLGA);
    await insert(page, 'Kong routes');
    await choose(page, 'Kong service', /^checkout .*same name as the page/);
    await choose(page, 'Workload in the mesh', /^orders\/checkout .*same name as the page/);
    await saveAndPublish(page);

    const route = rowsOf(page, 'routes').filter({ hasText: 'checkout-status' });
    await route.filter({ hasText: 'GET, HEAD' }).waitFor();
    await rowsOf(page, 'plugins')
      .filter({ hasText: 'jwt' })
      .filter({ hasText: 'service checkout' })
      .waitFor();
    await page.getByText('through Shop gateway').waitFor();
    await page.reload();
    await route.waitFor();
  });

  it('asks each source once for what could be chosen, when the dialog opens', async () => {
    const page = await site.page(pageIn('ORD', SHIPPING), OLGA);
    const before = new Set(site.host.platform.calls());
    await insert(page, 'Istio policies');
    await page.getByRole('combobox', { name: 'Kong service' }).click();
    await page.getByRole('option', { name: /^shipping/ }).waitFor();
    const asked = site.host.platform
      .calls()
      .filter((call) => !before.has(call) && call.kind === 'egress')
      .map(({ target }) => target);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked).toEqual([...new Set(asked)]);
  });

  it('gets Istio policies, each with a sentence', async () => {
    const page = await site.page(pageIn('ORD', SHIPPING), OLGA);
    await insert(page, 'Istio policies');
    await choose(page, 'Workload in the mesh', /^orders\/shipping .*same name as the page/);
    await saveAndPublish(page);

    await rowsOf(page, 'policies')
      .filter({ hasText: 'deny-by-default' })
      .filter({ hasText: 'Lets nobody in' })
      .waitFor();
    await page.getByText('through Shop mesh').waitFor();
  });

  it('is searched for a service by typing', async () => {
    const page = await site.page(pageIn('ORD', INVENTORY), OLGA);
    await insert(page, 'Kong routes');
    await page.getByRole('combobox', { name: 'Kong service' }).fill('wareh');
    await page.getByRole('option', { name: /^warehouse/ }).waitFor();
    await page.getByRole('option', { name: /^orders/ }).waitFor({ state: 'hidden' });
  });

  it('keeps every edit of the dialog, also those that come before it is drawn again', async () => {
    const page = await site.page(pageIn('ORD', INVENTORY), OLGA);
    await insert(page, 'Istio policies');
    const name = page.getByRole('textbox', { name: 'Environment' });
    await name.waitFor();
    await inOneTurn([[name, 'staging']], page.getByRole('button', { name: 'Add an environment' }));
    await name.nth(1).fill('production');
    await page.getByText('Choose a Kong service or a workload for staging.').waitFor();
  });

  it('cannot be saved while nothing is chosen', async () => {
    const page = await site.page(pageIn('ORD', INVENTORY), OLGA);
    await insert(page, 'Istio policies');
    await page.getByText('Choose a Kong service or a workload for production.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isEnabled()).toBe(false);
  });
});

describe('a macro beside another one', () => {
  it('shares the choice of service: the dialog has it already', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), OLGA);
    await insert(page, 'Istio policies');
    const dialog = page.getByRole('dialog', { name: DIALOG });
    await dialog.getByText('orders, app=orders').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });
});

describe('Refresh', () => {
  it('reads again and shows what changed meanwhile', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    const fresh = page.getByText('Read just now').first();
    await fresh.waitFor();
    await askKong(site, 'POST /services/orders/routes', { name: 'orders-new', paths: ['/orders/new'] });
    expect(await rowsOf(page, 'routes').filter({ hasText: 'orders-new' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Refresh' }).first().click();
    await rowsOf(page, 'routes').filter({ hasText: 'orders-new' }).waitFor();
  });
});

describe('a service with 500 routes and 500 plugins', () => {
  let page: Page;
  const counted = (text: string) => page.getByText(text, { exact: true }).waitFor();
  const routes = () => rowsOf(page, 'routes');
  const plugins = () => rowsOf(page, 'plugins');
  const firstPlugin = (text: string) => plugins().first().filter({ hasText: text }).waitFor();
  const first = (name: string) => routes().first().filter({ hasText: name }).waitFor();

  beforeAll(async () => {
    await addServiceWithRoutes('bulk', 500);
    const olga = await invokerOf(site, OLGA);
    const { 'Shop gateway': gateway = '' } = await connectionIds(site);
    const binding = boundToKong(gateway, 'bulk');
    expect(await ask(olga, 'saveBinding', { pageId: RETURNS, version: 0, binding })).toMatchObject({
      ok: true,
    });
    site.host.confluence.site.insertMacro(viewerOf(OLGA), RETURNS, { key: 'kong-routes', at: 1 });
    page = await site.page(pageIn('ORD', RETURNS), RITA);
    await counted('500 in all');
  });

  it('is searched', async () => {
    const search = page.getByRole('textbox', { name: 'Search routes' });
    await search.fill('/bulk/499');
    await counted('1 of 500');
    await first('bulk-499');
    await search.fill('');
    await counted('500 in all');
  });

  it('is filtered by method', async () => {
    await choose(page, 'Method', 'POST');
    await counted('250 of 500');
    await first('bulk-001');
    await page.getByRole('button', { name: /clear/i }).click();
    await counted('500 in all');
  });

  it('is sorted by a click on a column’s head', async () => {
    const head = page.getByRole('table', { name: 'routes' }).getByRole('button', { name: 'Route' });
    await head.click();
    await first('bulk-000');
    await head.click();
    await first('bulk-499');
    await head.click();
    await first('bulk-000');
  });

  it('is shown in pages of 20', async () => {
    expect(await routes().count()).toBe(20);
    await page
      .getByRole('button', { name: /page 2$/i })
      .first()
      .click();
    await first('bulk-020');
    await page
      .getByRole('button', { name: /page 25$/i })
      .first()
      .click();
    await first('bulk-480');
  });

  it('has its plugins searched and filtered by name', async () => {
    const search = page.getByRole('textbox', { name: 'Search plugins' });
    await search.fill('bulk-499');
    await page.getByText(/^1 of 5\d\d$/).waitFor();
    await firstPlugin('route bulk-499');
    await search.fill('bulk-');
    await choose(page, 'Plugin', 'cors');
    await page.getByText(/^100 of 5\d\d$/).waitFor();
    await firstPlugin('cors');
    await page.getByRole('button', { name: /clear/i }).click();
  });

  it('has its plugins sorted, and shown in pages of 20', async () => {
    const head = page.getByRole('table', { name: 'plugins' }).getByRole('button', { name: 'Attached to' });
    await head.click();
    await firstPlugin('route bulk-000');
    await head.click();
    await firstPlugin('route bulk-499');
    expect(await plugins().count()).toBe(20);
    await page
      .getByRole('button', { name: /page 25$/i })
      .last()
      .click();
    await firstPlugin('route bulk-019');
    await picture(page.getByRole('main'), 'plugins-500');
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
