import type { Confluence, Faults, HostClock, Network, Platform, StateFiles } from '../types';
import { createOnCall } from './calls';
import { createEgress } from './egress';
import { createEgressApprovals } from './egress-approvals';
import { createForgeFetch, type ForgeFetch } from './forge-fetch';
import { platformIds, type PlatformIds, type Random } from './ids';
import { createInvoke } from './invocations';
import { createJournal, type Journal } from './journal';
import { createKvs, type Kvs } from './kvs';
import { timeoutSecondsOf } from './limits';
import { type AppManifest, backendEgressOf, parseManifest, scopesOf } from './manifest';
import { NotImplementedInLocalHost } from './not-implemented';
import { type ConsumerModule, createQueue } from './queue';
import type { RunningInvocation } from './running';
import { type Backend, createBackend } from './runtime/backend';
import { createReportAccounts } from './report-accounts';
import { createSchedules } from './schedules';
import { createStargate } from './stargate';
import { createWebTriggers } from './web-triggers';

export type PlatformOptions = {
  /** manifest.yml, parsed. */
  manifest: unknown;
  /** The backend that @forge/bundler wrote: `index.cjs` and `__LOCALES__`. Loaded as it is. */
  backendDir: string;
  confluence: Confluence;
  network: Network;
  clock: HostClock;
  state: StateFiles;
  /** Read live: whoever holds it may change it while the host runs. Counters in it are counted down. */
  faults: Faults;
  /** Origin of the site, e.g. `http://localhost:3000`; web trigger URLs begin with it. */
  siteUrl: string;
  /** In [0, 1). Ids and the order of queue events come from it. */
  random: Random;
  /** Lifts Forge's rules on scheme and port of outbound calls. */
  insecureLocal?: boolean;
  /** The app's environment variables, as `forge variables` sets them. */
  variables?: Record<string, string>;
};

export type LocalPlatform = Platform & {
  /** Serves a request to `/x1/<id>…` or `/public/<id>…`. */
  webTrigger(id: string, request: Request): Promise<Response>;
};

const DEFAULT_MEMORY_MB = 512;

/**
 * Forge between the app's backend and the outside, for one installation. The backend's process is started at
 * once, and the bundle loaded in the first invocation.
 * @throws for a manifest that a deployment would refuse.
 */
export async function createPlatform(options: PlatformOptions): Promise<LocalPlatform> {
  const { clock, state, faults } = options;
  const manifest = parseManifest(options.manifest);
  const ids = platformIds(manifest.app.id);
  const journal = createJournal(clock);
  const kvs = createKvs({ entities: manifest.app.storage?.entities ?? [], clock, state, faults });
  const enabled = manifest.permissions?.external?.configurable?.enabled === true;
  const approvals = createEgressApprovals({ state, enabled });
  const running = new Map<string, RunningInvocation>();
  const shared: Shared = { options, manifest, ids, journal, kvs, running };

  const backend = await createBackend({
    memoryMB: manifest.app.runtime?.memoryMB ?? DEFAULT_MEMORY_MB,
    variables: options.variables ?? {},
    onLog: (source, level, text) => {
      const functionKey = running.get(source.invocationId)?.functionKey ?? source.functionKey;
      journal.log({ ...source, functionKey }, level, text);
    },
    onCall: (...call) => onCall(...call),
  });
  const modules = await orClosed(backend, () => modulesOf(shared, backend));
  const declared = backendEgressOf(manifest);
  const onCall = createOnCall({
    running,
    journal,
    forgeFetch: modules.forgeFetch,
    egress: createEgress({
      declared,
      approvals,
      network: options.network,
      insecureLocal: options.insecureLocal ?? false,
      now: () => clock.now(),
    }),
    kill: () => {
      backend.kill();
    },
  });
  clock.onAdvance(async () => {
    backend.setClock(clock.now() - Date.now());
    await modules.schedules.tick();
    await modules.queue.settled();
  });

  return {
    ids,
    egress: approvals,
    invoke: modules.invoke,
    logs: () => journal.logs(),
    calls: () => journal.calls(),
    storage: () => kvs.dump(),
    runSchedule: (moduleKey) => modules.schedules.run(moduleKey),
    settled: () => modules.queue.settled(),
    webTrigger: (id, request) => modules.webTriggers.handle(id, request),
    reload() {
      backend.renew();
      return Promise.resolve();
    },
    async close() {
      modules.schedules.close();
      modules.queue.close();
      await backend.close();
      kvs.save();
    },
  };
}

/** An app that cannot be started leaves no process behind. */
const orClosed = async <T>(backend: Backend, make: () => T): Promise<T> => {
  try {
    return make();
  } catch (thrown) {
    await backend.close();
    throw thrown;
  }
};

type Shared = {
  options: PlatformOptions;
  manifest: AppManifest;
  ids: PlatformIds;
  journal: Journal;
  kvs: Kvs;
  running: Map<string, RunningInvocation>;
};

type Modules = {
  invoke: Platform['invoke'];
  queue: ReturnType<typeof createQueue>;
  schedules: ReturnType<typeof createSchedules>;
  webTriggers: ReturnType<typeof createWebTriggers>;
  forgeFetch: ForgeFetch;
};

/** The kinds of caller that the manifest names, and what the functions reach through `__forge_fetch__`. */
function modulesOf({ options, manifest, ids, journal, kvs, running }: Shared, backend: Backend): Modules {
  const { clock, state, faults, random, siteUrl, confluence } = options;
  const { backendDir } = options;
  const invoke = createInvoke({
    manifest,
    ids,
    backendDir,
    backend,
    running,
    journal,
    clock,
    faults,
    random,
  });
  const queue = createQueue({ consumers: consumersOf(manifest), clock, state, faults, random, invoke });
  const triggers = manifest.modules.webtrigger ?? [];
  const webTriggers = createWebTriggers({ modules: triggers, siteUrl, state, random, invoke });
  const scheduled = manifest.modules.scheduledTrigger ?? [];
  const schedules = createSchedules({
    modules: scheduled,
    cloudId: ids.cloudId,
    clock,
    state,
    random,
    invoke,
  });
  const scopes = scopesOf(manifest);
  const reports = createReportAccounts({ scopes, confluence, faults });
  const stargate = createStargate({ reports, queue, webTriggers });
  const forgeFetch = createForgeFetch({ scopes, siteAri: ids.siteAri, siteUrl, confluence, kvs, stargate });
  return { invoke, queue, schedules, webTriggers, forgeFetch };
}

function consumersOf(manifest: AppManifest): ConsumerModule[] {
  return (manifest.modules.consumer ?? []).map(({ key, queue, function: functionKey }) => {
    if (functionKey === undefined)
      throw new NotImplementedInLocalHost(`consumer ${key} with a resolver (deprecated form)`);
    const module = manifest.modules.function?.find((each) => each.key === functionKey);
    return { key, queue, functionKey, timeoutSeconds: timeoutSecondsOf(module, 'consumer') };
  });
}
