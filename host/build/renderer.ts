import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { contentHash } from './content-hash';

const REPOSITORY = path.resolve(__dirname, '../..');

/**
 * Bundles the site's pages (`site.js`, `site.css`) and the script that every app frame starts with (`frame-bridge.js`)
 * into `out`. Does nothing when sources and lockfile are unchanged.
 */
export const buildRenderer = async (
  out = path.join(REPOSITORY, '.gatehouse/site'),
): Promise<{ changed: boolean; out: string }> => {
  const stamp = path.join(out, 'inputs.sha256');
  const hash = contentHash(REPOSITORY, [
    'host/site/browser',
    'host/site/boot.ts',
    'host/build/renderer.ts',
    'package-lock.json',
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { changed: false, out };
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: {
      site: path.join(REPOSITORY, 'host/site/browser/index.tsx'),
      'frame-bridge': path.join(REPOSITORY, 'host/site/browser/frame-bridge.ts'),
    },
    outdir: out,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    mainFields: ['module', 'main'],
    loader: { '.svg': 'dataurl' },
    logLevel: 'silent',
    // Atlaskit asks process.env for feature flags; a browser has no process.
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.CI': 'false',
      'process.env.ANALYTICS_NEXT_MODERN_CONTEXT': '""',
      'process.env._PACKAGE_NAME_': '""',
      'process.env._PACKAGE_VERSION_': '""',
      'process.env': '{}',
      global: 'globalThis',
    },
  });
  writeFileSync(stamp, hash);
  return { changed: true, out };
};
