import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { bundleApp } from './build/bundle';
import { buildRenderer } from './build/renderer';
import { createClock } from './clock';
import { createConfluence, readSiteSeed, type LocalConfluence } from './confluence';
import { createPlatform, type LocalPlatform } from './platform';
import { platformIds } from './platform/ids';
import { readManifest, type SiteManifest } from './site/manifest';
import { openSite, type OpenSite } from './site/server';
import { createStateFiles } from './state';
import { createAuthority } from './network/authority';
import { createNetwork } from './network/network';
import { startOutside, type Outside, type OutsideState } from './outside';
import { setUpExample, type RealSystem } from './example/set-up';
import type { Faults, HostClock, Network, Person, StateFiles } from './types';
import { watchSources } from './watch';

export type HostOptions = {
  /** 0 takes any free port. */
  port?: number;
  framesPort?: number;
  /** The app: a folder with manifest.yml and src. Default: this repository. */
  appDir?: string;
  /** Where the bundles are, `{backend,ui,manifest.json}`. Default: `.gatehouse/app`. */
  appOut?: string;
  stateDir?: string;
  /** Forgets what an earlier run stored. */
  fresh?: boolean;
  exampleDir?: string;
  /** Real systems in place of the stand-ins. */
  kong?: RealSystem;
  kube?: RealSystem;
  /** Lifts Forge's rules on scheme, port and certificate authority, and says so on every page. */
  insecureLocal?: boolean;
  /** Milliseconds since 1970 at which the host's time begins to run. Default: now. */
  clockStart?: number;
  /** Bundles again and reloads when a source changes. */
  watch?: boolean;
};

export type Host = {
  origin: string;
  framesOrigin: string;
  people(): Person[];
  confluence: LocalConfluence;
  platform: LocalPlatform;
  clock: HostClock;
  /** Changed in place; see host/types.ts. */
  faults: Faults;
  /** The gateways and the mesh that the app reads, for tests and benches that change or replace what they hold. */
  outside: Outside;
  close(): Promise<void>;
};

const REPOSITORY = path.resolve(__dirname, '..');
const INSECURE =
  'The local host runs with --insecure-local: plain http, any port and private authorities are let through. Forge would refuse them.';

/**
 * Builds what is not built, starts every part and serves the site.
 * @throws with what the bundler said when the app does not bundle, or when a port is taken.
 */
export const startHost = async (options: HostOptions = {}): Promise<Host> => {
  const folders = foldersOf(options);
  if (options.fresh === true) rmSync(folders.state, { recursive: true, force: true });
  const app = await bundleApp({ appDir: folders.appDir, out: folders.app });
  if (!app.ok) throw new Error(`The app could not be bundled:\n${app.message}`);
  const { out: site } = await buildRenderer();
  const opened = await openSite({ port: options.port ?? 4173, framesPort: options.framesPort ?? 4174 });
  try {
    return await assemble(options, { ...folders, site }, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
};

const foldersOf = (options: HostOptions) => ({
  appDir: options.appDir ?? REPOSITORY,
  app: options.appOut ?? path.join(REPOSITORY, '.gatehouse/app'),
  state: options.stateDir ?? path.join(REPOSITORY, '.gatehouse/state'),
  example: options.exampleDir ?? path.join(__dirname, 'example'),
});

type Folders = ReturnType<typeof foldersOf> & { site: string };

const assemble = async (options: HostOptions, folders: Folders, opened: OpenSite): Promise<Host> => {
  const faults: Faults = {};
  const state = createStateFiles(folders.state);
  refuseOthers(state, options);
  const shift = options.clockStart === undefined ? 0 : options.clockStart - Date.now();
  const clock = createClock({ state, realNow: () => Date.now() + shift });
  const manifest = readManifest(path.join(folders.app, 'manifest.json'));
  const confluence = createLocalConfluence({
    manifest,
    folders,
    siteUrl: opened.site,
    parts: { clock, state, faults },
  });
  const { network, outside, flush } = await openOutside({
    folders,
    clock,
    state,
    faults,
    insecure: options.insecureLocal === true,
  });
  const platform = await createPlatform({
    manifest: manifest.raw,
    backendDir: path.join(folders.app, 'backend'),
    confluence,
    network,
    clock,
    state,
    faults,
    siteUrl: opened.site,
    random: Math.random,
    insecureLocal: options.insecureLocal ?? false,
    variables: options.insecureLocal === true ? { GATEHOUSE_TRANSPORT: 'any' } : {},
  });
  await furnish({ platform, confluence, state, options });
  let current = manifest;
  const site = opened.serve({
    confluence,
    platform,
    clock,
    faults,
    manifest: () => current,
    folders: { app: folders.app, site: folders.site },
    banner: options.insecureLocal === true ? INSECURE : null,
  });
  const stopWatching =
    options.watch === true
      ? watchSources(folders, async () => {
          current = readManifest(path.join(folders.app, 'manifest.json'));
          await platform.reload();
          site.reloadBrowsers();
        })
      : () => Promise.resolve();
  const close = closing({ stopWatching, site, platform, network, flush });
  return {
    origin: site.site,
    framesOrigin: site.frames,
    people: () => confluence.people(),
    confluence,
    platform,
    clock,
    faults,
    outside,
    close,
  };
};

type OutsideParts = {
  folders: Folders;
  clock: HostClock;
  state: StateFiles;
  faults: Faults;
  insecure: boolean;
};

/** The network with the example's gateways and mesh on it, as the last run left them. */
const openOutside = async ({ folders, clock, state, faults, insecure }: OutsideParts) => {
  const network = createNetwork({
    publicAuthority: await createAuthority({ name: 'Local Host Public CA' }),
    privateAuthority: await createAuthority({ name: 'Example Shop Private CA' }),
    faults: () => faults,
    insecure,
  });
  const kept = state.read('outside') as OutsideState | undefined; // written by `keeping`
  const keeper = keeping(state);
  const outside = await startOutside({
    network,
    faults: () => faults,
    now: () => clock.now(),
    randomUuid: randomUUID,
    exampleDir: folders.example,
    ...(kept === undefined ? {} : { state: kept }),
    changed: () => {
      keeper.soon(outside);
    },
  });
  return { network, outside, flush: () => keeper.now(outside) };
};

/** Long enough for the writes that one click makes, short enough to lose nothing that anybody saw. */
const KEPT_AFTER_MS = 250;

/** What Kong and the mesh became is written a moment after each change, and when the host ends. */
const keeping = (state: StateFiles) => {
  let timer: NodeJS.Timeout | undefined;
  const now = (outside: Outside): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    state.write('outside', outside.export());
    return state.flush();
  };
  return {
    now,
    soon: (outside: Outside): void => {
      timer ??= setTimeout(() => void now(outside), KEPT_AFTER_MS).unref();
    },
  };
};

type Furnishing = {
  platform: LocalPlatform;
  confluence: LocalConfluence;
  state: StateFiles;
  options: HostOptions;
};

/** A fresh example is set up once; an app of one's own (`appDir`) is left as it is. */
const furnish = async ({ platform, confluence, state, options }: Furnishing): Promise<void> => {
  if (options.appDir !== undefined || state.read('example') !== undefined) return;
  const { kong, kube } = options;
  await setUpExample({
    platform,
    confluence,
    real: { ...(kong === undefined ? {} : { kong }), ...(kube === undefined ? {} : { kube }) },
  });
  state.write('example', { kong: kong?.url ?? null, kube: kube?.url ?? null } satisfies ExampleState);
};

/** The addresses of the real systems that the example was set up with; null: the stand-in. */
type ExampleState = { kong?: string | null; kube?: string | null };

/** @throws when other real systems are asked for than the site was set up with: its connections would go on reading those. */
const refuseOthers = (state: StateFiles, options: HostOptions): void => {
  const kept = state.read('example') as ExampleState | undefined; // written by `furnish`
  for (const kind of ['kong', 'kube'] as const) {
    const asked = options[kind]?.url;
    const before = kept?.[kind] ?? null;
    if (kept === undefined || asked === undefined || asked === before) continue;
    throw new Error(
      `--${kind} counts where the site is set up, and an earlier start did that with ${before ?? 'the example’s stand-in'}. ` +
        'Add --fresh to begin again, or change the connection’s address in Gatehouse’s settings.',
    );
  }
};

type ConfluenceParts = Pick<Parameters<typeof createConfluence>[0], 'clock' | 'state' | 'faults'>;

const createLocalConfluence = (from: {
  manifest: SiteManifest;
  folders: Folders;
  siteUrl: string;
  parts: ConfluenceParts;
}): LocalConfluence => {
  const { manifest, folders, siteUrl, parts } = from;
  const { appId, environmentId } = platformIds(manifest.appAri);
  return createConfluence({
    ...parts,
    site: readSiteSeed(path.join(folders.example, 'site.yaml')),
    scopes: manifest.scopes,
    app: { appId, environmentId },
    aliases: manifest.aliases,
    siteUrl,
  });
};

type Closing = {
  stopWatching: () => Promise<void>;
  site: { close(): Promise<void> };
  platform: LocalPlatform;
  network: Network;
  flush: () => Promise<void>;
};

/** From the outside in, so that nothing new begins while the rest ends; the state is written last. */
const closing =
  ({ stopWatching, site, platform, network, flush }: Closing) =>
  async () => {
    await stopWatching();
    await site.close();
    await platform.close();
    await network.close();
    await flush();
  };
