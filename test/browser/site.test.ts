import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { viewerOf } from '../../host/confluence';
import { FIXTURE_APP, FIXTURE_OUT } from '../fixtures/fixture-app';
import { openSite, type OpenSite } from './open-site';

const RITA = '712020:rita';
const OLGA = '712020:olga';
const SAM = '712020:sam';
const ADA = '712020:ada';
const NILS = '712020:nils';
const CHECKOUT = '/wiki/spaces/ORD/pages/131074';
const SHIPPING = '/wiki/spaces/ORD/pages/131075';
const PAYMENTS = '/wiki/spaces/PAY/pages/131080';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite({ appDir: FIXTURE_APP, appOut: FIXTURE_OUT });
  const { site: model } = site.host.confluence;
  model.insertMacro(viewerOf(OLGA), '131074', { key: 'greeting', config: { name: 'Orders' }, at: 1 });
  model.insertMacro(viewerOf(OLGA), '131075', { key: 'gallery', at: 0 });
}, 180_000);

afterAll(async () => {
  await site.close();
});

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
type Axe = { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };

/** What axe calls serious or critical, with the element. */
const seriousProblems = async (page: Page): Promise<string[]> => {
  // Through the debugger, since the site's own policy lets no foreign script in.
  await page.evaluate(AXE);
  const violations = await page.evaluate(
    async () => (await (globalThis as unknown as { axe: Axe }).axe.run()).violations,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
};

const invoke = (page: Page, body: object) =>
  page.evaluate(async (sent) => {
    const response = await fetch('/bridge/invoke', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
    return (await response.json()) as unknown;
  }, body);

describe('a page', () => {
  it('shows the app’s macro where it stands, drawn with Atlaskit', async () => {
    const page = await site.page(CHECKOUT, RITA);
    await page.getByRole('heading', { name: 'Hello Orders' }).waitFor();
    await page.getByText(`Read by ${RITA} on page 131074`).waitFor();
    await page.getByRole('cell', { name: 'German' }).waitFor();
  });

  it('lets the app show a flag', async () => {
    const page = await site.page(CHECKOUT, RITA);
    await page.getByRole('button', { name: 'Greet' }).click();
    await page.getByRole('alert').getByText('Greeted').waitFor();
  });

  it('is hidden from somebody whom its restriction keeps out', async () => {
    const before = site.problems.length;
    const page = await site.page(PAYMENTS, NILS);
    await page.getByRole('heading', { name: 'We can’t show you this page' }).waitFor();
    expect(await page.getByText('Payments service').count()).toBe(0);
    // The browser's console names the 404 of the page that is kept from Nils.
    expect(site.problems.splice(before)).toEqual([expect.stringContaining('404')]);
  });

  it('shows an anonymous visitor only the space that is open to everybody', async () => {
    const page = await site.page('/wiki/spaces', null);
    await page.getByRole('link', { name: /Storefront/ }).waitFor();
    expect(await page.getByRole('main').getByRole('listitem').count()).toBe(1);
  });

  it('gives a developer the content properties', async () => {
    const page = await site.page('/wiki/spaces/ORD/pages/131073/info', RITA);
    await page.getByRole('heading', { name: 'gatehouse_binding' }).waitFor();
  });

  it('previews what an export holds of a macro', async () => {
    const page = await site.page(`${CHECKOUT}/export`, RITA);
    await page.getByRole('cell', { name: 'English' }).waitFor();
  });
});

describe('the person switcher', () => {
  it('makes another person look, and stays with them', async () => {
    const page = await site.page(CHECKOUT, RITA);
    await page.getByRole('button', { name: 'Person: Rita Reader. Switch person' }).click();
    await page.getByRole('button', { name: 'Olga Owner service owner' }).click();
    await page.getByText(`Read by ${OLGA}`).waitFor();
    await page.reload();
    await page.getByText(`Read by ${OLGA}`).waitFor();
  });
});

describe('edit mode', () => {
  it('inserts a macro, configures it, and keeps it after publishing', async () => {
    const page = await site.page('/wiki/spaces/ORD/pages/131077', OLGA);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Insert', exact: true }).click();
    await page.getByRole('textbox', { name: 'Search elements' }).fill('greet');
    await page.getByRole('button', { name: /^Greeting/ }).click();
    await page.getByRole('textbox', { name: 'Who is greeted' }).fill('Inventory');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Hello Inventory' }).waitFor();
    await page.getByRole('textbox', { name: 'What did you change?' }).fill('Greets the warehouse');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Edit' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Hello Inventory' }).waitFor();
    await page.getByRole('link', { name: 'Version history' }).click();
    await page.getByRole('cell', { name: 'Greets the warehouse' }).waitFor();
  });

  it('moves and removes what was inserted', async () => {
    const page = await site.page('/wiki/spaces/ORD/pages/edit-v2/131074', OLGA);
    await page.getByRole('group', { name: 'Greeting' }).waitFor();
    const names = () =>
      page
        .locator('.draft-block')
        .evaluateAll((blocks) => blocks.map((block) => block.getAttribute('aria-label')));
    expect((await names()).indexOf('Greeting')).toBe(1);
    await page.getByRole('button', { name: 'Move Greeting down' }).click({ force: true });
    expect((await names()).indexOf('Greeting')).toBe(2);
    await page.getByRole('button', { name: 'Remove Greeting' }).click({ force: true });
    expect(await names()).not.toContain('Greeting');
  });

  it('is not offered to somebody who may only read', async () => {
    const page = await site.page('/wiki/spaces/ORD/pages/edit-v2/131074', RITA);
    await page.getByRole('heading', { name: 'You need another permission' }).waitFor();
  });
});

describe('settings', () => {
  it('of a space show the app’s tab to its admins', async () => {
    const page = await site.page('/wiki/spaces/ORD/settings', SAM);
    await page.getByRole('link', { name: 'Greetings', exact: true }).click();
    await page.getByRole('heading', { name: 'Settings of ORD' }).waitFor();
  });

  it('of a space are closed to its readers', async () => {
    const page = await site.page('/wiki/spaces/ORD/settings', RITA);
    await page.getByText('Settings of Orders are for its administrators.').waitFor();
  });

  it('of the site let an administrator approve a host, and nobody else', async () => {
    const page = await site.page('/wiki/admin', ADA);
    await page.getByRole('link', { name: 'Greeting connections' }).click();
    await page.getByRole('button', { name: 'Approve the host' }).click();
    const dialog = page.getByRole('dialog', { name: 'Allow Gatehouse to exchange data?' });
    await dialog.getByText('https://kong.shop.example:8444').waitFor();
    await dialog.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('The host is approved.').waitFor();
    expect(site.host.platform.egress.get()[0]?.configured[0]?.domain).toBe('https://kong.shop.example:8444');

    const other = await site.page('/wiki/spaces/ORD/settings', SAM);
    await other.getByRole('link', { name: 'Greetings', exact: true }).click();
    await other.getByRole('button', { name: 'Approve the host' }).click();
    await other
      .getByText('Only a Confluence administrator can change which hosts an app may call.')
      .waitFor();
    const status = await other.evaluate(
      async () => (await fetch('/bridge/egress', { method: 'POST', body: '[]' })).status,
    );
    expect(status).toBe(403);
    site.problems.splice(
      site.problems.findIndex((problem) => problem.includes('403')),
      1,
    );
  });
});

describe('what a browser can make the app believe', () => {
  const forged = { accountId: ADA, extension: { content: { id: '131080' } } };

  it('is the page, never the account', async () => {
    const page = await site.page('/wiki/spaces', RITA);
    const answer = await invoke(page, {
      moduleKey: 'greeting',
      functionKey: 'whoAmI',
      payload: {},
      context: forged,
    });
    expect(answer).toEqual({ value: { accountId: RITA, pageId: '131080', name: null } });
  });

  it('gives an anonymous visitor no account either', async () => {
    const page = await site.page('/wiki/spaces', null);
    const answer = await invoke(page, {
      moduleKey: 'greeting',
      functionKey: 'whoAmI',
      payload: {},
      context: forged,
    });
    // The platform's word for an account that is none.
    expect(answer).toMatchObject({ value: { accountId: 'unidentified' } });
  });

  it('does not count when another origin asks', async () => {
    const response = await fetch(`${site.host.origin}/bridge/invoke`, {
      method: 'POST',
      headers: { origin: site.host.framesOrigin },
      body: '{}',
    });
    expect(response.status).toBe(403);
  });
});

describe('UI Kit', () => {
  it('is drawn in every family, and what cannot be drawn is named', async () => {
    const page = await site.page(SHIPPING, OLGA);
    await page.getByText('The local host cannot show FileCard').waitFor();
    expect(await page.getByText('The local host cannot show').count()).toBe(1);
    await page.getByRole('button', { name: 'Open the dialog' }).click();
    await page.getByRole('dialog', { name: 'A dialog' }).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('tab', { name: 'Charts' }).click();
    await page.getByRole('img', { name: 'Trend' }).waitFor();
  });

  it('gets a refusal, never an empty answer, from a bridge call that the site does not have', async () => {
    const page = await site.page(SHIPPING, OLGA);
    await page.getByRole('button', { name: 'Ask for remotes' }).click();
    await page.getByText(/remote.* is not implemented in the local host/i).waitFor();
  });

  it('loses no letter that is typed faster than the app answers', async () => {
    const page = await site.page(SHIPPING, OLGA);
    await page.getByRole('tab', { name: 'Inputs' }).click();
    const field = page.getByRole('textbox', { name: 'Typed' });
    await field.pressSequentially('every single letter', { delay: 0 });
    await page.getByText('You typed: every single letter').waitFor();
    expect(await field.inputValue()).toBe('every single letter');
  });
});

describe('the dark theme', () => {
  it('is chosen once and stays', async () => {
    const page = await site.page('/wiki/spaces', RITA);
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor();
    expect(await page.locator('html').getAttribute('data-color-mode')).toBe('dark');
  });
});

describe('accessibility', () => {
  it.each([
    ['a page', CHECKOUT, OLGA, 'Hello Orders'],
    ['edit mode', '/wiki/spaces/ORD/pages/edit-v2/131074', OLGA, 'Hello Orders'],
    ['space settings', '/wiki/spaces/ORD/settings', SAM, 'Space settings'],
    ['the administration', '/wiki/admin', ADA, 'Confluence administration'],
  ])('has no serious problem on %s', async (...[, address, person, heading]) => {
    const page = await site.page(address, person);
    await page.getByRole('heading', { name: heading }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  it('leads the keyboard past the navigation', async () => {
    const page = await site.page(CHECKOUT, RITA);
    await page.getByRole('heading', { name: 'Hello Orders' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
