import type { Page } from 'playwright-core';
import { seriousProblems } from './axe';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import { askedFor } from './asked-for';
import { ADA, ask, connectionIds, invokerOf, OLGA, ORDERS, pageIn, SAM } from './example';
import { openSite, type OpenSite } from './open-site';
import { picture } from './picture';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
}, 180_000);

afterAll(async () => {
  await site.close();
});

type Theme = 'light' | 'dark';

const ordersPage = async (theme: Theme = 'light'): Promise<Page> => {
  const page = await site.page(`${pageIn('ORD', ORDERS)}?theme=${theme}`, OLGA);
  await page.getByText('Read just now').nth(1).waitFor();
  return page;
};

const configDialog = async (theme: Theme = 'light'): Promise<Page> => {
  const page = await site.page(`/wiki/spaces/ORD/pages/edit-v2/${ORDERS}?theme=${theme}`, OLGA);
  await page.getByRole('button', { name: 'Configure Kong routes' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('combobox', { name: 'Kong service' }).waitFor();
  return page;
};

const settings = async (theme: Theme = 'light'): Promise<Page> => {
  const page = await site.page(`/wiki/admin?theme=${theme}`, ADA);
  await page.getByRole('link', { name: 'Gatehouse' }).click();
  await page.getByRole('button', { name: 'Shop gateway' }).waitFor();
  return page;
};

const connection = async (theme: Theme = 'light'): Promise<Page> => {
  const page = await settings(theme);
  await page.getByRole('button', { name: 'Shop gateway' }).click();
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('Kong answered').waitFor();
  return page;
};

const tab = (name: string, then: string) => async (theme: Theme) => {
  const page = await connection(theme);
  await page.getByRole('tab', { name }).click();
  await page.getByText(then).first().waitFor();
  return page;
};

const form = async (theme: Theme): Promise<Page> => {
  const page = await settings(theme);
  await page.getByRole('button', { name: 'Add Kong' }).click();
  await page.getByLabel('Reader token').waitFor();
  return page;
};

const SCREENS: [name: string, open: (theme: Theme) => Promise<Page>][] = [
  ['a page with both macros', ordersPage],
  ['the configuration of a macro', configDialog],
  ['the connections', settings],
  ['a connection', connection],
  ['what spaces may show', tab('Spaces', 'May show: services')],
  ['the log of exchanges', tab('Exchanges', 'GET /')],
  ['the form of a connection', form],
];

describe.each<Theme>(['light', 'dark'])('in the %s theme', (theme) => {
  it.each(SCREENS)('%s has no serious problem', async (_, open) => {
    const page = await open(theme);
    expect(await page.locator('html').getAttribute('data-color-mode')).toBe(theme);
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });
});

/** Presses Tab until the element that is named has the focus. @throws when it is not reached in 150 steps. */
const tabTo = async (page: Page, role: 'button' | 'textbox', name: string): Promise<void> => {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  for (let step = 0; step < 150; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${role} ${name} is not reached by Tab`);
};

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? '');

describe('with the keyboard alone', () => {
  it('a reader refreshes a macro and searches its table', async () => {
    const page = await ordersPage();
    await tabTo(page, 'button', 'Refresh');
    await page.keyboard.press('Enter');
    await page.getByText('Read just now').nth(1).waitFor();
    await tabTo(page, 'textbox', 'Search plugins');
    await page.keyboard.type('cors');
    await page.getByText(/^1 of \d+$/).waitFor();
  });

  it('an editor opens the configuration, leaves it with Escape, and is back where they were', async () => {
    const page = await configDialog();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Configure Kong routes');
  });

  it('an admin reaches a removal, thinks better of it, and is back where they were', async () => {
    const page = await settings();
    await tabTo(page, 'button', 'Shop gateway');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Overview' }).waitFor();
    await tabTo(page, 'button', 'Remove this connection');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Remove Shop gateway?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Remove this connection');
  });
});

const DARIO = '712020:dario';
const MINUTE = 60_000;

/** Somebody presses a button of the request for partner-globex, and is asked for what it takes. */
const asksFor = async (who: string, theme: Theme, { button, then }: Question): Promise<Page> => {
  const page = await site.page(`${pageIn('ORD', ORDERS)}?theme=${theme}`, who);
  const rows = page.getByRole('table', { name: 'requests of this page' });
  await rows.getByRole('button', { name: 'partner-globex' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: button }).click();
  await dialog.getByLabel(then).first().waitFor();
  await picture(dialog, `dialog-${button}-${theme}`);
  return page;
};

type Question = { button: string; then: string };
const THEMES: Theme[] = ['light', 'dark'];

describe('what somebody is asked about access', () => {
  let asked: Awaited<ReturnType<typeof askedFor>>;

  beforeAll(async () => {
    const { 'Shop gateway': connectionId = '' } = await connectionIds(site);
    await site.host.clock.advance(10 * MINUTE);
    await ask(await invokerOf(site, OLGA), 'refreshSnapshot', { pageId: ORDERS, connectionId });
    await site.host.platform.settled();
    const mayDeclare = [{ kind: 'people' as const, accountIds: [OLGA] }];
    const breakGlass = { mayDeclare, maximumMs: 60 * MINUTE, reviewWithinMs: 60 * MINUTE };
    const policy = { ...DEFAULT_POLICY, breakGlass };
    const change = { spaceId: '65537', rev: 0, policy, commandId: 'policy-of-the-test' };
    const saved = await ask(await invokerOf(site, SAM), 'savePolicy', change);
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    asked = await askedFor(site, 'partner-globex');
  }, 60_000);

  it.each(THEMES)('to take it in an emergency has no serious problem (%s)', async (theme) => {
    const question = { button: 'Take it without approval', then: 'The emergency' };
    const page = await asksFor(OLGA, theme, question);
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });

  describe('that is in force', () => {
    beforeAll(async () => {
      const { id: requestId, rev, planHash } = asked;
      const review = { requestId, rev, planHash, verdict: 'approve' as const, reason: '' };
      const sam = await invokerOf(site, SAM);
      const done = await ask(sam, 'reviewRequest', { ...review, commandId: 'approve-it' });
      if (!done.ok) throw new Error(JSON.stringify(done.error));
      await site.host.platform.settled();
    }, 60_000);

    it.each(THEMES)('to revoke it has no serious problem (%s)', async (theme) => {
      const page = await asksFor(SAM, theme, { button: 'Revoke', then: 'Why' });
      expect(await seriousProblems(page)).toEqual([]);
      await page.close();
    });

    it.each(THEMES)('to extend it has no serious problem (%s)', async (theme) => {
      const page = await asksFor(DARIO, theme, { button: 'Extend', then: 'How much longer' });
      expect(await seriousProblems(page)).toEqual([]);
      await page.close();
    });

    it('whoever is asked to revoke and leaves with Escape is back where they were', async () => {
      const page = await asksFor(SAM, 'light', { button: 'Revoke', then: 'Why' });
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await focused(page)).toContain('partner-globex');
      await page.close();
    });
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
