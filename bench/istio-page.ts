import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { build } from 'esbuild';
import { z } from 'zod';

const figures = z.object({
  json: z.number(),
  documents: z.number(),
  view: z.number(),
  answer: z.number(),
  first: z.number(),
  median: z.number(),
  node: z.number(),
  firstPeak: z.number(),
  peak: z.number(),
});

const LAYOUTS = [
  ['in ten namespaces', 'spread'],
  ["all in the page's own namespace", 'one'],
] as const;

/**
 * All of what a page explains in a mesh of 2 000 policies and 500 services, from the API's answers to the view, in a process that does
 * nothing else: bundled as the app is, with neither compiler nor source maps. "peak" is the most memory that the whole process ever had
 * (resident, Node itself in it); "heap" is what is in use after a garbage collection.
 */
export const benchIstioPage = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  try {
    const outfile = path.join(folder, 'page.cjs');
    await build({
      entryPoints: [path.join(__dirname, 'istio-page-process.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    console.log('istio: a page in a mesh of 2 000 policies and 500 services');
    console.table(Object.fromEntries(LAYOUTS.map(([title, layout]) => [title, measured(outfile, layout)])));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const measured = (script: string, layout: string): Record<string, number> => {
  const lines = execFileSync(process.execPath, [script, layout], { encoding: 'utf8' }).trim().split('\n');
  const is = figures.parse(JSON.parse(lines.at(-1) ?? ''));
  return {
    'first ms': rounded(is.first),
    'warm ms': rounded(is.median),
    'API answers MB': inMb(is.json),
    'heap: documents MB': inMb(is.documents),
    'heap: view MB': inMb(is.view),
    'answer MB': inMb(is.answer),
    'peak after one page MB': inMb(is.firstPeak),
    'peak after 32 MB': inMb(is.peak),
    'of it Node MB': inMb(is.node),
  };
};

const rounded = (value: number): number => Math.round(value * 10) / 10;
const inMb = (bytes: number): number => rounded(bytes / 1e6);
