import type { Locator, Page } from 'playwright-core';
import { MESH_URL, MESH_WRITER_TOKEN } from '../../host/outside';
import { ADA, choose, inOneTurn, ORDERS, pageIn, RITA } from './example';
import { openSite, type OpenSite } from './open-site';
import { picture } from './picture';

const DARIO = '712020:dario';
let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
}, 180_000);

afterAll(async () => {
  await site.close();
});

const open = (): Promise<Page> => site.page(pageIn('ORD', ORDERS), RITA);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

const rowsIn = (page: Page, table: string | RegExp): Locator =>
  page.getByRole('table', { name: table }).locator('tbody').getByRole('row');
const main = (page: Page): Locator => page.getByRole('main');
const tryAs = async (page: Page, caller: string): Promise<void> => {
  await choose(page, 'Who calls', caller);
  await press(page, 'Try');
};

/** A policy of the orders workload that refuses one path. */
const addPolicy = async (name: string, refused: string): Promise<void> => {
  const url = `${MESH_URL}/apis/security.istio.io/v1/namespaces/orders/authorizationpolicies`;
  const policy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'orders' },
    spec: {
      selector: { matchLabels: { app: 'orders' } },
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: [refused] } }] }],
    },
  };
  const headers = { authorization: `Bearer ${MESH_WRITER_TOKEN}`, 'content-type': 'application/json' };
  const asked = new Request(url, { method: 'POST', headers, body: JSON.stringify(policy) });
  const { status } = await site.host.outside.mesh.fetch(asked);
  if (status !== 201) throw new Error(`${name}: ${String(status)}`);
};

describe('the Istio policies of a page', () => {
  it('begin with who may call and whether plaintext is refused', async () => {
    const page = await open();
    await page.getByText(/^Only .* may call this/).waitFor();
    await page
      .getByText(/plaintext is refused/i)
      .first()
      .waitFor();
    await page.getByText('Guarded by a sidecar: its namespace has the label').waitFor();
    await picture(main(page), 'policies');
  });

  it('say of each policy in force why it applies, and of each port who decided', async () => {
    const page = await open();
    const callers = rowsIn(page, /^policies in force/).filter({ hasText: 'orders-callers' });
    await callers.getByText('For workloads labelled').waitFor();
    const tls = rowsIn(page, 'mutual TLS by port').filter({ hasText: 'every port' });
    await tls.getByText('Only mutual TLS is accepted; plaintext is refused.').waitFor();
    await tls.getByText('istio-system/default').waitFor();
  });

  it('keep what has no effect here behind a button, with the reason', async () => {
    const page = await open();
    await page.getByRole('button', { name: /nearby without effect here/ }).click();
    const rows = rowsIn(page, /^policies without effect/);
    await rows.filter({ hasText: 'order-admin' }).getByText('It is for workloads whose label').waitFor();
    await picture(main(page), 'without-effect');
  });

  it('say all that a policy says when somebody asks', async () => {
    const page = await open();
    await page.getByRole('button', { name: /nearby without effect here/ }).click();
    const rows = rowsIn(page, /^policies without effect/).filter({ hasText: 'order-admin' });
    await rows.getByText('1 more').waitFor();
    await rows.getByRole('button', { name: 'All that order-admin says' }).click();
    await rows.getByText('Rule 1 lets').waitFor();
    await rows.getByText(/\/orders-svc\/refunds or \/orders-svc\/refunds\/\*/).waitFor();
    await picture(main(page), 'details');
  });
});

describe('trying a call', () => {
  it('names the rule that lets it in', async () => {
    const page = await open();
    await press(page, 'Try a call');
    await page.getByRole('textbox', { name: 'Path' }).fill('/orders-svc/orders/7');
    await page.getByRole('textbox', { name: 'Headers' }).fill('x-consumer-username: mobile-app');
    await tryAs(page, 'Service account insight/reports');
    await page.getByText('This call would be let through').waitFor();
    await page.getByText('rule 1 lets it in').waitFor();
    await picture(main(page), 'allowed');
  });

  it('names the policy that refuses it', async () => {
    const page = await open();
    await press(page, 'Try a call');
    await tryAs(page, 'Anybody without a mesh identity (plaintext)');
    await page.getByText('This call would be refused').waitFor();
    await page.getByText(/Plaintext is refused by/).waitFor();
    await picture(main(page), 'denied');
  });

  it('says what would have to be known', async () => {
    const page = await open();
    await press(page, 'Try a call');
    await page.getByRole('textbox', { name: 'Path' }).fill('/orders-svc/orders/7');
    await tryAs(page, 'Service account edge/kong');
    await page.getByText('Whether this call would be let through is not known').waitFor();
    await page.getByText(/decides by .*header x-consumer-username/).waitFor();
    await picture(main(page), 'unknown');
  });

  it('takes a header for absent only when it is said so', async () => {
    const page = await open();
    await press(page, 'Try a call');
    await page.getByRole('textbox', { name: 'Path' }).fill('/orders-svc/orders/7');
    await page.getByRole('textbox', { name: 'Headers' }).fill('x-env: prod');
    await tryAs(page, 'Service account edge/kong');
    await page.getByText('Whether this call would be let through is not known').waitFor();
    await page.getByRole('textbox', { name: 'Headers' }).fill('x-env: prod; no x-consumer-username');
    await press(page, 'Try');
    await page.getByText(/^This call would be/).waitFor();
    await picture(main(page), 'header-absent');
  });

  it('tries what was typed last, also what is not drawn yet', async () => {
    const page = await open();
    await press(page, 'Try a call');
    const inputs = [
      [page.getByRole('textbox', { name: 'Path' }), '/orders-svc/orders/7'],
      [page.getByRole('textbox', { name: 'Host' }), 'orders.example'],
    ] as const;
    await inOneTurn(inputs, page.getByRole('button', { name: 'Try', exact: true }));
    await page.getByText('GET /orders-svc/orders/7', { exact: true }).waitFor();
    await page.getByText('orders.example', { exact: true }).waitFor();
  });

  it('says what is wrong with what was typed', async () => {
    const page = await open();
    await press(page, 'Try a call');
    await page.getByRole('textbox', { name: 'Path' }).fill('orders');
    await press(page, 'Try');
    await page.getByText(/A path starts with/).waitFor();
  });
});

describe('the callers in the mesh', () => {
  it('are the known service accounts with a verdict each, and everybody else', async () => {
    const page = await open();
    await press(page, 'Callers in the mesh');
    const rows = rowsIn(page, 'callers');
    await rows.filter({ hasText: 'orders/returns' }).getByText('denied').first().waitFor();
    await rows.filter({ hasText: 'plaintext' }).getByText('denied').first().waitFor();
    await page.getByRole('textbox', { name: 'Path' }).fill('/orders-svc/orders');
    await rows.filter({ hasText: 'orders/checkout' }).getByText('not known').first().waitFor();
    await picture(main(page), 'callers');
  });

  it('are of other namespaces, too: whoever looked first had the whole cluster read', async () => {
    await site.host.platform.settled();
    const page = await site.page(pageIn('ORD', ORDERS), DARIO);
    await press(page, 'Callers in the mesh');
    await page.getByText(/Service accounts of other namespaces as of/).waitFor();
    await page
      .getByText(/^\d+ service accounts of namespaces that this space may not show: .*denied/)
      .waitFor();
    expect(await rowsIn(page, 'callers').filter({ hasText: 'payments/' }).count()).toBe(0);
    await picture(main(page), 'callers-of-cluster');
  });

  it('look good in the dark, too', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await press(page, 'Callers in the mesh');
    await rowsIn(page, 'callers').first().waitFor();
    await picture(main(page), 'callers-dark');
  });
});

describe('the connection of the mesh', () => {
  it('shows how old the reading of the whole cluster is, and what it holds', async () => {
    const page = await site.page('/wiki/admin', ADA);
    await page.getByRole('link', { name: 'Gatehouse', exact: true }).click();
    await page.getByRole('button', { name: 'Shop mesh', exact: true }).click();
    await page.getByText(/^Whole cluster read/).waitFor();
    await page.getByText(/\d+ namespaces, \d+ authorizationpolicies.* \d+ serviceaccounts/).waitFor();
    await page.getByRole('button', { name: 'Read again', exact: true }).waitFor();
    await picture(main(page), 'whole-cluster');
  });
});

describe('what changed since the whole cluster was read', () => {
  const CHANGED = /^Changed since /;

  it('is behind a button once something did, in sentences', async () => {
    const before = await open();
    await before.getByText(/^Only .* may call this/).waitFor();
    expect(await before.getByRole('button', { name: CHANGED }).count()).toBe(0);

    const gone = await site.host.outside.mesh.fetch(
      new Request(
        `${MESH_URL}/apis/security.istio.io/v1/namespaces/orders/authorizationpolicies/no-load-test`,
        { method: 'DELETE', headers: { authorization: `Bearer ${MESH_WRITER_TOKEN}` } },
      ),
    );
    expect(gone.status).toBe(200);
    const page = await open();
    await page.getByRole('button', { name: CHANGED }).click();
    await page.getByText('orders/no-load-test', { exact: true }).waitFor();
    await page.getByText('AuthorizationPolicy, removed', { exact: true }).waitFor();
    await picture(main(page), 'changed-since');
  });
});

describe('a workload with 500 policies more', () => {
  let page: Page;
  const rows = () => rowsIn(page, /^policies in force/);
  const first = (name: string) => rows().first().filter({ hasText: name }).waitFor();
  const search = () => page.getByRole('textbox', { name: /^Search policies in force/ });
  const counted = (text: RegExp) => page.getByText(text).first().waitFor();

  beforeAll(async () => {
    for (let n = 0; n < 500; n += 1)
      await addPolicy(`bulk-${String(n).padStart(3, '0')}`, `/bulk/${String(n)}`);
    page = await open();
    await counted(/^5\d\d in all$/);
  }, 120_000);

  it('is searched', async () => {
    await search().fill('/bulk/499');
    await counted(/^1 of 5\d\d$/);
    await first('bulk-499');
    await search().fill('');
    await counted(/^5\d\d in all$/);
  });

  it('is filtered by kind', async () => {
    await choose(page, 'Kind', 'PeerAuthentication');
    await counted(/^\d of 5\d\d$/);
    await rows().filter({ hasText: 'default' }).first().waitFor();
    expect(await rows().filter({ hasText: 'bulk-' }).count()).toBe(0);
    await page.getByRole('button', { name: /clear/i }).first().click();
    await counted(/^5\d\d in all$/);
  });

  it('is sorted by a click on a column’s head, and shown in pages of 20', async () => {
    await search().fill('bulk-');
    await counted(/^500 of 5\d\d$/);
    const head = page
      .getByRole('table', { name: /^policies in force/ })
      .getByRole('button', { name: 'Policy' });
    await head.click();
    await first('bulk-000');
    await head.click();
    await first('bulk-499');
    expect(await rows().count()).toBe(20);
    await page
      .getByRole('button', { name: /page 25$/i })
      .first()
      .click();
    await first('bulk-019');
    await picture(main(page), 'policies-500');
  });

  it('shows what matches to somebody who searches from the last page', async () => {
    await search().fill('/bulk/49');
    await counted(/^11 of 5\d\d$/);
    await rows().filter({ hasText: 'bulk-499' }).waitFor();
    expect(await rows().count()).toBe(11);
  });
});

it('writes no error to the browser’s console', () => {
  expect(site.problems).toEqual([]);
});
