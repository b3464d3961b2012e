import { KONG_READER_TOKEN, KONG_TOKEN_HEADER, KONG_URL } from '../../host/outside';
import type { Page } from 'playwright-core';
import { ADA, ask, invokerOf, type Invoke } from './example';
import { openSite, type OpenSite } from './open-site';

let site: OpenSite;
let ada: Invoke;

beforeAll(async () => {
  site = await openSite();
  ada = await invokerOf(site, ADA);
}, 180_000);

afterAll(async () => {
  await site.close();
});

/** A connection of this name, as its page in the settings. */
const opened = async (name: string, url: string): Promise<Page> => {
  const api = { type: 'admin', url, workspace: null, tokenHeader: KONG_TOKEN_HEADER } as const;
  const draft = {
    name,
    target: { kind: 'kong' as const, api },
    owners: [{ kind: 'person' as const, accountId: ADA }],
    reader: { change: 'set' as const, secret: KONG_READER_TOKEN },
    writer: { change: 'read-only' as const },
  };
  const saved = await ask(ada, 'saveConnection', { id: null, rev: 0, draft });
  if (!saved.ok) throw new Error(JSON.stringify(saved.error));
  const page = await site.page('/wiki/admin', ADA);
  await page.getByRole('link', { name: 'Gatehouse' }).click();
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('tab', { name: 'Overview' }).waitFor();
  return page;
};

describe('a connection in the settings', () => {
  it('says that its host is not approved, and who approves it where', async () => {
    const page = await opened('Not approved', 'https://elsewhere.shop.example:8444');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('This host is not approved for Gatehouse.', { exact: true }).waitFor();
    await page.getByText('A Confluence admin approves it on the connection’s page.').waitFor();
  });

  it('says in how many days its token ends, where the token tells it', async () => {
    const page = await opened('Expiring', KONG_URL);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(site.host.clock.now() / 1000) + 5.5 * 86_400;
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Reader token').fill(`${part({ alg: 'none' })}.${part({ exp })}.x`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('expires in 5 days', { exact: true }).waitFor();
  });
});
