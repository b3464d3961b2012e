import type { Page } from 'playwright-core';
import { approvedFor } from './asked-for';
import { seriousProblems } from './axe';
import { ADA, ask, connectionIds, invokerOf, OLGA, ORDERS } from './example';
import { openSite, type OpenSite } from './open-site';
import { oursAtGateway } from './ours';
import { picture } from './picture';

const MINUTE = 60_000;
let site: OpenSite;

const pass = async (ms: number): Promise<void> => {
  await site.host.clock.advance(ms);
  await site.host.platform.settled();
};

const openSection = async (theme = 'light'): Promise<Page> => {
  const page = await site.page(`/wiki/admin?theme=${theme}`, ADA);
  await page.getByRole('link', { name: 'Gatehouse' }).click();
  await page.getByRole('tab', { name: 'Before you uninstall' }).click();
  await page.getByRole('table', { name: 'grants by connection' }).waitFor();
  return page;
};

beforeAll(async () => {
  site = await openSite();
  const { 'Shop gateway': connectionId = '' } = await connectionIds(site);
  await pass(10 * MINUTE);
  await ask(await invokerOf(site, OLGA), 'refreshSnapshot', { pageId: ORDERS, connectionId });
  await site.host.platform.settled();
  await approvedFor(site, 'partner-globex');
}, 240_000);

afterAll(async () => {
  await site.close();
});

describe('before Gatehouse is uninstalled', () => {
  it.each(['light', 'dark'])('what is in force is shown by connection (%s)', async (theme) => {
    const page = await openSection(theme);
    const row = page
      .getByRole('table', { name: 'grants by connection' })
      .getByRole('row', { name: /Shop gateway/ });
    await row.getByText('1', { exact: true }).waitFor();
    await page.getByText('1 grant is in force or about to be').waitFor();
    await picture(page.locator('body'), `uninstall-${theme}`);
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });

  it('all of it is ended, after asking once more, and it is shown when nothing is left', async () => {
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toHaveLength(1);
    const page = await openSection();
    await page.getByRole('button', { name: 'End all grants of this site' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 grant is ended at once').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await picture(page.locator('body'), 'uninstall-asking');
    await dialog.getByRole('button', { name: 'Keep them' }).click();
    await page.getByRole('button', { name: 'End all grants of this site' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End them all' }).click();
    await page.getByText('1 of 1 ended.').waitFor();
    await page.getByText('1 grant is being taken away').waitFor();
    await picture(page.locator('body'), 'uninstall-ending');
    await pass(10 * MINUTE);
    await page.getByRole('button', { name: 'Count again' }).click();
    await page.getByText('Nothing that Gatehouse gave is in force any more').waitFor();
    await picture(page.locator('body'), 'uninstall-ended');
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toEqual([]);
  });
});
