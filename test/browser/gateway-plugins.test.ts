import type { JsonObject } from '../../src/domain/json';
import { idFrom } from '../../host/deterministic-id';
import { askKong, ORDERS, pageIn, RITA, rowsOf } from './example';
import { openSite, type OpenSite } from './open-site';

const HOUR_MS = 3_600_000;
const MISSING = /^plugins of the whole gateway could not be read: /;
const DATED = /^Plugins of the whole gateway as of /;

let site: OpenSite;

/** The example's gateway, with so many plugins on other services that one page of the list does not hold them. */
beforeAll(async () => {
  site = await openSite();
  const { kong } = site.host.outside;
  const { services = [], plugins = [], ...rest } = kong.export();
  const others = Array.from({ length: 1_200 }, (_, n): JsonObject => {
    const name = `elsewhere-${String(n)}`;
    return { ...services[0], id: idFrom('services', name), name };
  });
  const theirs = others.map((service, n): JsonObject => {
    const id = idFrom('plugins', `elsewhere-${String(n)}`);
    const alone = { route: null, consumer: null, instance_name: null };
    return { ...plugins[0], ...alone, id, service: { id: service['id'] ?? null } };
  });
  kong.import({ ...rest, services: [...services, ...others], plugins: [...plugins, ...theirs] });
}, 180_000);

afterAll(async () => {
  await site.close();
});

const open = async () => {
  const page = await site.page('/wiki/spaces', RITA);
  await page.clock.setFixedTime(site.host.clock.now());
  await page.goto(site.host.origin + pageIn('ORD', ORDERS));
  await page.getByText('Read just now').first().waitFor();
  return page;
};

describe('a gateway with more plugins than one page of their list holds', () => {
  it('is not said to have none: they are named as unread, with what can be done', async () => {
    const page = await open();
    await page.getByText(MISSING).waitFor();
    await page.getByText('It is made by itself within the hour').waitFor();
    await rowsOf(page, 'plugins').filter({ hasText: 'key-auth' }).first().waitFor();
  });

  it('is read as a whole because somebody looked, and then its plugins are shown with their age', async () => {
    await site.host.platform.settled();
    await site.host.clock.advance(20 * 60_000);
    const page = await open();
    await page.getByText(DATED).filter({ hasText: '20 minutes ago' }).waitFor();
    await rowsOf(page, 'plugins').filter({ hasText: 'everything at this gateway' }).first().waitFor();
    expect(await page.getByText(MISSING).count()).toBe(0);
  });

  it('shows a new plugin of the whole gateway after Refresh, once what is known is an hour old', async () => {
    await askKong(site, 'POST /plugins', { name: 'bot-detection' });
    await site.host.clock.advance(HOUR_MS);
    const page = await open();
    await page.getByText(DATED).filter({ hasText: '1 hour ago' }).waitFor();
    await site.host.platform.settled();
    await page.getByRole('button', { name: 'Refresh' }).first().click();
    await page.getByText(DATED).filter({ hasText: 'just now' }).waitFor();
    await rowsOf(page, 'plugins').filter({ hasText: 'bot-detection' }).waitFor();
  });
});

it('leaves no error in the console, and nothing leaves the machine', () => {
  expect(site.problems).toEqual([]);
});
