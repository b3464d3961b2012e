import type { Page } from 'playwright-core';
import {
  KONG_EDGE_URL,
  KONG_PLAIN_URL,
  KONG_PRIVATE_URL,
  KONG_READER_TOKEN,
  KONG_TOKEN_HEADER,
  KONG_URL,
  KONG_WRITER_TOKEN,
  MESH_POLICIES_TOKEN,
  MESH_URL,
} from '../../host/outside';
import type { SourceFaults } from '../../host/types';
import type { ConnectionDraft } from '../../src/contract/defs';
import { REFUSALS } from '../entry/refusals';
import {
  ADA,
  ask,
  CHECKOUT,
  choose,
  connectionIds,
  invokerOf,
  OLGA,
  ORDERS,
  pageIn,
  RITA,
  rowsOf,
  SAM,
  type Invoke,
} from './example';
import { openSite, type OpenSite } from './open-site';

const OLD_TOKEN_STAYS = 'the previous one still valid';
let site: OpenSite;
let ada: Invoke;

beforeAll(async () => {
  site = await openSite();
  ada = await invokerOf(site, ADA);
}, 180_000);

afterEach(() => {
  site.host.faults.sources = {};
});

afterAll(async () => {
  await site.close();
});

const settings = async (): Promise<Page> => {
  const page = await site.page('/wiki/admin', ADA);
  await page.getByRole('link', { name: 'Gatehouse' }).click();
  await page.getByRole('button', { name: 'Add Kong' }).waitFor();
  return page;
};

const openConnection = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('tab', { name: 'Overview' }).waitFor();
};

const test = (page: Page) => page.getByRole('button', { name: 'Test the connection' }).click();

const kongAt = (name: string, url: string, secret = KONG_READER_TOKEN): ConnectionDraft => ({
  name,
  target: { kind: 'kong', api: { type: 'admin', url, workspace: null, tokenHeader: KONG_TOKEN_HEADER } },
  owners: [{ kind: 'person', accountId: ADA }],
  reader: { change: 'set', secret },
  writer: { change: 'read-only' },
});

const add = async (draft: ConnectionDraft): Promise<{ id: string; rev: number }> => {
  const saved = await ask(ada, 'saveConnection', { id: null, rev: 0, draft });
  if (!saved.ok) throw new Error(JSON.stringify(saved.error));
  return saved.value;
};

/** As the admin's approval of further hosts. */
const approve = (...domains: string[]): void => {
  const [group] = site.host.platform.egress.get();
  if (group === undefined) throw new Error('the example approves its hosts');
  const more = domains.map((domain) => ({ domain, type: ['FETCH_BACKEND_SIDE'] }));
  site.host.platform.egress.set([{ ...group, configured: [...group.configured, ...more] }]);
};

describe('a Kong connection', () => {
  it('is added with a form, its host approved in Atlassian’s own dialog, and tested', async () => {
    const page = await settings();
    await page.getByRole('button', { name: 'Add Kong' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Edge node');
    await page.getByRole('textbox', { name: 'Address of the Admin API' }).fill(KONG_EDGE_URL);
    await choose(page, 'Owning groups', 'platform-team');
    await choose(page, 'Owning people', 'Ada Admin');
    await page.getByLabel('Reader token').fill(KONG_READER_TOKEN);
    await page.getByRole('button', { name: 'Save and test' }).click();

    await page.getByText('This host is not approved for Gatehouse.', { exact: true }).waitFor();
    await page.getByText('This host is not approved yet').waitFor();
    await page.getByRole('button', { name: `Approve ${KONG_EDGE_URL}` }).click();
    const dialog = page.getByRole('dialog', { name: 'Allow Gatehouse to exchange data?' });
    await dialog.getByText(KONG_EDGE_URL).waitFor();
    await dialog.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('host approved').waitFor();

    await test(page);
    await page
      .getByText('Kong answered: 3.9.3, OSS, router traditional_compatible, db-less, role traditional')
      .waitFor();
    for (const part of ['services', 'routes', 'plugins', 'consumers', 'acls'])
      await page.getByText(part, { exact: true }).waitFor();
    await page.getByText('Group platform-team').waitFor();
    // The hosts that were approved before are still approved.
    expect(site.host.platform.egress.get()[0]?.configured).toHaveLength(3);
  });

  it('is not saved without an owner, and the form says which field is wrong', async () => {
    const page = await settings();
    await page.getByRole('button', { name: 'Add Kong' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Nobody’s');
    await page.getByRole('textbox', { name: 'Address of the Admin API' }).fill(KONG_EDGE_URL);
    await page.getByRole('button', { name: 'Save and test' }).click();
    await page.getByText('Name at least one owner.').waitFor();
    expect(Object.keys(await connectionIds(site))).not.toContain('Nobody’s');
  });
});

describe('a failed test', () => {
  type Failing = {
    name: string;
    draft: ConnectionDraft;
    faults?: Record<string, SourceFaults>;
    says: string | RegExp;
    next: string;
  };
  const KONG_HOST = new URL(KONG_URL).hostname;
  const failing: Failing[] = [
    {
      name: 'nothing answers',
      draft: kongAt('Refused', KONG_URL),
      faults: { [KONG_HOST]: { down: true } },
      says: 'Nothing answers there: the connection was refused.',
      next: 'Check host and port, and that the service runs.',
    },
    {
      name: 'the name is unknown',
      draft: kongAt('Unknown name', 'https://nobody.shop.example:8444'),
      says: 'The host name is not known.',
      next: 'Check the spelling; the name must be public.',
    },
    {
      name: 'plain http',
      draft: kongAt('Plain', KONG_PLAIN_URL),
      says: 'The address is plain http; Forge calls https only.',
      next: 'Put the API behind https.',
    },
    {
      name: 'a port that Forge does not call',
      draft: kongAt('Port', 'https://kong.shop.example:8001'),
      says: 'Forge does not call this port.',
      next: 'Use one of 80, 8080, 443, 8443, 8444, 7990, 8089, 8090, 8085, 8060.',
    },
    {
      name: 'a private authority',
      draft: kongAt('Private', KONG_PRIVATE_URL),
      says: 'The certificate is not signed by a public authority.',
      next: 'Serve the API under a public certificate, or through Kong or an ingress that has one.',
    },
    {
      name: 'a token that is not accepted',
      draft: kongAt('Bad token', KONG_URL, 'a-token-of-nobody'),
      says: 'The credential was not accepted (401).',
      next: 'Store a valid token on the connection.',
    },
    {
      name: 'a token that may not read',
      draft: kongAt('Forbidden', KONG_URL),
      faults: { [KONG_HOST]: { failPaths: { '/': 403 } } },
      says: 'The credential may not read this (403).',
      next: 'Give the reader the missing right.',
    },
    {
      name: 'another product',
      draft: kongAt('Mesh as Kong', MESH_URL, MESH_POLICIES_TOKEN),
      says: 'Something answers there, but not the product this connection is for.',
      next: 'Check the address and the path.',
    },
    {
      name: 'no answer in time',
      draft: kongAt('Slow', KONG_URL),
      faults: { [KONG_HOST]: { slowMs: 30_000 } },
      says: /^No answer came in time\.$/,
      next: 'Try again; if it stays, look at the load of the gateway or the way to it.',
    },
  ];
  let page: Page;

  beforeAll(async () => {
    approve(
      'https://nobody.shop.example:8444',
      KONG_PLAIN_URL,
      KONG_PRIVATE_URL,
      'https://kong.shop.example:8001',
    );
    for (const { draft } of failing) await add(draft);
  });

  beforeEach(async () => {
    page = await settings();
  });

  afterEach(async () => {
    await page.close();
  });

  it.each(failing)(
    'says in its own words, with a next step: $name',
    async ({ draft, faults, says, next }) => {
      await openConnection(page, draft.name);
      site.host.faults.sources = faults ?? {};
      await test(page);
      await page.getByText('could not be used').waitFor();
      await page.getByText(says).last().waitFor();
      await page.getByText(next).waitFor();
    },
  );

  it('names each part that the credential may not read', async () => {
    await openConnection(page, 'Shop gateway');
    site.host.faults.sources = { [KONG_HOST]: { failPaths: { '/consumers': 403 } } };
    await test(page);
    await page.getByText('consumers: The credential may not read this (403).').waitFor();
    await page.getByText('Kong answered: 3.9.3').waitFor();
  });
});

describe('a writer', () => {
  const testWriter = (page: Page) => page.getByRole('button', { name: 'Test the writer' }).click();

  it('says what it may write at the gateway, and in which words it may not', async () => {
    const page = await settings();
    await openConnection(page, 'Shop gateway');
    await testWriter(page);
    await page.getByText('Kong answered: 3.9.3').waitFor();
    expect(await page.getByText('writable', { exact: true }).count()).toBe(3);
    site.host.faults.sources = { [new URL(KONG_URL).hostname]: { failPaths: { '/schemas/acls': 403 } } };
    await testWriter(page);
    await page.getByText('acls: The writer credential may not do this (403).').waitFor();
  });

  it('says in which namespaces of the mesh it may write', async () => {
    const page = await settings();
    await openConnection(page, 'Shop mesh');
    await testWriter(page);
    for (const namespace of ['orders', 'payments', 'storefront'])
      await page.getByText(`authorizationpolicies in ${namespace}`, { exact: true }).waitFor();
    expect(await page.getByText('writable', { exact: true }).count()).toBe(3);
  });
});

describe('a stored token', () => {
  it('is exchanged while the older one stays valid, until the rotation is finished', async () => {
    await add(kongAt('Rotating', KONG_URL));
    const page = await settings();
    await openConnection(page, 'Rotating');
    const setToken = async (token: string) => {
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Reader token').fill(token);
      await page.getByRole('button', { name: 'Save' }).click();
    };
    // Not yet known to the gateway: only the older one opens it.
    await setToken('kong-reader-token-0002');
    await page.getByText(OLD_TOKEN_STAYS).waitFor();
    await test(page);
    await page.getByText('Kong answered: 3.9.3').waitFor();
    await setToken(KONG_WRITER_TOKEN);
    await page.getByRole('button', { name: 'Finish the rotation: forget the previous reader token' }).click();
    await page.getByText(OLD_TOKEN_STAYS).waitFor({ state: 'hidden' });
    await test(page);
    await page.getByText('Kong answered: 3.9.3').waitFor();
  });

  it('never comes back to the form', async () => {
    const page = await settings();
    await openConnection(page, 'Shop gateway');
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await page.getByLabel('Reader token').inputValue()).toBe('');
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Shop gateway');
  });

  it('has to be entered again when the address changes', async () => {
    const page = await settings();
    await openConnection(page, 'Rotating');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page
      .getByRole('textbox', { name: 'Address of the Admin API' })
      .fill('https://elsewhere.example:8444');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The address changed, so the token has to be entered again.').waitFor();
  });
});

describe('the log of exchanges', () => {
  it('names the person, the purpose, the call, the answer and the correlation id', async () => {
    const orders = await site.page(pageIn('ORD', ORDERS), RITA);
    await orders.getByText('Read just now').nth(1).waitFor();
    const page = await settings();
    await openConnection(page, 'Shop gateway');
    await page.getByRole('tab', { name: 'Exchanges' }).click();
    const call = page
      .getByRole('row')
      .filter({ hasText: 'Rita Reader' })
      .filter({ hasText: 'show routes on a page' })
      .filter({ hasText: 'GET /services/orders' })
      .filter({ hasText: '200' });
    expect(await call.first().innerText()).toMatch(/\d+ ms, \d+ bytes\s+[0-9A-HJKMNP-TV-Z]{26}/);
  });
});

describe('what a space may show', () => {
  it('is edited by an admin and obeyed at once', async () => {
    const page = await settings();
    await openConnection(page, 'Shop gateway');
    await page.getByRole('tab', { name: 'Spaces' }).click();
    // The first of the cards is that of the space Orders.
    await page.getByLabel('May show: services with one of these tags').first().fill('');
    await page.getByLabel('May show: services', { exact: true }).first().fill('checkout');
    await page.getByRole('button', { name: 'Save the rules' }).click();
    await page.getByText('Saved; it counts at once.').waitFor();

    const orders = await site.page(pageIn('ORD', ORDERS), OLGA);
    await orders.getByText('This space may not show the service orders.').waitFor();
    await orders.getByText('Ask a Confluence admin to allow it on the connection.').waitFor();
    expect(await rowsOf(orders, 'routes').count()).toBe(0);
    const found = await ask(await invokerOf(site, OLGA), 'searchCandidates', {
      pageId: CHECKOUT,
      query: '',
      kind: 'kong',
    });
    if (!found.ok) throw new Error(found.error.code);
    const kong = found.value.candidates.filter(({ kind }) => kind === 'kong');
    expect(kong.map(({ label }) => label)).toEqual(['checkout']);
  });
});

describe('removing a connection', () => {
  it('asks first, and then its tokens are gone', async () => {
    await add(kongAt('Short-lived', KONG_URL, 'short-lived-token'));
    expect(JSON.stringify(site.host.platform.storage())).toContain('short-lived-token');
    const page = await settings();
    await openConnection(page, 'Short-lived');
    await page.getByRole('button', { name: 'Remove this connection' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Short-lived?' });
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Remove this connection' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Add Kong' }).waitFor();
    expect(await page.getByRole('button', { name: 'Short-lived' }).count()).toBe(0);
    expect(JSON.stringify(site.host.platform.storage())).not.toContain('short-lived-token');
  });
});

describe('somebody who is no Confluence admin', () => {
  it('does not get to the page', async () => {
    const page = await site.page('/wiki/admin', SAM);
    await page.getByRole('heading', { name: 'You need another permission' }).waitFor();
    expect(await page.getByText('Shop gateway').count()).toBe(0);
  });

  it('gets nothing from any of its resolvers, and changes nothing', async () => {
    const before = JSON.stringify(site.host.platform.storage());
    const admins = Object.entries(REFUSALS).filter(([, { code }]) => code === 'NOT_CONFLUENCE_ADMIN');
    expect(admins.map(([key]) => key)).toContain('readExchanges');
    for (const [person, code] of [
      [SAM, 'NOT_CONFLUENCE_ADMIN'],
      [RITA, 'NOT_CONFLUENCE_ADMIN'],
      [null, 'ANONYMOUS'],
    ] as const) {
      const invoke = await invokerOf(site, person);
      for (const [functionKey, { payload }] of admins) {
        const { body } = await invoke({ functionKey, payload, moduleKey: 'connections' });
        const refused = { value: { ok: false, error: { code } } };
        expect([person, functionKey, body]).toEqual([person, functionKey, refused]);
      }
    }
    expect(JSON.stringify(site.host.platform.storage())).toBe(before);
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
