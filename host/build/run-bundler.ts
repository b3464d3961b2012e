import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getEntryPoints, getNodeBundler, NativeUIBundler } from '@forge/bundler';
import {
  ConfigFile,
  FileSystemReader,
  FileSystemWriter,
  I18nResourceBundlingService,
} from '@forge/cli-shared';

/*
 * Runs in the app's folder, since ConfigFile and webpack read the working directory. Written by `bundle.ts` as a child process.
 * The node bundler wants a runtime wrapper and a loader, which exist only on Atlassian's servers; the local runtime
 * (host/platform/runtime) plays their part and loads the bundle's index.cjs itself, so neither is ever executed.
 */
const replacedByTheHost = {
  script: "module.exports={main(){throw new Error('Replaced by the local host')}};",
  source: 'local host',
  version: '1',
};

type Config = Awaited<ReturnType<ConfigFile['readConfig']>>;
type Logger = ConstructorParameters<typeof NativeUIBundler>[0];

const nothing = () => undefined;
const logger = {
  info: nothing,
  debug: nothing,
  trace: nothing,
  warn: console.warn,
  error: console.error,
} as unknown as Logger;

const bundleBackend = async (configFile: ConfigFile, config: Config, out: string) => {
  const wrapper = {
    getNodeRuntimeWrapper: () => Promise.resolve(replacedByTheHost),
    getNodeRuntimeLoader: () => Promise.resolve(replacedByTheHost),
  };
  const featureFlags = {
    getDeprecatedRuntimes: () => Promise.resolve([]),
    isTypescriptBundlerEnabled: () => Promise.resolve(false),
    testForgeCliBundleRuntimeLoaderGate: () => Promise.resolve(false),
  };
  // The fourth argument is read by 7.3.0 though its types do not have it; the stand-ins offer what is called, no more.
  const nodeBundler = (
    getNodeBundler as unknown as (...args: unknown[]) => ReturnType<typeof getNodeBundler>
  )(logger, wrapper, configFile, featureFlags);
  const result = await nodeBundler.bundle({
    appDirectory: process.cwd(),
    entryPoints: getEntryPoints(await configFile.getAppHandlers()),
    ...(config.translations === undefined ? {} : { i18nConfig: config.translations }),
  });
  copyFresh(result.outputDir, path.join(out, 'backend'));
};

const bundleUi = async (configFile: ConfigFile, config: Config, out: string) => {
  rmSync(path.join(out, 'ui'), { recursive: true, force: true });
  const i18n = await new I18nResourceBundlingService().bundle(config.modules, config.translations);
  // One after the other: each run of webpack needs several hundred MB.
  for (const resource of await configFile.getResources(['nativeUI'])) {
    const result = await new NativeUIBundler(logger).bundleResources([resource], config.translations);
    const built = result.nativeUiBundlesDetails[0];
    if (built === undefined) throw new Error(`No bundle came out for the resource ${resource.key}.`);
    copyFresh(built.path, path.join(out, 'ui', resource.key));
    if (i18n.exists)
      cpSync(i18n.path, path.join(out, 'ui', resource.key, '__LOCALES__'), { recursive: true });
  }
  if (i18n.exists) cpSync(i18n.path, path.join(out, 'backend', '__LOCALES__'), { recursive: true });
  copyStatic(config, out);
};

/** Custom UI and icons are folders that are served as they are; UI Kit resources were bundled above. */
const copyStatic = (config: Config, out: string) => {
  for (const resource of config.resources ?? []) {
    const to = path.join(out, 'ui', resource.key);
    if (!existsSync(to) && statSync(path.resolve(resource.path)).isDirectory())
      copyFresh(path.resolve(resource.path), to);
  }
};

/** The bundlers write to temporary folders (facts/forge.md §9.3). */
const copyFresh = (from: string, to: string) => {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  if (readdirSync(to).length === 0) throw new Error(`The bundler left ${to} empty.`);
};

/** Webpack's type errors come with absolute paths, colours and stack frames; the reader wants file, line and sentence. */
const readable = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    // eslint-disable-next-line no-control-regex -- terminal colours start with an escape character
    .replace(/\u001b\[\d+m/g, '')
    .replaceAll(process.cwd() + path.sep, '')
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .join('\n');

const main = async (out: string) => {
  const configFile = new ConfigFile(new FileSystemReader(), new FileSystemWriter());
  const config = await configFile.readConfig();
  await bundleBackend(configFile, config, out);
  await bundleUi(configFile, config, out);
  writeFileSync(path.join(out, 'manifest.json'), JSON.stringify(config, null, 2));
};

main(path.resolve(process.argv[2] ?? '.gatehouse/app')).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(readable(error));
    process.exit(1);
  },
);
