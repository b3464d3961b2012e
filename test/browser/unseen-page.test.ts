import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { slotOf, SLOTS_A_DAY } from '../../src/domain/access/page-projection';
import { askedFor } from './asked-for';
import { seriousProblems } from './axe';
import { ask, connectionIds, invokerOf, OLGA, ORDERS, SAM } from './example';
import { openSite, type OpenSite } from './open-site';
import { oursAtGateway } from './ours';
import { picture } from './picture';

const DARIO = '712020:dario';
const DAY = 86_400_000;
const CALLER = 'partner-globex';

const stateDir = mkdtempSync(path.join(tmpdir(), 'gatehouse-unseen-'));
afterAll(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

jest.setTimeout(240_000); // it starts the host and a browser twice

const during = async (work: (site: OpenSite) => Promise<void>): Promise<void> => {
  const site = await openSite({ stateDir });
  try {
    await work(site);
    expect(site.problems).toEqual([]);
  } finally {
    await site.close();
  }
};

const pass = async ({ host }: OpenSite, ms: number): Promise<void> => {
  await host.clock.advance(ms);
  await host.platform.settled();
};

/** A week of access, asked for on the page of orders and approved by Sam. */
const granted = async (site: OpenSite): Promise<void> => {
  const { 'Shop gateway': connectionId = '' } = await connectionIds(site);
  await pass(site, 600_000);
  await ask(await invokerOf(site, OLGA), 'refreshSnapshot', { pageId: ORDERS, connectionId });
  await site.host.platform.settled();
  const { id: requestId, rev, planHash } = await askedFor(site, CALLER, 7 * DAY);
  const review = { requestId, rev, planHash, verdict: 'approve', reason: '', commandId: 'approve' } as const;
  const reviewed = await ask(await invokerOf(site, SAM), 'reviewRequest', review);
  if (!reviewed.ok) throw new Error(JSON.stringify(reviewed.error));
  await site.host.platform.settled();
  expect((await oursAtGateway(site, CALLER)).memberships).toHaveLength(1);
};

type Saved = { pages: { id: string; restrictions: { read: object | null } }[] };

/** Nobody but Dario is shown the page from now on: neither the app nor Sam can tell that from its being gone. */
const hidePage = (): void => {
  const file = path.join(stateDir, 'confluence.json');
  const saved = JSON.parse(readFileSync(file, 'utf8')) as Saved;
  const page = saved.pages.find(({ id }) => id === ORDERS);
  if (page === undefined) throw new Error('no such page');
  page.restrictions.read = { users: [DARIO], groups: [] };
  writeFileSync(file, JSON.stringify(saved));
};

it('a page that nobody is shown is named to a space admin, who can end the access that rests on it', async () => {
  await during(granted);
  hidePage();
  await during(async (site) => {
    const now = site.host.clock.now();
    const slot = slotOf(ORDERS) * (DAY / SLOTS_A_DAY);
    await pass(site, Math.ceil((now + DAY) / DAY) * DAY + slot + 60_000 - now);
    expect((await oursAtGateway(site, CALLER)).memberships).toHaveLength(1);
    const page = await site.page('/wiki/spaces/ORD/settings', SAM);
    await page.getByRole('link', { name: 'Access approvals' }).click();
    await page.getByRole('tab', { name: 'Pages' }).click();
    await page.getByText(/Confluence shows this page neither to you nor to the Gatehouse app/).waitFor();
    await page.getByText('1 grant is in force by what was asked for there.').waitFor();
    const end = page.getByRole('button', { name: 'End this access' });
    await end.click();
    await page.getByText(/Was the page deleted for good/).scrollIntoViewIfNeeded();
    await picture(page.locator('body'), 'unseen-page');
    expect(await seriousProblems(page)).toEqual([]);
    await end.click();
    await page.getByText('1 grant is being ended.').waitFor();
    await site.host.platform.settled();
    expect((await oursAtGateway(site, CALLER)).memberships).toEqual([]);
  });
});
