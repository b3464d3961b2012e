import { seriousProblems } from './axe';
import { ask, askKong, connectionIds, invokerOf, OLGA, ORDERS, pageIn } from './example';
import { openSite, type OpenSite } from './open-site';
import { picture } from './picture';

const DARIO = '712020:dario';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
  const { 'Shop gateway': connectionId = '' } = await connectionIds(site);
  await site.host.clock.advance(10 * 60_000);
  await askKong(site, 'POST /plugins', {
    name: 'rate-limiting',
    service: { name: 'orders' },
    consumer: { username: 'partner-globex' },
    config: { minute: 9, policy: 'local' },
    tags: ['team:edge'],
  });
  await ask(await invokerOf(site, OLGA), 'refreshSnapshot', { pageId: ORDERS, connectionId });
  await site.host.platform.settled();
}, 240_000);

afterAll(async () => {
  await site.close();
});

describe('a limit that somebody else made', () => {
  it('is in the way of the one that is asked for, and whoever asks is given the file to have it changed', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), DARIO);
    page.setDefaultTimeout(10_000);
    await page.getByRole('button', { name: 'Request access' }).first().click();
    await page.getByRole('textbox', { name: 'Consumer' }).fill('partner-globex');
    await page.getByLabel(/orders-list/).check();
    await page.getByLabel('A rate limit of its own on this service').check();
    await page.getByLabel('Calls a minute').fill('60');
    await page.getByText('This cannot be sent').waitFor();
    const file = page.getByRole('dialog').locator('textarea[readonly]').first();
    await file.waitFor();
    expect(await file.inputValue()).toMatch(/team:edge[^]*minute: 60/);
    expect(await file.inputValue()).not.toContain('gatehouse');
    await file.scrollIntoViewIfNeeded();
    await picture(page.getByRole('dialog'), 'taken-limit');
    expect(await seriousProblems(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Send the request' }).isDisabled()).toBe(true);
    await page.getByLabel('A rate limit of its own on this service').uncheck();
    await page.getByText('Adds consumer').first().waitFor();
    expect(await page.getByRole('dialog').locator('textarea[readonly]').count()).toBe(0);
    await page.close();
  });

  it('leaves no error in the console, and nothing leaves the machine', () => {
    expect(site.problems).toEqual([]);
  });
});
