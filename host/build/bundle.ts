import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contentHash } from './content-hash';
import { buildRenderer } from './renderer';

const REPOSITORY = path.resolve(__dirname, '../..');
const INPUTS = ['src', 'manifest.yml', 'static', 'locales', 'tsconfig.json', 'package-lock.json'];

export type BundleOutcome = { ok: true; changed: boolean; out: string } | { ok: false; message: string };

/**
 * Bundles the app in `appDir` with the real @forge/bundler into `<out>/{backend,ui,manifest.json}`, in a process of its
 * own: the bundler reads its working directory, and webpack's memory (up to 0.9 GB) is given back when it ends.
 * Does nothing when the inputs are unchanged since the last success. Bundles that fail leave the last good ones as they were.
 */
export const bundleApp = async (options: { appDir?: string; out?: string } = {}): Promise<BundleOutcome> => {
  const appDir = options.appDir ?? REPOSITORY;
  const out = options.out ?? path.join(REPOSITORY, '.gatehouse/app');
  const stamp = path.join(out, 'inputs.sha256');
  const hash = contentHash(appDir, INPUTS);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { ok: true, changed: false, out };
  const next = `${out}.next`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const failure = await runBundler(appDir, next);
  if (failure !== null) return { ok: false, message: failure };
  rmSync(stamp, { force: true });
  replace(out, next);
  writeFileSync(stamp, hash);
  return { ok: true, changed: true, out };
};

/** What is in `next` takes its place in `out`, where a running site serves from. */
const replace = (out: string, next: string): void => {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(next)) {
    rmSync(path.join(out, name), { recursive: true, force: true });
    renameSync(path.join(next, name), path.join(out, name));
  }
  rmSync(next, { recursive: true });
};

/** Null when the bundler succeeded, otherwise what it said. */
const runBundler = (appDir: string, out: string): Promise<string | null> =>
  new Promise((resolve) => {
    const tsx = require.resolve('tsx/cli');
    const child = spawn(process.execPath, [tsx, path.join(__dirname, 'run-bundler.ts'), out], {
      cwd: appDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A bundler that outlives its caller would write into the next one's output.
    const end = () => child.kill();
    process.once('exit', end);
    let said = '';
    const collect = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (code) => {
      process.off('exit', end);
      resolve(code === 0 ? null : said.trim() || `The bundler ended with code ${code ?? 'unknown'}.`);
    });
  });

const main = async () => {
  const started = Date.now();
  const app = await bundleApp();
  if (!app.ok) {
    console.error(`The app could not be bundled:\n${app.message}`);
    process.exitCode = 1;
    return;
  }
  const renderer = await buildRenderer();
  const word = (changed: boolean) => (changed ? 'built' : 'unchanged');
  console.log(`app ${word(app.changed)}, site ${word(renderer.changed)}, ${Date.now() - started} ms`);
};

if (require.main === module) void main();
