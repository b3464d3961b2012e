import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { viewerOf } from '../../host/confluence';
import {
  KONG_READER_TOKEN,
  KONG_WRITER_TOKEN,
  MESH_POLICIES_TOKEN,
  MESH_READER_TOKEN,
  MESH_WRITER_TOKEN,
} from '../../host/outside';
import { BINDING_PROPERTY_KEY, type Binding } from '../../src/domain/binding';
import { REFUSALS } from '../entry/refusals';
import {
  ADA,
  ask,
  boundToKong,
  CHECKOUT,
  connectionIds,
  INVENTORY,
  invokerOf,
  NILS,
  OLGA,
  ORDERS,
  pageIn,
  PAYMENTS,
  PETRA,
  RETURNS,
  RITA,
  SHIPPING,
} from './example';
import { openSite, type OpenSite } from './open-site';

const PAYMENTS_SPACE = '65538';
const SECRETS = [
  's3cr3t-',
  KONG_READER_TOKEN,
  KONG_WRITER_TOKEN,
  MESH_READER_TOKEN,
  MESH_WRITER_TOKEN,
  MESH_POLICIES_TOKEN,
];

let site: OpenSite;
let gateway: string;
let mesh: string;

beforeAll(async () => {
  site = await openSite();
  const ids = await connectionIds(site);
  gateway = ids['Shop gateway'] ?? '';
  mesh = ids['Shop mesh'] ?? '';
}, 180_000);

afterAll(async () => {
  await site.close();
});

/** Every resolver that takes a page, asked about `pageId`. A new one is in the table, or that does not compile. */
const aboutPage = (pageId: string) =>
  Object.entries(REFUSALS).flatMap(([functionKey, { payload }]) =>
    'pageId' in payload ? [{ functionKey, payload: { ...payload, pageId } }] : [],
  );

describe('a page that is kept from somebody', () => {
  // What a browser can claim, at its worst: an admin's account, another page, a space of one's own, a binding.
  const forged = {
    accountId: ADA,
    accountType: 'licensed',
    extension: {
      content: { id: ORDERS },
      space: { id: '65537', key: 'ORD' },
      config: { boundTo: 'payments' },
      gatehouse_binding: { v: 1 },
    },
  };

  it.each(aboutPage(PAYMENTS))('gives them nothing from $functionKey', async ({ functionKey, payload }) => {
    const nils = await invokerOf(site, NILS);
    const before = site.host.platform.calls().length;
    const { body } = await nils({ functionKey, payload, context: forged });
    expect(body).toEqual({ value: { ok: false, error: { code: 'PAGE_NOT_VISIBLE' } } });
    // No call went out for them either.
    const calls = site.host.platform.calls().slice(before);
    expect(calls.filter(({ kind }) => kind === 'egress')).toEqual([]);
  });

  it('is not told from one that does not exist', async () => {
    const nils = await invokerOf(site, NILS);
    const answers = await Promise.all(
      [PAYMENTS, '999999'].map((pageId) => nils({ functionKey: 'readBinding', payload: { pageId } })),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('gives an anonymous visitor nothing either', async () => {
    const anonymous = await invokerOf(site, null);
    for (const { functionKey, payload } of aboutPage(ORDERS)) {
      const { body } = await anonymous({ functionKey, payload, context: forged });
      expect([functionKey, body]).toEqual([
        functionKey,
        {
          value: {
            ok: false,
            error: { code: expect.stringMatching(/^(ANONYMOUS|PAGE_NOT_VISIBLE)$/) as string },
          },
        },
      ]);
    }
  });
});

describe('a claim of the browser', () => {
  it('about the page counts only in the payload, and there it is proved', async () => {
    const rita = await invokerOf(site, RITA);
    const context = { extension: { content: { id: PAYMENTS }, space: { id: PAYMENTS_SPACE } } };
    const answer = await rita({ functionKey: 'readBinding', payload: { pageId: ORDERS }, context });
    expect(answer.body).toMatchObject({
      value: { ok: true, value: { page: { id: ORDERS, spaceId: '65537' } } },
    });
  });

  it('about space or account in a payload is refused', async () => {
    const rita = await invokerOf(site, RITA);
    for (const more of [{ spaceId: PAYMENTS_SPACE }, { accountId: ADA }]) {
      const payload = { pageId: ORDERS, from: 'live', ...more };
      expect((await rita({ functionKey: 'readRoutes', payload })).body).toMatchObject({
        value: { ok: false, error: { code: 'BAD_INPUT' } },
      });
    }
  });

  it('does not let a reader bind a page', async () => {
    const rita = await invokerOf(site, RITA);
    const binding = boundToKong(gateway, 'checkout');
    expect(await ask(rita, 'saveBinding', { pageId: CHECKOUT, version: 0, binding })).toEqual({
      ok: false,
      error: { code: 'NOT_PAGE_EDITOR' },
    });
  });
});

describe('a space that is not allowed to show payments', () => {
  const kong = (target: object): Binding =>
    ({
      v: 1,
      environments: [{ name: 'production', kong: { connectionId: gateway, ...target }, kubernetes: null }],
    }) as Binding;
  const workload = (): Binding => ({
    v: 1,
    environments: [
      {
        name: 'production',
        kong: null,
        kubernetes: { connectionId: mesh, namespace: 'payments', labels: { app: 'payments' } },
      },
    ],
  });

  it.each([
    ['by the service’s name', () => kong({ service: 'payments' })],
    ['by its tag', () => kong({ tag: 'team:payments' })],
    ['by the workload’s namespace', workload],
  ])('cannot bind it %s, whatever space the browser claims', async (_, binding) => {
    const olga = await invokerOf(site, OLGA);
    const { body } = await olga({
      functionKey: 'saveBinding',
      payload: { pageId: CHECKOUT, version: 0, binding: binding() },
      context: { extension: { content: { id: PAYMENTS }, space: { id: PAYMENTS_SPACE, key: 'PAY' } } },
    });
    expect(body).toMatchObject({ value: { ok: false, error: { code: 'NOT_SHOWN_HERE' } } });
    expect(await ask(olga, 'readBinding', { pageId: CHECKOUT })).toMatchObject({
      ok: true,
      value: { binding: null },
    });
  });

  it('is not offered it in a search', async () => {
    const olga = await invokerOf(site, OLGA);
    const found = await ask(olga, 'searchCandidates', { pageId: CHECKOUT, query: 'payments', kind: 'kong' });
    if (!found.ok) throw new Error(found.error.code);
    expect(found.value.candidates.filter(({ label }) => label.includes('payments'))).toEqual([]);
  });

  it.each([
    [SHIPPING, 'by name', () => kong({ service: 'payments' })],
    [RETURNS, 'by tag', () => kong({ tag: 'team:payments' })],
    [INVENTORY, 'by namespace', workload],
  ])('shows nothing of it when the property of page %s is written by hand %s', async (pageId, _, binding) => {
    await writeProperty(pageId, binding());
    const reader = await invokerOf(site, RITA);
    for (const functionKey of ['readRoutes', 'readPolicies', 'readSnapshotState'] as const)
      for (const from of ['remembered', 'live']) {
        const payload = functionKey === 'readSnapshotState' ? { pageId } : { pageId, from };
        const { body } = await reader({ functionKey, payload });
        expect(JSON.stringify(body)).not.toMatch(
          /payments\.payments\.svc|payments-callers|leadsTo|"sentence"/,
        );
      }
    const macro = binding().environments[0]?.kong === null ? 'istio-policies' : 'kong-routes';
    site.host.confluence.site.insertMacro(viewerOf(OLGA), pageId, { key: macro, at: 0 });
    const page = await site.page(pageIn('ORD', pageId), RITA);
    await page.getByText(/^This space may not show /).waitFor();
    expect(await page.getByRole('table', { name: /routes|policies/ }).count()).toBe(0);
    await page.close();
  });

  it('says that a property which nobody can read is unreadable', async () => {
    await writeProperty(CHECKOUT, { v: 1, environments: 'payments' });
    const rita = await invokerOf(site, RITA);
    expect(await ask(rita, 'readRoutes', { pageId: CHECKOUT, from: 'live' })).toMatchObject({
      ok: false,
      error: { code: 'BINDING_UNREADABLE' },
    });
  });
});

/** As an editor of the page does through Confluence's own API, past the app. */
const writeProperty = async (pageId: string, value: unknown): Promise<void> => {
  const request = new Request(`http://confluence.local/wiki/api/v2/pages/${pageId}/properties`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: BINDING_PROPERTY_KEY, value }),
  });
  const response = await site.host.confluence.request(request, { as: 'person', accountId: OLGA });
  expect(response.status).toBe(200);
};

describe('secrets', () => {
  const received: string[] = [];
  const recorded = async (address: string, as: string): Promise<Page> => {
    const page = await site.page('/wiki/spaces', as);
    page.on('response', (response) => {
      void response.text().then(
        (body) => received.push(`${response.url()} ${JSON.stringify(response.headers())} ${body}`),
        () => undefined, // answers without a body
      );
    });
    await page.goto(site.host.origin + address);
    return page;
  };

  /** Every screen, with the snapshot of the whole gateway read as well. */
  beforeAll(async () => {
    const ada = await invokerOf(site, ADA);
    await ask(ada, 'refreshConnectionSnapshot', { id: gateway });
    await site.host.platform.settled();
    const orders = await recorded(pageIn('ORD', ORDERS), OLGA);
    await orders.getByText('Read just now').nth(1).waitFor();
    const payments = await recorded(pageIn('PAY', PAYMENTS), PETRA);
    await payments.getByText('Read just now').nth(1).waitFor();
    await recorded(`${pageIn('ORD', ORDERS)}/export`, OLGA).then((page) =>
      page.getByText('orders-list').first().waitFor(),
    );
    const settings = await recorded('/wiki/admin', ADA);
    await settings.getByRole('link', { name: 'Gatehouse' }).click();
    await settings.getByRole('button', { name: 'Shop gateway' }).click();
    await settings.getByRole('button', { name: 'Test the connection' }).click();
    await settings.getByText('Kong answered').waitFor();
    await settings.getByRole('tab', { name: 'Exchanges' }).click();
    await settings.getByText('test the connection', { exact: true }).first().waitFor();
    await settings.getByRole('button', { name: 'Edit' }).click();
    await settings.getByLabel('Reader token').waitFor();
    await ask(await invokerOf(site, OLGA), 'searchCandidates', { pageId: ORDERS, query: '', kind: 'kong' });
  });

  const secretsIn = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret));

  it('are planted where the app reads: the gateway and the mesh hold them', () => {
    const outside = JSON.stringify(site.host.outside.export());
    expect(secretsIn(outside)).toEqual(['s3cr3t-']);
  });

  it('reach no browser', () => {
    expect(received.join('\n')).toContain('orders-list');
    expect(received.filter((each) => secretsIn(each).length > 0)).toEqual([]);
  });

  it('are in the app’s storage only where Forge keeps secrets', () => {
    const { secrets, ...rest } = site.host.platform.storage();
    const tokens = [KONG_READER_TOKEN, KONG_WRITER_TOKEN, MESH_READER_TOKEN, MESH_WRITER_TOKEN];
    expect(secretsIn(JSON.stringify(secrets))).toEqual(tokens);
    const stored = unpacked(JSON.stringify(rest));
    expect(stored).toContain('orders-list');
    expect(stored).toContain('warehouse-scanner');
    expect(secretsIn(stored)).toEqual([]);
  });

  it('are in no log line, and in the address of no call', () => {
    expect(secretsIn(JSON.stringify(site.host.platform.logs()))).toEqual([]);
    expect(site.host.platform.calls().length).toBeGreaterThan(0);
    expect(secretsIn(JSON.stringify(site.host.platform.calls()))).toEqual([]);
  });
});

/** With what is stored compressed beside it in plain text. */
const unpacked = (json: string): string => {
  const packed = json.match(/H4sI[A-Za-z0-9+/=]{20,}/g) ?? [];
  return [json, ...packed.map((each) => gunzipSync(Buffer.from(each, 'base64')).toString('utf8'))].join('\n');
};

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
