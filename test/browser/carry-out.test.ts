import type { Page } from 'playwright-core';
import { KONG_TOKEN_HEADER, KONG_URL } from '../../host/outside';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import type { RequestView } from '../../src/contract/access';
import { approvedFor, askedFor } from './asked-for';
import { seriousProblems } from './axe';
import { ADA, ask, askKong, connectionIds, invokerOf, OLGA, ORDERS, pageIn, RITA, SAM } from './example';
import { openSite, type OpenSite } from './open-site';
import { oursAtGateway, oursInMesh, policiesInMesh, type Policy } from './ours';
import { picture } from './picture';

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

afterEach(() => {
  site.host.faults.sources = {};
});

afterAll(async () => {
  await site.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const ordersPage = async (who: string, theme = 'light'): Promise<Page> => {
  const page = await site.page(`${pageIn('ORD', ORDERS)}?theme=${theme}`, who);
  page.setDefaultTimeout(10_000);
  return page;
};

/** The consumer's row in the page's table of who may call. */
const mayCall = async (consumer: string): Promise<string> => {
  const page = await ordersPage(RITA);
  await press(page, 'Who may call this');
  await page.getByRole('textbox', { name: 'Search consumers' }).fill(consumer);
  await page.getByText('1 to 1 of 1 consumers').waitFor();
  const rows = page.getByRole('table', { name: 'who may call' }).locator('tbody').getByRole('row');
  const said = await rows.filter({ hasText: consumer }).innerText();
  await page.close();
  return said;
};

/** The newest request of the consumer, in the dialog of the page's macro. */
const openRequest = async (who: string, consumer: string, theme = 'light'): Promise<Page> => {
  const page = await ordersPage(who, theme);
  await page
    .getByRole('table', { name: 'requests of this page' })
    .getByRole('button', { name: consumer })
    .first()
    .click();
  await page.getByRole('dialog').getByText('History').waitFor();
  return page;
};

const says = (page: Page, text: string | RegExp) =>
  page.getByRole('dialog').getByText(text).first().waitFor();
const lozenge = (page: Page, word: string) =>
  page.getByRole('dialog').getByText(word, { exact: true }).first().waitFor();

const asked = (consumer: string): Promise<RequestView> => askedFor(site, consumer);

const approved = (consumer: string): Promise<string> => approvedFor(site, consumer);

/** As `approved`, and carried out. */
const granted = async (consumer: string): Promise<void> => {
  await approved(consumer);
  expect((await oursAtGateway(site, consumer)).memberships).toHaveLength(1);
};

describe('access that was approved', () => {
  let before: { mesh: Policy[]; gateway: string };

  it('is asked for with a limit of its own and calls in the mesh, all at once', async () => {
    before = { mesh: await policiesInMesh(site), gateway: await mayCall('partner-globex') };
    expect(before.gateway).toMatch(/denied/);
    const page = await ordersPage(DARIO);
    await press(page, 'Request access');
    await page.getByRole('textbox', { name: 'Consumer' }).fill('partner-globex');
    await page.getByLabel(/orders-list/).check();
    await page.getByLabel('A rate limit of its own on this service').check();
    await page.getByLabel('Calls a minute').fill('60');
    await page.getByLabel(/^Calls in the mesh, of/).check();
    await page.getByLabel('Service account').last().fill('payments/refunds');
    await page.getByLabel('Methods').fill('GET');
    await page.getByLabel('Paths').fill('/orders-svc/orders/*');
    await page.getByLabel('Why').fill('A shop of its own, which reads its orders.');
    await page.getByText('Adds consumer').first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await press(page, 'Send the request');
    await page.getByText('waiting for approval').first().waitFor();
    await page.close();
  });

  it('is tried out by whoever decides, before they do', async () => {
    const page = await openRequest(SAM, 'partner-globex');
    await press(page, 'Would it be accepted?');
    await page.getByText('accepted', { exact: true }).nth(2).waitFor();
    expect(await page.getByText('refused', { exact: true }).count()).toBe(0);
    expect(await oursInMesh(site)).toEqual([]);
    await press(page, 'Approve');
    await says(page, /Approved, and awaiting application|The change is/);
    await page.close();
  });

  it('is then in force on both sides with our marks, and the page says so', async () => {
    await site.host.platform.settled();
    const { memberships, plugins } = await oursAtGateway(site, 'partner-globex');
    expect([memberships.length, plugins.length]).toEqual([1, 1]);
    expect(plugins[0]).toMatchObject({ name: 'rate-limiting', config: { minute: 60 } });
    const [policy, ...more] = await oursInMesh(site);
    expect(more).toEqual([]);
    expect(policy?.metadata.annotations?.['gatehouse/request']).toBeTruthy();
    expect(JSON.stringify(policy?.spec)).toContain('/orders-svc/orders/*');
    await readGateway();
    expect(await mayCall('partner-globex')).toMatch(/allowed/i);
    const page = await openRequest(RITA, 'partner-globex');
    await lozenge(page, 'active');
    await page.close();
  });

  it.each([
    ['decK file', /_format_version/],
    ['Istio manifests', /kind: AuthorizationPolicy/],
    ['Plan and state as JSON', /"state"/],
  ])('can be taken along as %s', async (label, inside) => {
    const page = await openRequest(RITA, 'partner-globex');
    await page.getByRole('dialog').getByRole('button', { name: label }).click();
    const file = page.getByRole('dialog').locator('textarea[readonly]').first();
    await file.waitFor();
    expect(await file.inputValue()).toMatch(inside);
    await page.close();
  });

  it('lasts longer once more time is asked for and approved', async () => {
    const page = await openRequest(DARIO, 'partner-globex');
    await press(page, 'Extend');
    await page.getByRole('textbox', { name: 'How much longer' }).fill('20');
    await page.getByRole('dialog').getByLabel('Why').last().fill('The shop stays for the season.');
    await press(page, 'Ask for more time');
    await page.getByText('More time is asked for').first().waitFor();
    await page.close();
    const sam = await openRequest(SAM, 'partner-globex');
    await press(sam, 'Approve');
    await says(sam, /Approved, and awaiting application|The change is/);
    await sam.close();
    await pass(8 * DAY);
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toHaveLength(1);
  });

  it('is over when its time is, and everything is as it was', async () => {
    await pass(13 * DAY);
    expect(await oursAtGateway(site, 'partner-globex')).toEqual({ memberships: [], plugins: [] });
    expect(await policiesInMesh(site)).toEqual(before.mesh);
    await readGateway();
    expect(await mayCall('partner-globex')).toBe(before.gateway);
    const page = await openRequest(RITA, 'partner-globex');
    await lozenge(page, 'ended');
    await page.close();
  });
});

describe('access that somebody ends', () => {
  it('is given up by whoever asked, with the keyboard alone', async () => {
    await granted('partner-globex');
    const page = await openRequest(DARIO, 'partner-globex');
    const give = page.getByRole('button', { name: 'Give up this access' });
    await give.focus();
    await page.keyboard.press('Enter');
    await says(page, /Give it up now/);
    await give.focus();
    await page.keyboard.press('Enter');
    await says(page, /The access (is being taken back|has ended)/);
    await site.host.platform.settled();
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toEqual([]);
    await page.close();
  });

  it('is revoked by whoever may decide, with a reason that everybody reads', async () => {
    await granted('partner-globex');
    const page = await openRequest(SAM, 'partner-globex');
    await press(page, 'Revoke');
    const why = page.getByRole('dialog').getByLabel('Why').last();
    await why.waitFor();
    const revoke = page.getByRole('button', { name: 'Revoke', exact: true }).last();
    expect(await revoke.isDisabled()).toBe(true);
    await why.fill('The contract has ended.');
    await revoke.click();
    await says(page, /The access (is being taken back|has ended)/);
    await page.close();
    await site.host.platform.settled();
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toEqual([]);
    const rita = await openRequest(RITA, 'partner-globex');
    await says(rita, /The contract has ended/);
    await rita.close();
  });

  it('is an alarm on page and panel while it cannot be taken back, and is tried at once by whoever asks for it', async () => {
    // What ended before is looked at once more, and is then over.
    await pass(10 * MINUTE);
    await granted('partner-globex');
    site.host.faults.sources = { [KONG]: { failPaths: { '/consumers': 403, '/acls': 403 } } };
    await pass(DAY + HOUR);
    await pass(HOUR);
    const page = await ordersPage(RITA);
    await page.getByText('Access that has ended could not be taken back').waitFor();
    await page.close();
    const asker = await openRequest(DARIO, 'partner-globex');
    await asker.getByRole('button', { name: 'Try again to take it back' }).waitFor();
    await asker.close();
    const reader = await openRequest(RITA, 'partner-globex');
    expect(await reader.getByRole('button', { name: 'Try again to take it back' }).count()).toBe(0);
    await reader.close();
    const panel = await site.page('/wiki/spaces/ORD/settings', SAM);
    await panel.getByRole('link', { name: 'Access approvals' }).click();
    await panel.getByText('Access that has ended could not be taken back').waitFor();
    await press(panel, 'Show the request');
    const shown = panel.getByRole('table', { name: 'requests' }).locator('tbody').getByRole('row');
    await shown.getByText('could not be taken back').waitFor();
    expect(await shown.count()).toBe(1);
    await shown.getByRole('button', { name: 'partner-globex' }).click();
    await panel.getByText('History').waitFor();
    site.host.faults.sources = {};
    await picture(panel.locator('body'), 'revoke-failed-panel');
    await press(panel, 'Try again to take it back');
    await panel.getByText('It is tried again').first().waitFor();
    await panel.close();
    await site.host.platform.settled();
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toEqual([]);
    await readGateway();
    const after = await ordersPage(RITA);
    await after.getByRole('table', { name: 'requests of this page' }).getByText('ended').first().waitFor();
    expect(await after.getByText('Access that has ended could not be taken back').count()).toBe(0);
    await after.close();
  });
});

/** Where a space's requests are listed: for its admins, and for everybody who decides. */
const PANELS = [
  ['/wiki/spaces/ORD/settings', 'Access approvals', SAM],
  [pageIn('ORD', ORDERS), 'Access requests', SAM],
] as const;

describe('access without approval', () => {
  it('is taken in an emergency, with its reason, and is loud for as long as it lasts', async () => {
    await pass(10 * MINUTE);
    await asked('partner-globex');
    const olga = await openRequest(OLGA, 'partner-globex');
    await press(olga, 'Take it without approval');
    await olga.getByLabel('The emergency').fill('Orders stand still, nobody answers.');
    await press(olga, 'Take it without approval');
    await says(olga, 'Taken without approval');
    await olga.close();
    await site.host.platform.settled();
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toHaveLength(1);
    const page = await ordersPage(RITA);
    await page.getByText('Access was taken without approval').waitFor();
    const told = page.getByRole('region', { name: 'Comments' });
    await told
      .getByText(/without approval/)
      .first()
      .waitFor();
    await told.getByText('@Sam Spaceadmin').last().waitFor();
    await page.close();
    for (const [place, link, who] of PANELS) {
      const panel = await site.page(place, who);
      await panel.getByRole('link', { name: link }).click();
      await panel.getByText('Access was taken without approval').waitFor();
      await picture(panel.locator('body'), `emergency-${link}`);
      expect(await seriousProblems(panel)).toEqual([]);
      await press(panel, 'Look at the request');
      await panel.getByText('Orders stand still, nobody answers.').waitFor();
      await panel.close();
    }
  });

  it('is judged afterwards by somebody else, and not by whoever took it', async () => {
    await pass(5 * HOUR);
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toEqual([]);
    const panel = await site.page('/wiki/spaces/ORD/settings', SAM);
    await panel.getByRole('link', { name: 'Access approvals' }).click();
    await panel.getByText('Access without approval has to be judged').waitFor();
    expect(await panel.getByText('Access was taken without approval', { exact: true }).count()).toBe(0);
    await panel.close();
    const olga = await openRequest(OLGA, 'partner-globex');
    expect(await olga.getByRole('button', { name: 'Justified' }).count()).toBe(0);
    await olga.close();
    const sam = await openRequest(SAM, 'partner-globex');
    expect(await seriousProblems(sam)).toEqual([]);
    await sam.getByRole('dialog').getByLabel('Why').last().fill('The outage was real.');
    await press(sam, 'Justified');
    await says(sam, /judged to be justified/);
    await sam.close();
  });
});

describe('access through a gateway that may only be read', () => {
  it('is handed out as files once approved, and is in force when somebody made the change', async () => {
    const view = await ask(await invokerOf(site, ADA), 'readConnection', { id: kongId });
    if (!view.ok) throw new Error(view.error.code);
    const saved = await ask(await invokerOf(site, ADA), 'saveConnection', {
      id: kongId,
      rev: view.value.rev,
      draft: {
        name: 'Shop gateway',
        target: {
          kind: 'kong',
          api: { type: 'admin', url: KONG_URL, workspace: null, tokenHeader: KONG_TOKEN_HEADER },
        },
        owners: [{ kind: 'person', accountId: ADA }],
        reader: { change: 'keep' },
        writer: { change: 'read-only' },
      },
    });
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    const id = await approved('partner-globex');
    expect((await oursAtGateway(site, 'partner-globex')).memberships).toEqual([]);
    const page = await openRequest(SAM, 'partner-globex');
    await says(page, 'Approved, and to be carried out by hand');
    await page.getByRole('dialog').getByRole('button', { name: 'decK file' }).click();
    const file = page.getByRole('dialog').locator('textarea[readonly]').first();
    await file.waitFor();
    expect(await file.inputValue()).toContain(`gatehouse-request:${id}`);
    const tags = ['gatehouse', `gatehouse-request:${id}`];
    await askKong(site, 'POST /consumers/partner-globex/acls', { group: 'orders-read', tags });
    await press(page, 'It is carried out: look and confirm');
    await lozenge(page, 'active');
    await page.close();
  });
});

it.each(['light', 'dark'])('has no serious problem in the %s theme', async (theme) => {
  const page = await openRequest(SAM, 'partner-globex', theme);
  await page.getByRole('dialog').getByRole('button', { name: 'decK file' }).click();
  await page.getByRole('dialog').locator('textarea[readonly]').first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.close();
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
