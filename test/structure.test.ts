import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import * as app from '../src/index';
import type { Defs } from '../src/contract/defs';
import { SCHEMAS } from '../src/contract/schemas';
import { handlers } from '../src/entry/handlers';
import { OPEN_TO_ANONYMOUS, REFUSALS } from './entry/refusals';

const ROOT = path.join(__dirname, '..');
const sources = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));

const manifest = z
  .object({
    permissions: z.object({ scopes: z.array(z.string()) }),
    modules: z.looseObject({ function: z.array(z.object({ key: z.string(), handler: z.string() })) }),
    app: z.object({ storage: z.object({ entities: z.array(z.object({ name: z.string() })) }) }),
  })
  .parse(parse(readFileSync(path.join(ROOT, 'manifest.yml'), 'utf8')));

/** Answered, and not asked for by the interface yet; whoever asks first takes the key out. */
const WAITING_FOR_THE_INTERFACE: readonly (keyof Defs)[] = [];

describe('every resolver key', () => {
  const keys = Object.keys(REFUSALS) as (keyof Defs)[];
  const ui = sources('src/ui').join('\n');

  it('has a handler, a schema and a refusal, and nothing has more', () => {
    expect(Object.keys(handlers).sort()).toEqual([...keys].sort());
    expect(Object.keys(SCHEMAS).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('%s is asked for by the interface', (key) => {
    expect(new RegExp(`\\binvoke\\(\\s*'${key}'`).test(ui)).toBe(!WAITING_FOR_THE_INTERFACE.includes(key));
  });

  it('is open to anonymous visitors only where the list of such keys says so', () => {
    const open = keys.filter((key) => 'anonymousToo' in handlers[key]);
    expect(open.sort()).toEqual([...OPEN_TO_ANONYMOUS].sort());
  });
});

describe('imports', () => {
  it('point one way: what README names, as the tool reads it', () => {
    const tool = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const rules = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err'];
    const { status, stdout } = spawnSync(process.execPath, [tool, 'src', ...rules], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stdout).toContain('no dependency violations found');
    expect(status).toBe(0);
  });
});

describe('the manifest', () => {
  it('names the handlers that src/index.ts exports, and all of them', () => {
    const named = manifest.modules.function.map(({ handler }) => handler.replace(/^index\./, ''));
    expect(named.sort()).toEqual(Object.keys(app).sort());
  });

  it('declares every entity that storage uses', () => {
    const used = sources('src/adapters/forge').flatMap((text) =>
      [...text.matchAll(/(?:\.entity(?:<\w+>)?\(|entityName: |ENTITY = )'(\w+)'/g)].map(([, name]) => name),
    );
    const declared = manifest.app.storage.entities.map(({ name }) => name);
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter((name) => !declared.includes(name ?? ''))).toEqual([]);
  });
});

describe('README', () => {
  const rows = readFileSync(path.join(ROOT, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const reasonFor = (name: string): string | undefined =>
    rows.find(([, first]) => first?.includes(`\`${name}\``))?.[2];

  it.each(manifest.permissions.scopes)('gives a reason for the permission %s', (scope) => {
    expect(reasonFor(scope)).toMatch(/\w+ \w+/);
  });

  it('asks for no permission that the manifest does not ask for', () => {
    const named = rows.flatMap(([, first = '']) => first.match(/(?<=`)[a-z-]+(:[a-z.-]+)+(?=`)/g) ?? []);
    expect(named.sort()).toEqual([...manifest.permissions.scopes].sort());
  });

  it('shows a picture that is there', () => {
    const pictures = readFileSync(path.join(ROOT, 'README.md'), 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g);
    const missing = [...pictures].flatMap(([, file = '']) =>
      existsSync(path.join(ROOT, file)) ? [] : [file],
    );
    expect(missing).toEqual([]);
  });
});
