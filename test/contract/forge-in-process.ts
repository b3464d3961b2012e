import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { createKvs, type Kvs } from '../../host/platform/kvs';
import { parseManifest } from '../../host/platform/manifest';
import type { Confluence, ConfluenceCaller, Faults } from '../../host/types';

const Meta = z.object({ type: z.string(), provider: z.string().optional(), remote: z.string().optional() });
type ForgeFetch = (meta: unknown, path: string, init?: RequestInit) => Promise<Response>;
const platform = globalThis as { __forge_fetch__?: ForgeFetch; __forge_runtime__?: unknown };

/** Metrics that nobody reads. */
const metrics = {
  counter: () => ({ incr: () => undefined }),
  timing: () => ({ measure: () => ({ stop: () => undefined }) }),
};

/** The app's own manifest: entities that it does not declare do not exist. */
export const appManifest = () =>
  parseManifest(parse(readFileSync(path.join(__dirname, '../../manifest.yml'), 'utf8')));

/** What the platform's adapters call, served in this process: the host's storage, and its Confluence where one is given. */
export const installForge = (parts: {
  kvs: Kvs;
  confluence?: Confluence;
  accountId?: string | null;
  /** Answers what is asked of Atlassian's gateway. */
  stargate?: (path: string, body: string) => Response;
}): void => {
  platform.__forge_runtime__ = { metrics, appContext: {}, tracing: { traceId: '1', spanId: '1' } };
  platform.__forge_fetch__ = async (meta, where, init) => {
    const { type, provider, remote } = Meta.parse(meta);
    if (type === 'kvs') return parts.kvs.handle(where, typeof init?.body === 'string' ? init.body : '');
    if (remote === 'stargate' && parts.stargate !== undefined)
      return parts.stargate(where, typeof init?.body === 'string' ? init.body : '');
    if (type !== 'fpp' || remote !== 'confluence' || parts.confluence === undefined) {
      throw new Error(`not served here: ${type} ${remote ?? ''}`);
    }
    const caller = callerOf(provider, parts.accountId ?? null);
    const request = new Request(`https://site.example${where}`, init);
    return parts.confluence.request(request, caller);
  };
};

const callerOf = (provider: string | undefined, accountId: string | null): ConfluenceCaller => {
  if (provider === 'none') return { as: 'frame', accountId: null };
  if (provider === 'app') return { as: 'app' };
  if (provider !== 'user' || accountId === null)
    throw new Error(`not to be called as ${provider ?? 'nobody'}`);
  return { as: 'user', accountId };
};

export const uninstallForge = (): void => {
  delete platform.__forge_fetch__;
  delete platform.__forge_runtime__;
};

/** Fresh storage whose time is `now`. Queries do not lag unless `faults` say so. */
export const aKvs = (now: () => number, faults: Faults = {}): Kvs => {
  const files = new Map<string, unknown>();
  return createKvs({
    entities: entitiesOfApp(),
    clock: { now, advance: () => Promise.resolve(), onAdvance: () => undefined },
    state: {
      read: (name) => files.get(name),
      write: (name, value) => void files.set(name, value),
      flush: () => Promise.resolve(),
    },
    faults,
  });
};

const entitiesOfApp = () => appManifest().app.storage?.entities ?? [];
