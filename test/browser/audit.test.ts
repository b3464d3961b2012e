import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { verifyLedger } from '../../cli/verify-ledger';
import { seriousProblems } from './axe';
import { ADA, ask, choose, connectionIds, invokerOf, OLGA, ORDERS, pageIn, SAM } from './example';
import { openSite, type OpenSite } from './open-site';

const DARIO = '712020:dario';
const OWNERS = '8d0b6f2a-1c1e-4c55-9a51-000000000003';
type Theme = 'light' | 'dark';

let site: OpenSite;
let dir = '';

/** The gateway was read as a whole, the owners of orders are a consumer of it, and Dario asked for another. */
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'gatehouse-audit-'));
  site = await openSite();
  const { 'Shop gateway': id = '' } = await connectionIds(site);
  await ask(await invokerOf(site, OLGA), 'refreshSnapshot', { pageId: ORDERS, connectionId: id });
  await site.host.platform.settled();
  const ada = await invokerOf(site, ADA);
  const [consumer] = valueOf(await ask(ada, 'searchConsumers', { id, query: 'partner-globex' }));
  const subject = { kind: 'group', groupId: OWNERS } as const;
  valueOf(await ask(ada, 'saveMapping', { id, subject, consumerId: consumer?.id ?? '' }));
}, 240_000);

afterAll(async () => {
  await site.close();
  rmSync(dir, { recursive: true, force: true });
});

const valueOf = <T>(answer: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const openTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

const approvals = async (tab: string, theme: Theme = 'light'): Promise<Page> => {
  const page = await site.page(`/wiki/spaces/ORD/settings?theme=${theme}`, SAM);
  await page.getByRole('link', { name: 'Access approvals' }).click();
  await openTab(page, tab);
  return page;
};

const settings = async (tab: string, theme: Theme = 'light'): Promise<Page> => {
  const page = await site.page(`/wiki/admin?theme=${theme}`, ADA);
  await page.getByRole('link', { name: 'Gatehouse', exact: true }).click();
  await openTab(page, tab);
  return page;
};

const rowsOf = (page: Page, table: string) =>
  page.getByRole('table', { name: table }).locator('tbody').getByRole('row');

/** A person's name stands beside a hidden label of their picture. */
const shown = (where: Locator, name: string) => where.getByText(name).filter({ visible: true }).waitFor();

/** The text of the field in the dialog that is open, which is then closed. */
const textIn = async (page: Page, label: string | RegExp): Promise<string> => {
  const field = page.getByRole('dialog').getByRole('textbox', { name: label });
  await field.waitFor();
  const text = await field.inputValue();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  return text;
};

describe('asking for a group', () => {
  it('is offered on the page of the service, and says for whom it is', async () => {
    const page = await site.page(pageIn('ORD', ORDERS), DARIO);
    await press(page, 'Request access');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'A group' }).check();
    await choose(page, 'Group', /^orders-owners/);
    await dialog.getByLabel(/orders-list/).check();
    await dialog.getByText('For everybody in the group').waitFor();
    await dialog.getByLabel('Why').fill('The owners read what their partners read.');
    // Another day, another browser tab: what was typed is still there.
    await dialog.getByRole('button', { name: 'Close, keep the draft' }).click();
    await page.reload();
    await press(page, 'Request access');
    await dialog.getByText('For everybody in the group').waitFor();
    expect(await dialog.getByLabel('Why').inputValue()).toBe('The owners read what their partners read.');
    await press(page, 'Send the request');
    await page.getByText('waiting for approval').first().waitFor();
    await page.close();
  });
});

describe('a space admin', () => {
  it('says who owns a service page, and finds it in the record', async () => {
    const page = await approvals('Owners');
    await press(page, /^Change the owner of Orders/);
    await choose(page, /^Owner group of Orders/, 'orders-owners');
    await rowsOf(page, 'service pages').getByText('orders-owners', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Change the owner of Orders/ }).waitFor();
    await openTab(page, 'Audit');
    await rowsOf(page, 'entries').getByText('Page 131073 is owned by group orders-owners').waitFor();
    await page.close();
  });

  it('verifies the record, and leaves with it and with the requests', async () => {
    const page = await approvals('Audit');
    await press(page, /^Verify$/);
    await page.getByText(/^Unaltered up to entry \d+$/).waitFor();
    await press(page, 'Export as CSV');
    const csv = await textIn(page, 'CSV');
    expect(csv).toMatch(
      /^Access requests of space,65537\r?\nPopulation,1\r?\nFilter,all,in whatever state\r?\n/,
    );
    expect(csv).toContain('The owners read what their partners read.');
    await press(page, 'Export as JSON');
    expect(JSON.parse(await textIn(page, 'JSON'))).toMatchObject({ population: 1, madeBy: SAM });
    await press(page, 'Export the record as JSON');
    const file = path.join(dir, 'record.json');
    const record = await textIn(page, 'JSON');
    expect(record).not.toContain('712020:');
    writeFileSync(file, record);
    expect(verifyLedger([file])).toMatchObject({ exit: 0 });
    await page.close();
  });
});

describe('a Confluence admin', () => {
  it('sees the requests of all spaces, and decides none of them', async () => {
    const page = await settings('Requests');
    await rowsOf(page, 'requests of all spaces').getByRole('button', { name: 'partner-globex' }).click();
    await page.getByText('Who has to approve').waitFor();
    expect(await page.getByRole('button', { name: /^(Approve|Deny|Withdraw)/ }).count()).toBe(0);
    await press(page, 'All requests');
    await rowsOf(page, 'requests of all spaces').first().waitFor();
    await page.close();
  });

  it('says which accounts are one person and who is a consumer, and finds both in the record', async () => {
    const page = await settings('Accounts');
    await choose(page, 'Accounts that belong to one person', 'Sam Spaceadmin');
    await choose(page, 'Accounts that belong to one person', 'Sofia Spaceadmin');
    await press(page, 'They are one person');
    await shown(rowsOf(page, 'people with several accounts'), 'Sofia Spaceadmin');
    await openTab(page, 'Record');
    const entries = rowsOf(page, 'entries');
    await shown(entries.filter({ hasText: 'are one person' }), 'Sam Spaceadmin');
    await entries.getByText(/^Group orders-owners is the consumer/).waitFor();
    await press(page, /^Verify$/);
    await page.getByText(/^Unaltered up to entry \d+$/).waitFor();
    await page.close();
  });

  it('takes the day’s checkpoint along, and exchanges the key', async () => {
    const made = await site.host.platform.runSchedule('checkpoint-daily');
    expect(made.ok).toBe(true);
    const page = await settings('Record');
    await press(page, /^Show \d{4}-\d\d-\d\d$/);
    await page.getByText('Signed by Gatehouse, and whole.').waitFor();
    const text = await textIn(page, 'Checkpoint, as JSON');
    expect(JSON.parse(text)).toMatchObject({ kind: 'gatehouse checkpoint' });
    writeFileSync(path.join(dir, 'checkpoint.json'), text);
    const args = [path.join(dir, 'record.json'), '--checkpoint', path.join(dir, 'checkpoint.json')];
    expect(verifyLedger(args).exit).toBe(0);
    await press(page, 'Exchange the key');
    await press(page, 'Exchange it');
    await page.getByText('signs from now on').waitFor();
    await press(page, /^Verify$/);
    await page.getByText(/^Unaltered up to entry \d+$/).waitFor();
    expect(await rowsOf(page, 'signing keys').count()).toBe(2);
    await page.close();
  });
});

it('reports accounts, and forgets who was closed', async () => {
  await site.host.clock.advance(7 * 86_400_000);
  expect((await site.host.platform.runSchedule('personal-data-daily')).ok).toBe(true);
  const calls = site.host.platform.calls().filter(({ target }) => target === '/app/report-accounts');
  expect(calls.map(({ status }) => status)).toContain(204);
  const errors = site.host.platform.logs().filter(({ level }) => level === 'error');
  expect(errors).toEqual([]);
});

const SCREENS: [name: string, open: (theme: Theme) => Promise<Page>][] = [
  [
    'the audit of a space',
    async (theme) => {
      const page = await approvals('Audit', theme);
      await rowsOf(page, 'entries').first().waitFor();
      return page;
    },
  ],
  [
    'the owners of service pages',
    async (theme) => {
      const page = await approvals('Owners', theme);
      await press(page, /^Change the owner of Orders/);
      await page.getByRole('combobox', { name: /^Owner group of/ }).waitFor();
      return page;
    },
  ],
  [
    'the requests of all spaces',
    async (theme) => {
      const page = await settings('Requests', theme);
      await rowsOf(page, 'requests of all spaces').first().waitFor();
      return page;
    },
  ],
  [
    'the accounts of one person',
    async (theme) => {
      const page = await settings('Accounts', theme);
      await rowsOf(page, 'people with several accounts').first().waitFor();
      return page;
    },
  ],
  [
    'the record of the site',
    async (theme) => {
      const page = await settings('Record', theme);
      await rowsOf(page, 'signing keys').first().waitFor();
      await rowsOf(page, 'checkpoints').first().waitFor();
      return page;
    },
  ],
  [
    'a checkpoint to take along',
    async (theme) => {
      const page = await settings('Record', theme);
      await press(page, /^Show \d{4}-\d\d-\d\d$/);
      await page.getByRole('dialog').getByRole('textbox').waitFor();
      return page;
    },
  ],
];

describe.each<Theme>(['light', 'dark'])('in the %s theme', (theme) => {
  it.each(SCREENS)('%s has no serious problem', async (_, open) => {
    const page = await open(theme);
    expect(await page.locator('html').getAttribute('data-color-mode')).toBe(theme);
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });
});

it('writes nothing to the browser’s error console', () => {
  expect(site.problems).toEqual([]);
});
