import type { Page } from 'playwright-core';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import { seriousProblems } from './axe';
import { ask, askKong, connectionIds, invokerOf, OLGA, ORDERS, pageIn, RITA, SAM } from './example';
import { openSite, type OpenSite } from './open-site';

const DARIO = '712020:dario';
const SPACE = '65537';
const KONG = 'kong.shop.example';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let site: OpenSite;
let kongId: string;

const pass = async (ms: number): Promise<void> => {
  await site.host.clock.advance(ms);
  await site.host.platform.settled();
};

/** The gateway is read as a whole, as often as it may be. */
const readGateway = async (): Promise<void> => {
  await pass(10 * MINUTE);
  await ask(await invokerOf(site, OLGA), 'refreshSnapshot', { pageId: ORDERS, connectionId: kongId });
  await site.host.platform.settled();
};

beforeAll(async () => {
  site = await openSite();
  ({ 'Shop gateway': kongId = '' } = await connectionIds(site));
  await readGateway();
  const breakGlass = {
    mayDeclare: [{ kind: 'people' as const, accountIds: [OLGA] }],
    maximumMs: 4 * HOUR,
    reviewWithinMs: 2 * DAY,
  };
  const saved = await ask(await invokerOf(site, SAM), 'savePolicy', {
    spaceId: SPACE,
    rev: 0,
    policy: { ...DEFAULT_POLICY, breakGlass },
    commandId: 'policy-of-the-test',
  });
  if (!saved.ok) throw new Error(JSON.stringify(saved.error));
}, 240_000);

afterAll(async () => {
  await site.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const ordersPage = async (who: string, theme = 'light') => {
  const page = await site.page(`${pageIn('ORD', ORDERS)}?theme=${theme}`, who);
  page.setDefaultTimeout(8000);
  return page;
};

/** Whether the consumer may call, as the page says it. */
const mayCall = async (consumer: string): Promise<string> => {
  const page = await ordersPage(RITA);
  await press(page, 'Who may call this');
  await page.getByRole('textbox', { name: 'Search consumers' }).fill(consumer);
  await page.getByText('1 to 1 of 1 consumers').waitFor();
  const row = page
    .getByRole('table', { name: 'who may call' })
    .locator('tbody')
    .getByRole('row')
    .filter({ hasText: consumer });
  const said = await row.innerText();
  await page.close();
  return said;
};

const asked = async (page: Page, consumer: string, more: (page: Page) => Promise<void>): Promise<void> => {
  await press(page, 'Request access');
  await page.getByRole('textbox', { name: 'Consumer' }).fill(consumer);
  await page.getByLabel(/orders-list/).check();
  await more(page);
  await page.getByLabel('Why').fill('A shop of its own, which reads its orders.');
  await page.getByText('Adds consumer').first().waitFor();
  await page.screenshot({ path: '/tmp/h-lead/ask.png', fullPage: true });
  await press(page, 'Send the request');
  await page.getByText('waiting for approval').first().waitFor();
};

/** The request of the consumer, in the dialog of the page's macro. */
const openRequest = async (who: string, consumer: string, theme = 'light'): Promise<Page> => {
  const page = await ordersPage(who, theme);
  await page.getByRole('button', { name: consumer }).first().click();
  await page.getByText('History').waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: '/tmp/h-lead/request.png', fullPage: true });
  return page;
};

describe('access that was approved', () => {
  it('is asked for with a limit of its own and calls in the mesh, all at once', async () => {
    expect(await mayCall('partner-globex')).not.toMatch(/orders-list/);
    const page = await ordersPage(DARIO);
    await asked(page, 'partner-globex', async (form) => {
      await form.getByLabel('A rate limit of its own on this service').check();
      await form.getByLabel('Calls a minute').fill('60');
      await form.getByLabel(/^Calls in the mesh, of/).check();
      await form.getByRole('textbox', { name: 'Service account' }).fill('payments/refunds');
      await form.getByLabel('Methods').fill('GET');
      await form.getByLabel('Paths').fill('/orders-svc/orders/*');
    });
    await page.getByText('partner-globex').first().waitFor();
  });

  it('is tried out by whoever decides, before they do', async () => {
    const page = await openRequest(SAM, 'partner-globex');
    await press(page, 'Would it be accepted?');
    await page.getByText('accepted', { exact: true }).nth(2).waitFor();
    expect(await page.getByText('refused', { exact: true }).count()).toBe(0);
    await press(page, 'Approve');
    await page.getByText(/Approved, and awaiting application|Active/).first().waitFor();
  });

  it('is then in force: who may call says so, and so does the page', async () => {
    await site.host.platform.settled();
    await readGateway();
    expect(await mayCall('partner-globex')).toMatch(/orders-list|Allowed/i);
    const page = await openRequest(RITA, 'partner-globex');
    await page.getByText('active', { exact: true }).first().waitFor();
  });

  it('is over when its time is, and everything is as it was', async () => {
    await pass(31 * DAY);
    await pass(10 * MINUTE);
    await readGateway();
    const page = await openRequest(RITA, 'partner-globex');
    await page.getByText('ended', { exact: true }).first().waitFor();
  });
});
