import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { viewerOf } from '../../host/confluence';
import { FIXTURE_APP } from '../fixtures/fixture-app';
import { OLGA, pageIn, RITA, SHIPPING } from './example';
import { openSite, type OpenSite } from './open-site';

/** A copy of the host's own small app that may be changed; below the repository, where its packages are found. */
const BUILDS = path.resolve(__dirname, '../../.gatehouse');
let copy: string;
let site: OpenSite;
const said: string[] = [];

beforeAll(async () => {
  mkdirSync(BUILDS, { recursive: true });
  copy = mkdtempSync(path.join(BUILDS, 'rebuild-'));
  cpSync(FIXTURE_APP, copy, { recursive: true });
  writeFileSync(
    path.join(copy, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['src'] }),
  );
  jest.spyOn(console, 'error').mockImplementation((text: unknown) => {
    said.push(String(text));
  });
  site = await openSite({ appDir: copy, appOut: path.join(copy, '.out/app'), watch: true });
  site.host.confluence.site.insertMacro(viewerOf(OLGA), SHIPPING, {
    key: 'greeting',
    config: { name: 'Orders' },
    at: 0,
  });
}, 240_000);

afterAll(async () => {
  await site.close();
  rmSync(copy, { recursive: true });
  jest.restoreAllMocks();
});

const edit = (change: (text: string) => string): void => {
  const file = path.join(copy, 'src/ui/greeting.tsx');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};

const BUILT_WITHIN_MS = 200_000; // the real bundler, on a machine that has other things to do
jest.setTimeout(2 * BUILT_WITHIN_MS);

it('bundles again and draws the page anew when a source changes, and keeps the last good bundles when one is broken', async () => {
  const page = await site.page(pageIn('ORD', SHIPPING), RITA);
  await page.getByRole('heading', { name: 'Hello Orders' }).waitFor();

  edit((text) => text.replace('Hello {config', 'Welcome {config'));
  await page.getByRole('heading', { name: 'Welcome Orders' }).waitFor({ timeout: BUILT_WITHIN_MS });

  edit((text) => text.replace('Welcome {config', 'Broken {notThere.config'));
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
  expect(said.join('\n')).toContain('The app could not be bundled; the last good one keeps running');
  await page.reload();
  await page.getByRole('heading', { name: 'Welcome Orders' }).waitFor();
  expect(site.problems).toEqual([]);
});
