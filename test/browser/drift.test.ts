import type { Page } from 'playwright-core';
import { approvedFor } from './asked-for';
import { seriousProblems } from './axe';
import { ADA, ask, askKong, connectionIds, invokerOf, OLGA, ORDERS, pageIn, RITA, SAM } from './example';
import { openSite, type OpenSite } from './open-site';
import { oursAtGateway } from './ours';
import { picture } from './picture';

const MINUTE = 60_000;
const GLOBEX = 'partner-globex';
let site: OpenSite;
let connectionId: string;

const pass = async (ms: number): Promise<void> => {
  await site.host.clock.advance(ms);
  await site.host.platform.settled();
};

/** The gateway is read as a whole, and what runs every five minutes has run. */
const reread = async (): Promise<void> => {
  await pass(15 * MINUTE);
  await ask(await invokerOf(site, OLGA), 'refreshSnapshot', { pageId: ORDERS, connectionId });
  await site.host.platform.settled();
  await pass(6 * MINUTE);
};

const openConnection = async (theme = 'light'): Promise<Page> => {
  const page = await site.page(`/wiki/admin?theme=${theme}`, ADA);
  page.setDefaultTimeout(10_000);
  await page.getByRole('link', { name: 'Gatehouse' }).click();
  await page.getByRole('button', { name: 'Shop gateway' }).click();
  await page.getByRole('heading', { name: 'Compared with what was granted' }).waitFor();
  return page;
};

const ordersPage = async (who: string): Promise<Page> => {
  const page = await site.page(pageIn('ORD', ORDERS), who);
  page.setDefaultTimeout(10_000);
  return page;
};

beforeAll(async () => {
  site = await openSite();
  ({ 'Shop gateway': connectionId = '' } = await connectionIds(site));
  await reread();
  await approvedFor(site, GLOBEX);
}, 240_000);

afterAll(async () => {
  await site.close();
});

describe('what is there and what was granted', () => {
  it('are compared with each reading, and nothing differs while nobody touches it', async () => {
    await reread();
    const page = await openConnection();
    await page.getByText(/Grants hold 1 thing there; nothing differs\./).waitFor();
    expect(await page.getByRole('table', { name: 'differences' }).count()).toBe(0);
    await page.close();
  });

  it.each(['light', 'dark'])(
    'differ in words once somebody took the membership away in Kong, on the connection (%s)',
    async (theme) => {
      for (const { group = '' } of (await oursAtGateway(site, GLOBEX)).memberships as { group?: string }[])
        await askKong(site, `DELETE /consumers/${GLOBEX}/acls/${group}`);
      if (theme === 'light') await reread();
      const page = await openConnection(theme);
      const row = page.getByRole('table', { name: 'differences' }).getByRole('row', { name: /Missing/ });
      await row.getByText(/is not there any more, although a grant holds it/).waitFor();
      await picture(page.locator('body'), `drift-connection-${theme}`);
      expect(await seriousProblems(page)).toEqual([]);
      await row.getByRole('button', { name: /^Look at the request/ }).click();
      await page.getByText('What is there is not what was granted').waitFor();
      await page.getByRole('button', { name: 'What differs' }).click();
      await page.getByRole('table', { name: 'differences' }).waitFor();
      await page.close();
    },
  );

  it('differ on the page for everybody who looks, who are led to the request and its record', async () => {
    const page = await ordersPage(RITA);
    await page.getByText('What is there is not what was granted').waitFor();
    await page
      .getByText(/^First seen .* (UTC|GMT|CE?S?T|[A-Z]{2,5})/)
      .first()
      .waitFor();
    await page.getByText('What is there is not what was granted').scrollIntoViewIfNeeded();
    await picture(page.locator('body'), 'drift-page');
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Look at the request' }).click();
    await page
      .getByRole('dialog')
      .getByText(/is no longer what was granted\. Nothing was changed about it\./)
      .waitFor();
    await page.getByText('By the record the change is in effect').waitFor();
    await picture(page.getByRole('dialog'), 'drift-request');
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });

  it('differ in the approvals panel of the space, whatever it is filtered by', async () => {
    const page = await site.page('/wiki/spaces/ORD/settings', SAM);
    page.setDefaultTimeout(10_000);
    await page.getByRole('link', { name: 'Access approvals' }).click();
    await page.getByText('What is there is not what was granted').waitFor();
    await picture(page.locator('body'), 'drift-panel');
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });

  it('do not differ any more once somebody has put it back, and nothing else put it back before', async () => {
    expect((await oursAtGateway(site, GLOBEX)).memberships).toEqual([]);
    const request = await ask(await invokerOf(site, RITA), 'readAccess', { pageId: ORDERS });
    const id = request.ok ? (request.value.requests[0]?.id ?? '') : '';
    await askKong(site, `POST /consumers/${GLOBEX}/acls`, {
      group: 'orders-read',
      tags: ['gatehouse', `gatehouse-request:${id}`],
    });
    await reread();
    const page = await openConnection();
    await page.getByText(/nothing differs/).waitFor();
    await page.close();
    const orders = await ordersPage(RITA);
    await orders.getByRole('table', { name: 'requests of this page' }).waitFor();
    expect(await orders.getByText('What is there is not what was granted').count()).toBe(0);
    await orders.close();
  });
});
