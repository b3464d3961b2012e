import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startHost, type Host, type HostOptions } from '../../host/start';

/**
 * Flags of our own: those of @sparticuz/chromium run the browser as one process and switch web security off, so closing a
 * page would end the browser and mistakes between origins would stay hidden (facts of the package's README).
 */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
];

export type OpenSite = {
  host: Host;
  browser: Browser;
  /** Everything that the browser wrote to its error console, and every request that wanted to leave the machine. */
  problems: string[];
  /** A new page that looks as `accountId` (null: anonymous; absent: the site's first person). */
  page(path: string, as?: string | null): Promise<Page>;
  close(): Promise<void>;
};

/** Starts a host of its own on free ports, with a state folder of its own, and a browser that reaches nothing else. */
export const openSite = async (options: HostOptions = {}): Promise<OpenSite> => {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'gatehouse-state-'));
  const host = await startHost({ port: 0, framesPort: 0, stateDir, ...options });
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
    headless: true,
  });
  const problems: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    host,
    browser,
    problems,
    page: async (address, as) => {
      const context = await browser.newContext({
        viewport: { width: 1360, height: 900 },
        timezoneId: 'Europe/Berlin',
      });
      contexts.push(context);
      await guard(context, problems);
      if (as !== undefined)
        await context.request.post(`${host.origin}/host/session`, { data: { accountId: as } });
      const page = await context.newPage();
      await page.goto(host.origin + address);
      return page;
    },
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      await host.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
};

/** Where `setup.ts` had the browser unpacked; unpacks it when a test runs without that. */
const chromiumPath = async (): Promise<string> => {
  if (process.env['GATEHOUSE_CHROMIUM'] !== undefined) return process.env['GATEHOUSE_CHROMIUM'];
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
};

const isLocal = (url: string): boolean => /^(http:\/\/127\.0\.0\.1:|data:|blob:|about:)/.test(url);

const guard = async (context: BrowserContext, problems: string[]): Promise<void> => {
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    if (isLocal(url)) return route.continue();
    problems.push(`wanted to leave the machine: ${url}`);
    return route.abort();
  });
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  context.on('weberror', (error) => {
    problems.push(String(error.error()));
  });
};
