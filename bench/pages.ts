import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleApp } from '../host/build/bundle';
import { largeEstate } from '../host/example/large-estate';
import { KONG_READER_TOKEN, KONG_TOKEN_HEADER, KONG_URL } from '../host/outside';
import type { KongState } from '../host/kong/store';
import type { PlatformCall } from '../host/types';
import type { Binding } from '../src/domain/binding';
import { EVERYTHING, NOTHING } from '../src/domain/space-rules';
import {
  ADA,
  ask,
  boundToKong,
  CHECKOUT,
  invokerOf,
  OLGA,
  ORDERS,
  pageIn,
  rowsOf,
  type Invoke,
} from '../test/browser/example';
import { openSite, type OpenSite } from '../test/browser/open-site';

const ROUNDS = 5;
const WIDEST = { routes: 10_000, consumers: 5_000, acls: 20_000, seed: 1 };
const ESTATES = [
  { routes: 10, consumers: 5, acls: 10, seed: 1 },
  { routes: 1_000, consumers: 500, acls: 2_000, seed: 1 },
  WIDEST,
];

/**
 * What a reader's browser loads, how long they wait for the first row, and what one page costs the gateway. The gateway answers on this
 * machine: the time is the app's, the host's and the browser's, not a network's.
 */
export const benchPages = async (): Promise<void> => {
  const app = await bundleApp();
  if (!app.ok) throw new Error(app.message);
  console.log('pages: bundles, as Forge serves them');
  console.table(bundleSizes(app.out));
  const site = await openSite();
  try {
    console.log('pages: from navigation to the first row of the Orders page');
    console.table(await firstRow(site));
    console.log('pages: one page of a service with 8 routes, by the size of the gateway, for a reader');
    console.table(await estates(site));
    console.log('pages: one page bound to much, at a gateway with 10,000 routes, for a reader');
    console.table(await wide(site));
  } finally {
    await site.close();
  }
};

const bundleSizes = (out: string) => {
  const ui = path.join(out, 'ui/ui');
  const scripts = readdirSync(ui).filter((name) => name.endsWith('.js'));
  const files: [title: string, file: string][] = [
    ['backend', path.join(out, 'backend/index.cjs')],
    ...scripts.map((name): [string, string] => [
      /^\d/.test(name) ? `shared ${name}` : name,
      path.join(ui, name),
    ]),
  ];
  const rows = files.map(([title, file]) => [title, sizeOf([file])] as const);
  const pages = readdirSync(ui).filter((name) => name.endsWith('.html'));
  const whole = pages.map((page) => {
    const loaded = [...readFileSync(path.join(ui, page), 'utf8').matchAll(/src="([^"]+\.js)"/g)];
    return [`${page}, all it loads`, sizeOf(loaded.map(([, name]) => path.join(ui, name ?? '')))] as const;
  });
  return Object.fromEntries([...rows, ...whole]);
};

const sizeOf = (files: string[]) => {
  const contents = files.map((file) => readFileSync(file));
  const kib = (lengths: number[]) => Math.round(lengths.reduce((sum, each) => sum + each, 0) / 102.4) / 10;
  return {
    KiB: kib(contents.map(({ length }) => length)),
    'gzip KiB': kib(contents.map((content) => gzipSync(content).length)),
  };
};

const firstRow = async (site: OpenSite) => {
  const first = await untilFirstRow(site);
  const later: { any: number; live: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) later.push(await untilFirstRow(site));
  return {
    'never read before': { 'first row ms': first.any, 'live row ms': first.live },
    [`read before, median of ${ROUNDS}`]: {
      'first row ms': median(later.map(({ any }) => any)),
      'live row ms': median(later.map(({ live }) => live)),
    },
  };
};

/** A browser context of its own each time: nothing is cached. */
const untilFirstRow = async (site: OpenSite) => {
  const page = await site.page('/wiki/spaces', OLGA);
  const start = performance.now();
  await page.goto(site.host.origin + pageIn('ORD', ORDERS), { waitUntil: 'commit' });
  await rowsOf(page, 'routes').first().waitFor();
  const any = Math.round(performance.now() - start);
  await page.getByText('Read just now').first().waitFor();
  const live = Math.round(performance.now() - start);
  await page.context().close();
  return { any, live };
};

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const estates = async (site: OpenSite) => {
  const ada = await invokerOf(site, ADA);
  const olga = await invokerOf(site, OLGA);
  const rows: Record<string, Record<string, number | string>> = {};
  for (const [version, size] of ESTATES.entries()) {
    site.host.outside.kong.import(largeEstate(size));
    const title = `${size.routes.toLocaleString('en')} routes`;
    const gateway = await connectionShowingEverything(ada, title);
    const binding = boundToKong(gateway, 'service-0');
    const bound = await ask(olga, 'saveBinding', { pageId: CHECKOUT, version, binding });
    if (!bound.ok) throw new Error(bound.error.code);
    rows[`${title}, nothing known of the gateway`] = await onePage(site, olga);
    await readWhole(site, ada, gateway);
    rows[`${title}, once it was read as a whole`] = await onePage(site, olga);
  }
  return rows;
};

const MANY_ROUTES = 200;
const MANY_SERVICES = 100;
const WIDE_TAG = 'bench:many';

/** The largest estate, where one service has many routes, and one tag many services. */
const wideEstate = (): KongState => {
  const { services = [], routes = [], ...rest } = largeEstate(WIDEST);
  const [first] = services;
  return {
    ...rest,
    services: services.map((each, n) => (n > 0 && n <= MANY_SERVICES ? { ...each, tags: [WIDE_TAG] } : each)),
    // The first eight are the first service's already; what is taken for it are routes of the last ones.
    routes: routes.map((each, n) =>
      first !== undefined && n >= routes.length - MANY_ROUTES + 8
        ? { ...each, service: { id: first['id'] ?? null } }
        : each,
    ),
  };
};

const wide = async (site: OpenSite) => {
  const ada = await invokerOf(site, ADA);
  const olga = await invokerOf(site, OLGA);
  const rows: Record<string, Record<string, number | string>> = {};
  site.host.outside.kong.import(wideEstate());
  const targets = [
    [`a service with ${MANY_ROUTES} routes`, { service: 'service-0' }],
    [`a tag with ${MANY_SERVICES} services`, { tag: WIDE_TAG }],
  ] as const;
  for (const [n, [title, target]] of targets.entries()) {
    const gateway = await connectionShowingEverything(ada, title);
    const binding: Binding = {
      v: 1,
      environments: [{ name: 'production', kong: { connectionId: gateway, ...target }, kubernetes: null }],
    };
    const version = ESTATES.length + n;
    const bound = await ask(olga, 'saveBinding', { pageId: CHECKOUT, version, binding });
    if (!bound.ok) throw new Error(bound.error.code);
    rows[`${title}, nothing known of the gateway`] = await onePage(site, olga);
    await readWhole(site, ada, gateway);
    rows[`${title}, once it was read as a whole`] = await onePage(site, olga);
  }
  return rows;
};

/** A connection of its own, so that nothing is known of its gateway. */
const connectionShowingEverything = async (ada: Invoke, name: string): Promise<string> => {
  const saved = await ask(ada, 'saveConnection', {
    id: null,
    rev: 0,
    draft: {
      name,
      target: {
        kind: 'kong',
        api: { type: 'admin', url: KONG_URL, workspace: null, tokenHeader: KONG_TOKEN_HEADER },
      },
      owners: [{ kind: 'person', accountId: ADA }],
      reader: { change: 'set', secret: KONG_READER_TOKEN },
      writer: { change: 'read-only' },
    },
  });
  if (!saved.ok) throw new Error(saved.error.code);
  const { id, rev } = saved.value;
  const rules = [{ spaceId: '65537', show: { ...NOTHING, services: [EVERYTHING] }, change: NOTHING }];
  const ruled = await ask(ada, 'saveSpaceRules', { id, rev, rules });
  if (!ruled.ok) throw new Error(ruled.error.code);
  return id;
};

const readWhole = async (site: OpenSite, ada: Invoke, id: string): Promise<void> => {
  const asked = await ask(ada, 'refreshConnectionSnapshot', { id });
  if (!asked.ok) throw new Error(asked.error.code);
  await site.host.platform.settled();
  const read = await ask(ada, 'readConnectionSnapshot', { id });
  if (!read.ok || read.value.readAt === null) throw new Error('the gateway was not read as a whole');
};

const onePage = async (site: OpenSite, reader: Invoke) => {
  const before = new Set(site.host.platform.calls());
  const start = performance.now();
  const read = await ask(reader, 'readRoutes', { pageId: CHECKOUT, from: 'live' });
  const ms = Math.round(performance.now() - start);
  const reading = read.ok ? read.value.environments[0]?.reading : undefined;
  if (reading?.state !== 'live') throw new Error('not read');
  const calls = site.host.platform.calls().filter((call) => !before.has(call));
  const toKong = calls.filter(({ kind }) => kind === 'egress');
  const storage = calls.filter(({ kind }) => kind === 'kvs');
  const { routes, gatewayPluginsAt } = reading.data;
  return {
    'calls to Kong': toKong.length,
    'KiB from Kong': Math.round(toKong.reduce((sum, { bytes }) => sum + bytes, 0) / 102.4) / 10,
    'storage reads': storage.filter((call) => !isWrite(call)).length,
    'storage writes': storage.filter(isWrite).length,
    ms,
    'rows shown': routes.length,
    'plugins of the gateway':
      reading.unread.length > 0 ? 'not read yet' : gatewayPluginsAt === null ? 'read now' : 'snapshot',
  };
};

const isWrite = ({ target }: PlatformCall): boolean => /\/(set|delete|transaction)\b/.test(target);
