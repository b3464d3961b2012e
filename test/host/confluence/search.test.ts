import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { readManifest } from '../../../host/site/manifest';
import { genesis } from '../../../src/domain/access/ledger';
import { PROJECTION_KEY, projectionOf } from '../../../src/domain/access/projection';
import type { AccessRequest } from '../../../src/domain/access/request';
import { anApproved, aPending, NOW } from '../../domain/access/builders';
import { exampleConfluence, person } from './example-confluence';

const aliases = new Map([['gatehouseVersion', { propertyKey: 'gatehouse_binding', path: 'v' }]]);

/** Those that the app's own manifest declares. */
const appAliases = () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gatehouse-manifest-')), 'manifest.json');
  const manifest: unknown = parse(readFileSync(path.join(__dirname, '../../../manifest.yml'), 'utf8'));
  writeFileSync(file, JSON.stringify(manifest));
  return readManifest(file).aliases;
};

const titlesFor = async (cql: string): Promise<string[]> => {
  const { ask } = exampleConfluence({ aliases });
  const { body } = await ask(
    person('petra'),
    `GET /wiki/rest/api/search?limit=100&cql=${encodeURIComponent(cql)}`,
  );
  return (body as { results: { title: string }[] }).results.map(({ title }) => title).sort();
};

describe('search on the local Confluence', () => {
  it.each([
    ['id = 131073', ['Orders service']],
    ['id in (131073, "131074")', ['Checkout service', 'Orders service']],
    ['space = PAY and title ~ "invoice*"', ['Invoices service']],
    ['type = page AND label = "pci"', ['Payments service']],
    ['label in (pci, oncall)', ['On-call handbook', 'Payments service']],
    ['ancestor = 131078', ['Orders in the peak season 2026']],
    ['(space = ORD or space = PAY) and label = svc-tax', ['Tax service']],
    ['content.property[gatehouse_binding].v = 1', ['Orders service', 'Payments service']],
    ['gatehouseVersion > 0 and space = ORD', ['Orders service']],
    ['title = "Nothing of the kind"', []],
  ])('finds pages by %s', async (cql, titles) => {
    expect(await titlesFor(cql)).toEqual(titles);
  });

  it.each([
    ['gatehouseState = "pending"', ['Orders service']],
    ['gatehousePending > 0 and space = ORD', ['Orders service']],
    ['gatehouseActive >= 1', ['Payments service']],
    ['gatehouseNextExpiry < "2026-12-01"', ['Payments service']],
    ['gatehouseNextExpiry < "2026-11-01"', []],
  ])('finds pages by what they say about access, as the manifest has it indexed: %s', async (cql, titles) => {
    const { ask } = exampleConfluence({ aliases: appAliases() });
    const say = (page: string, who: string, requests: AccessRequest[]) => {
      const place = { app: 'a', installation: 'i', page };
      const key = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
      const value = projectionOf(place, { requests, rev: 1, head: genesis('space-1'), now: NOW }, key);
      return ask(person(who), `POST /wiki/api/v2/pages/${page}/properties`, { key: PROJECTION_KEY, value });
    };
    expect((await say('131073', 'olga', [aPending()])).status).toBe(200);
    const active = { ...anApproved(), state: 'ACTIVE' as const, appliedAt: NOW };
    expect((await say('131080', 'petra', [active])).status).toBe(200);
    const { body } = await ask(person('petra'), `GET /wiki/rest/api/search?cql=${encodeURIComponent(cql)}`);
    expect((body as { results: { title: string }[] }).results.map(({ title }) => title)).toEqual(titles);
  });

  it('says 501 to CQL that only a real site understands, and 400 to what is none', async () => {
    const { ask } = exampleConfluence();
    const search = async (cql: string) =>
      (await ask(person('rita'), `GET /wiki/rest/api/search?cql=${encodeURIComponent(cql)}`)).status;
    for (const cql of [
      'creator = currentUser()',
      'text ~ "order"',
      'space = ORD order by title',
      'not space = ORD',
      'title !~ "x"',
      'space = NONE and creator = "x"',
    ]) {
      expect([cql, await search(cql)]).toEqual([cql, 501]);
    }
    for (const cql of ['', 'space =', 'space = ORD and', '(space = ORD', 'space in ORD', '"']) {
      expect([cql, await search(cql)]).toEqual([cql, 400]);
    }
  });

  it('finds people by name', async () => {
    const { ask } = exampleConfluence();
    const answer = await ask(
      person('rita'),
      `GET /wiki/rest/api/search/user?cql=${encodeURIComponent('type = user and user.fullname ~ "spaceadmin"')}`,
    );
    expect(answer.body).toMatchObject({
      totalSize: 2,
      results: [{ user: { accountId: '712020:sam' } }, { user: { accountId: '712020:sofia' } }],
    });
  });
});
