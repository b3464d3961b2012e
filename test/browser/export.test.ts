import { OLGA, ORDERS, pageIn, RITA } from './example';
import { openSite, type OpenSite } from './open-site';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
}, 180_000);

afterEach(() => {
  site.host.faults.sources = {};
});

afterAll(async () => {
  await site.close();
});

const exported = (as: string) => site.page(`${pageIn('ORD', ORDERS)}/export`, as);

describe('an export of a page', () => {
  it('holds both macros as tables', async () => {
    const page = await exported(OLGA);
    const routes = page.getByRole('table').filter({ hasText: 'Leads to' });
    await routes
      .getByRole('row')
      .filter({ hasText: 'orders-list' })
      .filter({ hasText: 'GET' })
      .filter({ hasText: 'key-auth' })
      .waitFor();
    const policies = page.getByRole('table').filter({ hasText: 'Applies because' });
    await policies
      .getByRole('row')
      .filter({ hasText: 'orders-callers' })
      .filter({ hasText: 'ALLOW' })
      .filter({ hasText: 'app=orders' })
      .waitFor();
    expect(await page.getByText(/^Read 20\d\d-/).count()).toBe(2);
  });

  it('says how old it is when the gateway cannot be reached', async () => {
    const before = await exported(OLGA);
    await before.getByText('orders-list').first().waitFor();
    site.host.faults.sources = { 'kong.shop.example': { down: true } };
    const page = await exported(RITA);
    await page.getByText(/it could not be read again for this export/).waitFor();
    await page.getByRole('cell', { name: 'orders-list' }).waitFor();
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
