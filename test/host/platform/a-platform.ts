import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPlatform, type LocalPlatform, type PlatformOptions } from '../../../host/platform';
import type {
  ConfluenceCaller,
  Faults,
  HostClock,
  Invocation,
  Network,
  StateFiles,
} from '../../../host/types';
import { backendSource } from './backend-source';

export const NOON = Date.UTC(2026, 10, 24, 12);

/** Time that moves only by advance. */
export function aClock(start = NOON): HostClock {
  let now = start;
  const listeners: (() => Promise<void>)[] = [];
  return {
    now: () => now,
    async advance(ms) {
      now += ms;
      for (const listener of listeners) await listener();
    },
    onAdvance: (listener) => void listeners.push(listener),
  };
}

/** State kept in memory, as JSON, so that nothing is shared by reference. */
export function aState(): StateFiles {
  const files = new Map<string, string>();
  return {
    read(name) {
      const text = files.get(name);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    write: (name, value) => void files.set(name, JSON.stringify(value)),
    flush: () => Promise.resolve(),
  };
}

const ENTITY = {
  name: 'request',
  attributes: {
    state: { type: 'string' },
    rev: { type: 'integer' },
    space: { type: 'string' },
    weight: { type: 'float' },
    open: { type: 'boolean' },
    tags: { type: 'any' },
  },
  indexes: ['rev', { name: 'by-space-state', partition: ['space', 'state'], range: ['rev'] }],
};

export function aManifest(
  changes: { scopes?: string[]; permissions?: object; modules?: object; app?: object } = {},
): unknown {
  return {
    app: {
      id: 'ari:cloud:ecosystem::app/00000000-0000-4000-8000-00000000f001',
      storage: { entities: [ENTITY] },
      ...changes.app,
    },
    permissions: {
      scopes: changes.scopes ?? ['storage:app', 'read:page:confluence', 'report:personal-data'],
      external: { fetch: { backend: ['https://declared.example'] }, configurable: { enabled: true } },
      ...changes.permissions,
    },
    modules: {
      function: [
        { key: 'resolver', handler: 'index.resolver' },
        { key: 'raw', handler: 'index.raw' },
        { key: 'consumer', handler: 'index.consumer', timeoutSeconds: 900 },
        { key: 'short-consumer', handler: 'index.consumer' },
        { key: 'schedule', handler: 'index.schedule' },
        { key: 'trigger', handler: 'index.trigger' },
        { key: 'misshapen', handler: 'index.misshapen' },
        { key: 'as-user-in-trigger', handler: 'index.asUserInTrigger' },
      ],
      consumer: [{ key: 'worker', queue: 'work', function: 'short-consumer' }],
      scheduledTrigger: [{ key: 'sweep', function: 'schedule', interval: 'hour' }],
      webtrigger: [
        { key: 'hook', function: 'trigger', urlFormat: 'v2' },
        { key: 'bad-hook', function: 'misshapen' },
        { key: 'user-hook', function: 'as-user-in-trigger' },
      ],
      ...changes.modules,
    },
  };
}

export type ConfluenceRequest = {
  method: string;
  path: string;
  contentType: string | null;
  caller: ConfluenceCaller;
};

export type TestPlatform = {
  platform: LocalPlatform;
  clock: HostClock;
  state: StateFiles;
  faults: Faults;
  /** What reached Confluence. */
  confluence: ConfluenceRequest[];
  /** What reached the network. */
  fetched: { url: string; init: RequestInit }[];
  /** Runs code in the backend as Rita; `sdk` holds the real Forge packages. */
  run: (code: string, input?: unknown, invocation?: Partial<Invocation>) => Promise<RunResult>;
  close: () => Promise<void>;
};
export type RunError = {
  name: string;
  message: string;
  code?: string;
  status?: number;
  errorCode?: string;
  cause?: { code: string; message: string };
};
export type RunResult = { value?: unknown; error?: RunError };

type Changes = Partial<PlatformOptions> & { fetch?: Network['fetch'] };

export async function aPlatform(changes: Changes = {}): Promise<TestPlatform> {
  const backendDir = mkdtempSync(path.join(tmpdir(), 'gatehouse-backend-'));
  writeFileSync(path.join(backendDir, 'index.cjs'), backendSource());
  const { clock = aClock(), state = aState(), faults = {} } = changes;
  const confluence: ConfluenceRequest[] = [];
  const fetched: TestPlatform['fetched'] = [];
  const answer = changes.fetch ?? (() => Promise.resolve(Response.json({ hello: 'world' })));
  const platform = await createPlatform({
    manifest: aManifest(),
    backendDir,
    clock,
    state,
    faults,
    siteUrl: 'http://localhost:3000',
    random: Math.random,
    confluence: {
      request(request, caller) {
        const { pathname, search } = new URL(request.url);
        const contentType = request.headers.get('content-type');
        confluence.push({ method: request.method, path: pathname + search, contentType, caller });
        return Promise.resolve(
          Response.json({ results: [] }, { status: pathname.includes('forbidden') ? 403 : 200 }),
        );
      },
      people: () => [{ accountId: '712020:rita', displayName: 'Rita', role: 'reader', groups: [] }],
    },
    network: {
      serve: () => Promise.resolve(),
      close: () => Promise.resolve(),
      fetch(url, init) {
        fetched.push({ url, init });
        return answer(url, init);
      },
    },
    ...changes,
  });
  return {
    platform,
    clock,
    state,
    faults,
    confluence,
    fetched,
    async run(code, input, invocation) {
      const outcome = await platform.invoke(aCall('run', { code, input }, invocation));
      if (!outcome.ok) throw new Error(`${outcome.name}: ${outcome.message}`);
      return outcome.value as RunResult;
    },
    async close() {
      await platform.close();
      rmSync(backendDir, { recursive: true, force: true });
    },
  };
}

/** A call of Rita's browser. */
export function aCall(functionKey: string, payload?: unknown, changes: Partial<Invocation> = {}): Invocation {
  return {
    functionKey: 'resolver',
    payload: { call: { functionKey, payload }, context: { extension: { content: { id: '131073' } } } },
    moduleKey: 'kong-routes',
    moduleType: 'macro',
    accountId: '712020:rita',
    ...changes,
  };
}
