import type { Page } from 'playwright-core';
import { slotOf, SLOTS_A_DAY } from '../../src/domain/access/page-projection';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import { PROJECTION_KEY, type Projection } from '../../src/domain/access/projection';
import { seriousProblems } from './axe';
import {
  ADA,
  ask,
  askKong,
  choose,
  connectionIds,
  invokerOf,
  OLGA,
  ORDERS,
  pageIn,
  RETURNS,
  RITA,
  SAM,
} from './example';
import { openSite, type OpenSite } from './open-site';
import { picture } from './picture';

const DARIO = '712020:dario';
const SPACE = '65537';
const OWNERS = '8d0b6f2a-1c1e-4c55-9a51-000000000003';
const HOME = '131072';
const DAY = 86_400_000;

let site: OpenSite;

/** Confluence's REST API as somebody with a script. */
const rest = async <T>(accountId: string, line: `${string} /${string}`, body?: object): Promise<T> => {
  const [method = '', where = ''] = line.split(' ');
  const response = await site.host.confluence.request(
    new Request(`https://site.example${where}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
    { as: 'person', accountId },
  );
  if (!response.ok) throw new Error(`${line}: ${String(response.status)} ${await response.text()}`);
  return (await response.json()) as T;
};

type Property = { id: string; value: Projection; version: { number: number; authorId: string } };
const PROPERTIES = `/wiki/api/v2/pages/${ORDERS}/properties` as const;
const propertyOn = async (): Promise<Property> => {
  const { results } = await rest<{ results: Property[] }>(RITA, `GET ${PROPERTIES}?key=${PROJECTION_KEY}`);
  const [property] = results;
  if (property === undefined) throw new Error('the page has no such property');
  return property;
};

/** The gateway was read as a whole, and it takes an owner of the service and a space admin to approve. */
beforeAll(async () => {
  site = await openSite();
  const { 'Shop gateway': connectionId = '' } = await connectionIds(site);
  const olga = await invokerOf(site, OLGA);
  await ask(olga, 'refreshSnapshot', { pageId: ORDERS, connectionId });
  await site.host.platform.settled();
  const clauses = [
    { anyOf: [{ kind: 'space-admins' as const }], min: 1 },
    { anyOf: [{ kind: 'group' as const, groupId: OWNERS }], min: 1 },
  ];
  const policy = { ...DEFAULT_POLICY, clauses };
  const saved = await ask(await invokerOf(site, SAM), 'savePolicy', {
    spaceId: SPACE,
    rev: 0,
    policy,
    commandId: 'policy-of-the-test',
  });
  if (!saved.ok) throw new Error(JSON.stringify(saved.error));
}, 240_000);

afterAll(async () => {
  await site.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const ordersPage = (who: string, theme = 'light') =>
  site.page(`${pageIn('ORD', ORDERS)}?theme=${theme}`, who);

/** The request of partner-globex, in the dialog of the page's macro. */
const openRequest = async (who: string): Promise<Page> => {
  const page = await ordersPage(who);
  await press(page, 'partner-globex');
  await page.getByText('What would change').waitFor();
  return page;
};

/** What the page's own Page Properties say, as Confluence draws them. */
const tableOn = (page: Page) => page.locator('.page-properties');

const approvals = async (who: string, theme = 'light'): Promise<Page> => {
  const page = await site.page(`/wiki/spaces/ORD/settings?theme=${theme}`, who);
  await page.getByRole('link', { name: 'Access approvals' }).click();
  await page.getByRole('heading', { name: 'Access approvals' }).waitFor();
  return page;
};

/** Moves the host's time to the page's slice of a day from now, and waits for what that brings about. */
const theDailyLook = async (): Promise<void> => {
  const now = site.host.clock.now();
  const begins = Math.ceil((now + DAY) / DAY) * DAY + slotOf(ORDERS) * (DAY / SLOTS_A_DAY);
  await site.host.clock.advance(begins + 60_000 - now);
  await site.host.platform.settled();
};

/** What Gatehouse put `partner-globex` into, as the gateway itself says it. */
const ourMemberships = async (): Promise<unknown[]> => {
  const { data } = (await askKong(site, 'GET /consumers/partner-globex/acls')) as {
    data: { tags?: string[] | null }[];
  };
  return data.filter(({ tags }) => tags?.includes('gatehouse') === true);
};

describe('access to the orders service', () => {
  it('is asked for by a developer on the service’s page, which then says so itself', async () => {
    const page = await ordersPage(DARIO);
    await press(page, 'Request access');
    await page.getByRole('textbox', { name: 'Consumer' }).fill('partner-globex');
    await page.getByLabel(/orders-list/).check();
    await page.getByLabel('Why').fill('Globex opens a shop of its own and reads its orders.');
    await page.getByText('Adds consumer').first().waitFor();
    await press(page, 'Send the request');
    await page.getByText('waiting for approval').first().waitFor();
    await page.reload();
    await tableOn(page).getByText('partner-globex').waitFor();
    await tableOn(page)
      .getByText(/waiting for approval$/)
      .waitFor();
    const { value, version } = await propertyOn();
    expect(value).toMatchObject({ gatehouseState: 'pending', gatehousePending: 1, page: ORDERS });
    expect(version.authorId).toBe(DARIO);
  });

  it('is told to those who may decide by a comment that mentions them', async () => {
    await site.host.platform.settled();
    const page = await ordersPage(OLGA);
    const comments = page.getByRole('region', { name: 'Comments' });
    await comments.getByText('@Olga Owner').waitFor();
    await comments.getByText('@Sam Spaceadmin').waitFor();
    await comments.getByText(/Access is asked for: partner-globex/).waitFor();
    await page.getByText('One request waits for approval.').waitFor();
    await page.getByRole('tab', { name: 'Waiting for me (1)' }).waitFor();
  });

  it('is decided by two in two windows: the second sees what the first did', async () => {
    const [sam, olga] = [await openRequest(SAM), await openRequest(OLGA)];
    await press(sam, 'Approve');
    await sam.getByText('You have decided about this request already').first().waitFor();
    await press(olga, 'Approve');
    await olga.getByText('Somebody else changed this meanwhile.').waitFor();
    await olga.getByText(/in revision 2/).waitFor();
    await olga.getByText('Sam Spaceadmin').first().waitFor();
    await press(olga, 'Approve');
    await olga.getByText('Approved, and awaiting application').waitFor();
  });

  it('is then carried out: the gateway lets the caller in, by a membership that carries our mark', async () => {
    await site.host.platform.settled();
    expect(await ourMemberships()).toHaveLength(1);
    const page = await ordersPage(DARIO);
    await page.getByRole('table', { name: 'requests of this page' }).getByText('active').waitFor();
  });

  it('is then on the page, in its property, in its table and in its history, and found by a search', async () => {
    const page = await ordersPage(RITA);
    await page.getByText('is verified: signed').waitFor();
    for (const text of ['partner-globex', '@Sam Spaceadmin', '@Olga Owner', 'GET /orders'])
      await tableOn(page).getByText(text).first().waitFor();
    await tableOn(page)
      .getByText(/, active$/)
      .waitFor();
    await tableOn(page).getByText(/UTC$/).first().waitFor();
    const { value } = await propertyOn();
    expect(value).toMatchObject({ gatehouseState: 'active', gatehousePending: 0, gatehouseActive: 1 });
    await page.goto(`${site.host.origin}${pageIn('ORD', ORDERS)}/history`);
    const told = page.getByRole('row').filter({ hasText: 'Gatehouse: access of partner-globex approved' });
    await told.getByText('Olga Owner').waitFor();
    const cql = encodeURIComponent('gatehouseState = "active"');
    const found = await rest<{ results: { title: string }[] }>(RITA, `GET /wiki/rest/api/search?cql=${cql}`);
    expect(found.results.map(({ title }) => title)).toEqual(['Orders service']);
  });

  it('is in the stock Page Properties Report of the space’s home, one row a request', async () => {
    const page = await site.page(pageIn('ORD', HOME), RITA);
    const row = page.getByRole('row').filter({ hasText: 'partner-globex' });
    await row.waitFor();
    expect(await row.count()).toBe(1);
    for (const text of ['Orders service', '@Sam Spaceadmin', '@Olga Owner', 'active'])
      await row.getByText(text).first().waitFor();
  });
});

describe('what the page’s properties say about access', () => {
  it('is altered by somebody with a script: the page says so and by whom, and it is put right', async () => {
    const { id, value, version } = await propertyOn();
    await rest(DARIO, `PUT ${PROPERTIES}/${id}`, {
      key: PROJECTION_KEY,
      value: { ...value, gatehouseState: 'none', gatehouseActive: 7 },
      version: { number: version.number + 1 },
    });
    const page = await ordersPage(RITA);
    await page.getByText('What this page’s properties say about access was altered.').waitFor();
    const said = page.getByText('what they say is not what was signed');
    await said.waitFor();
    await page.getByText('Dario Developer').last().waitFor();
    await site.host.platform.settled();
    await page.getByRole('button', { name: 'Refresh' }).last().click();
    await page.getByText(/It was put right on/).waitFor();
    await page.getByText('is verified: signed').waitFor();
    expect((await propertyOn()).value).toMatchObject({ gatehouseState: 'active', gatehouseActive: 1 });
  });

  it('is in the space’s record with who it was', async () => {
    const page = await approvals(SAM);
    await page.getByRole('tab', { name: 'Audit' }).click();
    const row = page
      .getByRole('row')
      .filter({ hasText: 'Somebody altered what the page says about access.' });
    await row.getByText('Dario Developer').last().waitFor();
    await page.getByText('What the page says about access was restored.').first().waitFor();
  });

  it('leads from an entry to its request, and back', async () => {
    const page = await approvals(SAM);
    await page.getByRole('tab', { name: 'Audit' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Access was asked for.' });
    await row.getByRole('button', { name: 'Look at the request' }).click();
    await page.getByText('Globex opens a shop of its own').waitFor();
    await press(page, 'The record');
    await row.waitFor();
  });
});

describe('the table on the page', () => {
  it('is left alone once somebody edited it by hand, until an editor has it written anew', async () => {
    type Body = { title: string; version: { number: number }; body: { storage: { value: string } } };
    const at = `/wiki/api/v2/pages/${ORDERS}` as const;
    const { title, version, body } = await rest<Body>(DARIO, `GET ${at}?body-format=storage`);
    const value = body.storage.value.replace(
      /(<td><p>)partner-globex/,
      '$1partner-globex and all its friends',
    );
    await rest(DARIO, `PUT ${at}`, {
      id: ORDERS,
      status: 'current',
      title,
      body: { representation: 'storage', value },
      version: { number: version.number + 1, message: 'friends' },
    });
    await theDailyLook();
    const page = await approvals(SAM);
    await page.getByRole('tab', { name: 'Pages' }).click();
    await page.getByText(/Somebody edited the access table on this page by hand/).waitFor();
    await press(page, 'Write the table anew');
    await page.getByText('The one page on which access was asked for says what the record says.').waitFor();
    const again = await ordersPage(RITA);
    await tableOn(again).getByText('partner-globex', { exact: true }).waitFor();
  });
});

describe('what may be written on pages', () => {
  it('is asked of a space’s admins until one of them has answered, and written in the record', async () => {
    const page = await site.page('/wiki/spaces/PLAT/settings', ADA);
    await page.getByRole('link', { name: 'Access approvals' }).click();
    const asked = page.getByText('May Gatehouse write on the pages of this space?');
    await asked.waitFor();
    await page.getByRole('tab', { name: 'Pages' }).click();
    await page.getByText('Nobody has asked for access on a page of this space yet.').waitFor();
    await page.getByRole('radio', { name: 'Yes' }).first().check();
    await page.getByRole('radio', { name: 'No' }).last().check();
    await press(page, 'Save the answers');
    await asked.waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('tab', { name: 'Audit' }).click();
    await page.getByText('What Gatehouse writes on pages of this space was changed.').waitFor();
  });
});

describe('the policy of a space', () => {
  it('says at the field that a duration in an emergency is no number, and is not saved with the one before', async () => {
    const page = await approvals(SAM);
    await page.getByRole('tab', { name: 'Policy' }).click();
    await page.getByLabel(/Some people may take access without approval/).check();
    const save = page.getByRole('button', { name: 'Save the policy' });
    for (const field of ['At most', 'Judged within']) {
      const typed = page.getByRole('textbox', { name: field });
      await typed.fill('soon');
      await page.getByText('Type a whole number, 1 or more.').waitFor();
      expect(await save.isDisabled()).toBe(true);
      await typed.scrollIntoViewIfNeeded();
      await picture(page.locator('body'), 'policy-no-number');
      await typed.fill('2');
      await page.getByText('Type a whole number, 1 or more.').waitFor({ state: 'hidden' });
      expect(await save.isEnabled()).toBe(true);
    }
  });
});

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  it('the page with its table, its record and its comments has no serious problem', async () => {
    const page = await ordersPage(OLGA, theme);
    await page.getByText('is verified: signed').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });

  it('what is written on pages of a space has no serious problem', async () => {
    const page = await approvals(SAM, theme);
    await page.getByRole('tab', { name: 'Pages' }).click();
    await page.getByText('What Gatehouse writes on pages').waitFor();
    await page.getByText('says what the record says').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.close();
  });
});

describe('once the time that was approved has passed', () => {
  it('the gateway lets the caller in no more, and page and table say that it has ended', async () => {
    await site.host.clock.advance(8 * 86_400_000);
    await site.host.platform.settled();
    expect(await ourMemberships()).toEqual([]);
    const page = await ordersPage(RITA);
    await page.getByRole('table', { name: 'requests of this page' }).getByText('ended').waitFor();
  });
});

describe('another page about the service', () => {
  const SAYS = 'Access to orders is asked for on Orders service, its home.';

  it('shows where access is asked for, and leads there', async () => {
    const page = await site.page(pageIn('ORD', RETURNS), OLGA);
    await press(page, 'Edit');
    await page.getByRole('button', { name: 'Insert', exact: true }).click();
    await page.getByRole('textbox', { name: 'Search elements' }).fill('Service access');
    await press(page, /^Service access/);
    await choose(page, 'Kong service', /^orders\b/);
    const dialog = page.getByRole('dialog', { name: 'Which service is this page about?' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await press(page, 'Publish');
    await page.getByText(SAYS).waitFor();
    expect(await page.getByRole('button', { name: 'Request access' }).first().isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Have it asked for here' }).count()).toBe(0);
    await press(page, 'Go to Orders service');
    await page.getByRole('heading', { name: 'Orders service', level: 1 }).waitFor();
  });

  it.each(['light', 'dark'])('has no serious problem in the %s theme', async (theme) => {
    const page = await site.page(`${pageIn('ORD', RETURNS)}?theme=${theme}`, SAM);
    await page.getByText(SAYS).waitFor();
    await picture(page.locator('body'), `home-${theme}`);
    expect(await seriousProblems(page)).toEqual([]);
  });

  it('becomes the one that access is asked for on, once a space admin says so', async () => {
    const page = await site.page(pageIn('ORD', RETURNS), SAM);
    await press(page, 'Have it asked for here');
    await press(page, 'Have it asked for here');
    await page.getByText(SAYS).waitFor({ state: 'hidden' });
    expect(await page.getByRole('button', { name: 'Request access' }).first().isEnabled()).toBe(true);
    const before = await ordersPage(DARIO);
    await before.getByText(/Access to orders is asked for on Returns service, its home/).waitFor();
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
