import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ask,
  askKong,
  boundToKong,
  CHECKOUT,
  connectionIds,
  invokerOf,
  OLGA,
  ORDERS,
  pageIn,
  RITA,
  rowsOf,
} from './example';
import { openSite, type OpenSite } from './open-site';

const stateDir = mkdtempSync(path.join(tmpdir(), 'gatehouse-restart-'));
afterAll(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

/** Opens the site on what an earlier one left, and closes it again, also when the work failed. */
const during = async (work: (site: OpenSite) => Promise<void>, fresh = false): Promise<void> => {
  const site = await openSite({ stateDir, fresh });
  try {
    await work(site);
    expect(site.problems).toEqual([]);
  } finally {
    await site.close();
  }
};

/** What the disk holds of the gateway: all that a host which is killed leaves behind. */
const keptOfKong = (): string => {
  const file = path.join(stateDir, 'outside.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 100 && !holds(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
};

const boundCheckout = async (site: OpenSite): Promise<string | undefined> => {
  const read = await ask(await invokerOf(site, OLGA), 'readBinding', { pageId: CHECKOUT });
  return read.ok ? read.value.binding?.environments[0]?.kong?.service : undefined;
};

jest.setTimeout(240_000); // it starts the host and a browser up to four times

describe('the local host, started again', () => {
  it('has what was bound, what was changed at the gateway, and what was read, as it was', async () => {
    await during(async (site) => {
      const { 'Shop gateway': gateway = '' } = await connectionIds(site);
      const binding = boundToKong(gateway, 'checkout');
      await ask(await invokerOf(site, OLGA), 'saveBinding', { pageId: CHECKOUT, version: 0, binding });
      await askKong(site, 'POST /services/orders/routes', { name: 'orders-kept', paths: ['/orders/kept'] });
      // Not only when it ends in good order.
      await until(() => keptOfKong().includes('orders-kept'));
    });
    await during(async (site) => {
      expect(await boundCheckout(site)).toBe('checkout');
      const page = await site.page(pageIn('ORD', ORDERS), RITA);
      await rowsOf(page, 'routes').filter({ hasText: 'orders-kept' }).waitFor();
    });
  });

  it('begins again when it is told to', async () => {
    await during(async (site) => {
      expect(await boundCheckout(site)).toBeUndefined();
      const page = await site.page(pageIn('ORD', ORDERS), RITA);
      await rowsOf(page, 'routes').filter({ hasText: 'orders-list' }).waitFor();
      expect(await rowsOf(page, 'routes').filter({ hasText: 'orders-kept' }).count()).toBe(0);
    }, true);
  });
});
