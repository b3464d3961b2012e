import path from 'node:path';
import {
  createConfluence,
  readSiteSeed,
  type ConfluenceDeps,
  type LocalConfluence,
  type SiteSeed,
} from '../../../host/confluence';
import type { ConfluenceCaller, Faults, HostClock, StateFiles } from '../../../host/types';

/** What the app's manifest will ask for; a test that needs fewer says so. */
export const ALL_SCOPES = [
  'read:page:confluence',
  'write:page:confluence',
  'read:hierarchical-content:confluence',
  'read:space:confluence',
  'write:space:confluence',
  'read:space.permission:confluence',
  'read:configuration:confluence',
  'read:comment:confluence',
  'write:comment:confluence',
  'read:user:confluence',
  'read:group:confluence',
  'read:content-details:confluence',
  'read:content.permission:confluence',
  'read:label:confluence',
  'write:label:confluence',
  'read:audit-log:confluence',
];

const NOW = Date.parse('2026-11-23T10:00:00.000Z');

export const person = (name: string): ConfluenceCaller => ({ as: 'person', accountId: `712020:${name}` });
export const asUser = (name: string): ConfluenceCaller => ({ as: 'user', accountId: `712020:${name}` });
export const asApp: ConfluenceCaller = { as: 'app' };
export const anonymous: ConfluenceCaller = { as: 'frame', accountId: null };

export const ORDERS_PAGE = '131073';
export const PAYMENTS_PAGE = '131080';
export const CART_PAGE = '131090';
export const ORDERS_SPACE = '65537';

let seed: SiteSeed | undefined;
export const exampleSite = (): SiteSeed =>
  (seed ??= readSiteSeed(path.join(__dirname, '../../../host/example/site.yaml')));

/** State files in memory; what was written is read back as JSON, as from a disk. */
export const memoryState = (): StateFiles => {
  const files = new Map<string, string>();
  return {
    read: (name) => (files.has(name) ? (JSON.parse(files.get(name) ?? '') as unknown) : undefined),
    write: (name, value) => {
      files.set(name, JSON.stringify(value));
    },
    flush: () => Promise.resolve(),
  };
};

const stillClock: HostClock = {
  now: () => NOW,
  advance: () => Promise.resolve(),
  onAdvance: () => undefined,
};

type Answer = { status: number; body: unknown; headers: Headers };
export type Example = {
  confluence: LocalConfluence;
  faults: Faults;
  refusals: string[];
  ask: (caller: ConfluenceCaller, line: string, body?: unknown) => Promise<Answer>;
};

/** The example site, fresh unless `state` holds an earlier run. `ask(person('rita'), 'GET /wiki/api/v2/pages/1')`. */
export const exampleConfluence = (options: Partial<ConfluenceDeps> = {}): Example => {
  const faults: Faults = {};
  const refusals: string[] = [];
  const confluence = createConfluence({
    site: exampleSite(),
    clock: stillClock,
    state: memoryState(),
    faults,
    scopes: ALL_SCOPES,
    onNotImplemented: (message) => refusals.push(message),
    ...options,
  });
  const ask: Example['ask'] = async (caller, line, body) => {
    const [method = 'GET', where = '/'] = line.split(' ');
    const init = {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    };
    const response = await confluence.request(
      new Request(`https://example-shop.local${where}`, init),
      caller,
    );
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      headers: response.headers,
    };
  };
  return { confluence, faults, refusals, ask };
};
