import type { Page } from 'playwright-core';
import { ADA, choose, OLGA, ORDERS, pageIn, RITA, rowsOf } from './example';
import { openSite, type OpenSite } from './open-site';

const DARIO = '712020:dario';
let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
}, 180_000);

afterAll(async () => {
  await site.close();
});

const callers = (page: Page) =>
  page.getByRole('table', { name: 'who may call' }).locator('tbody').getByRole('row');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

const openConnection = async (page: Page, tab: string): Promise<void> => {
  await page.getByRole('link', { name: 'Gatehouse', exact: true }).click();
  await page.getByRole('button', { name: 'Shop gateway', exact: true }).click();
  await page.getByRole('tab', { name: tab }).click();
};

describe('the routes of a page', () => {
  it('say what a caller needs, with names as code', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    const row = rowsOf(page, 'routes').filter({ hasText: 'Needs an API key' }).first();
    await row.waitFor();
    await row.locator('code').filter({ hasText: 'apikey' }).first().waitFor();
    expect(await row.innerText()).not.toContain('`');
  });

  it('keep the settings of a plugin behind a button', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    const row = rowsOf(page, 'plugins').filter({ hasText: 'key-auth' }).first();
    await row.getByRole('button', { name: /^More: / }).click();
    await row.getByText('key_names').waitFor();
  });
});

describe('who may call', () => {
  it('is not known before the gateway was read as a whole, and a reader cannot have it read', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    await press(page, 'Who may call this');
    await page.getByText('The whole gateway was not read yet.').waitFor();
    expect(await page.getByRole('button', { name: 'Read the whole gateway now' }).count()).toBe(0);
  });

  it('is read when an editor asks for it, and then shown to everybody with its age', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), OLGA);
    await press(page, 'Who may call this');
    await press(page, 'Read the whole gateway now');
    await site.host.platform.settled();
    await page.getByText(/^Whole gateway read/).waitFor({ timeout: 30_000 });
    await callers(page).filter({ hasText: 'mobile-app' }).first().waitFor();
    await callers(page).filter({ hasText: 'Anybody without a credential' }).waitFor();
  });

  it('is searched, and says why', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    await press(page, 'Who may call this');
    await page.getByRole('textbox', { name: 'Search consumers' }).fill('partner');
    await page.getByText('1 to 2 of 2 consumers').waitFor();
    await callers(page).filter({ hasText: 'partner-acme' }).getByRole('button', { name: 'Why' }).click();
    const dialog = page.getByRole('dialog', { name: 'Why: partner-acme' });
    await dialog
      .getByText(/denied|allowed|not known/i)
      .first()
      .waitFor();
    await dialog.getByRole('button', { name: 'Close' }).first().click();
  });

  it('is there as text for a spreadsheet, with how much of it there is', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), RITA);
    await press(page, 'Who may call this');
    await press(page, 'Export as CSV');
    const text = page.getByRole('textbox', { name: 'CSV' });
    await text.waitFor();
    expect(await text.inputValue()).toMatch(
      /^Consumer \(gateway read .*\r?\n\(anybody without a credential\),/,
    );
    await page.getByText(/^(Complete|Partial): /).waitFor();
  });
});

describe('who is who', () => {
  it('is confirmed by an admin, and then a person sees what they may call', async () => {
    const before = await site.page(pageIn('ORD', ORDERS), DARIO);
    await press(before, 'As me');
    await before.getByText('No consumer of this gateway is you').waitFor();

    const settings = await site.page('/wiki/admin', ADA);
    await openConnection(settings, 'People');
    await press(settings, 'Confirm qa-robot');
    const mapped = settings.getByRole('table', { name: 'people and consumers' });
    await mapped.getByText('qa-robot').waitFor();
    await choose(settings, 'Or a group', /orders-owners/);
    await choose(settings, 'Consumer', /^mobile-app/);
    await press(settings, 'Add');
    await mapped.getByText('mobile-app').waitFor();

    const after = await site.page(pageIn('ORD', ORDERS), DARIO);
    await press(after, 'As me');
    await after.getByText('You are the consumer').first().waitFor();
    await after.getByRole('columnheader', { name: 'As qa-robot' }).waitFor();
  });
});

describe('the connection', () => {
  it('shows how old the reading of the whole gateway is, and what it holds', async () => {
    const page = await site.page('/wiki/admin', ADA);
    await openConnection(page, 'Overview');
    await page.getByText(/^Whole gateway read/).waitFor();
    await page.getByText(/\d+ services, \d+ routes, \d+ plugins/).waitFor();
  });
});
