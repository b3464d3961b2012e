import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { ConfigFile, FileSystemReader, FileSystemWriter } from '@forge/cli-shared';
import { lint } from '@forge/lint';
import { validate } from '@forge/manifest';

import { SPECIFIED_SCOPES } from '../confluence/scopes.generated';
import { problemsOf } from './manifest-rules';
import type { ManifestFacts } from './manifest-rules';

/** `npm run doctor`: would Atlassian accept this app? Exit code 1 when anybody objects. */
async function main(): Promise<number> {
  const root = process.cwd();
  const complaints = [...(await validatorSays()), ...(await lintersSay(root)), ...(await ourRulesSay(root))];
  for (const complaint of complaints) console.log(complaint);
  console.log(
    complaints.length === 0
      ? 'doctor: nothing to object to (manifest schema, Forge linters, own rules)'
      : `doctor: ${String(complaints.length)} objections`,
  );
  return complaints.length === 0 ? 0 : 1;
}

async function validatorSays(): Promise<string[]> {
  const { errors } = await validate(false);
  return (errors ?? []).map(
    ({ level, line, message }) => `manifest.yml:${String(line)} ${level}: ${message}`,
  );
}

/** The linters read the REST descriptions from files when told so; offline that is the only way to run the permission linter. */
async function lintersSay(root: string): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-doctor-'));
  try {
    Object.assign(process.env, descriptions(dir));
    const failed: string[] = [];
    const logger = {
      info: (line: unknown) => failed.push(String(line)),
      warn: () => undefined,
      error: (line: unknown) => failed.push(String(line)),
      debug: () => undefined,
      trace: () => undefined,
    };
    const statsig = { getDeprecatedRuntimes: () => Promise.resolve([]) };
    const sources = filesIn(join(root, 'src')).map((file) => relative(root, file));
    const manifest = await new ConfigFile(new FileSystemReader(), new FileSystemWriter()).readConfig();
    const results = await (lint as unknown as Lint)(sources, manifest, 'development', logger, statsig, {
      linter: { mode: 'client-side' },
    });
    const found = results
      .flatMap(({ errors, warnings }) => [...errors, ...warnings])
      .map(({ file, line, message }) => `${file ?? 'manifest.yml'}:${String(line ?? 0)} lint: ${message}`);
    // A linter that throws is only logged: that must not pass for a clean bill.
    return [...found, ...failed.map((line) => `a linter did not run: ${line}`)];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

type Finding = { file?: string; line?: number; message: string };
/** The linter's own types ask for the CLI's whole analytics client; this is what it really uses. */
type Lint = (
  ...args: [
    files: string[],
    manifest: unknown,
    environment: string,
    logger: unknown,
    statsig: unknown,
    options: { linter: { mode: 'client-side' } },
  ]
) => Promise<{ errors: Finding[]; warnings: Finding[] }[]>;

const SWAGGERS = ['LOCAL_JIRA_SWAGGER', 'LOCAL_JSM_SWAGGER', 'LOCAL_JSW_SWAGGER', 'LOCAL_BB_SWAGGER'];

function descriptions(dir: string): Record<string, string> {
  const write = (name: string, content: unknown) => {
    const file = join(dir, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const empty = write('empty.json', { paths: {} });
  return {
    USE_LOCAL_SWAGGER: '1',
    LOCAL_CONF_SWAGGER: write('confluence-v1.json', swaggerOf('/wiki/rest/api/')),
    LOCAL_CONF_V2_SWAGGER: write('confluence-v2.json', swaggerOf('/wiki/api/v2/')),
    ...Object.fromEntries(SWAGGERS.map((name) => [name, empty])),
  };
}

/** The committed table of endpoints and scopes, in the form in which the linter expects to download it. */
function swaggerOf(prefix: string): { paths: Record<string, Record<string, unknown>> } {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operation, scopes] of Object.entries(SPECIFIED_SCOPES)) {
    const [method = '', path = ''] = operation.split(' ');
    if (!path.startsWith(prefix)) continue;
    const key = prefix.includes('v2') ? path.slice('/wiki/api/v2'.length) : path;
    (paths[key] ??= {})[method.toLowerCase()] = {
      responses: {},
      'x-atlassian-oauth2-scopes': scopes.map((list) => ({
        scheme: 'oauth2',
        state: 'Current',
        scopes: list,
      })),
    };
  }
  return { paths };
}

async function ourRulesSay(root: string): Promise<string[]> {
  const manifest = (await new ConfigFile(
    new FileSystemReader(),
    new FileSystemWriter(),
  ).readConfig()) as unknown as ManifestFacts;
  const storage = filesIn(join(root, 'src')).some((file) =>
    readFileSync(file, 'utf8').includes("'@forge/kvs'"),
  );
  return problemsOf(manifest, { storage }).map(
    ({ rule, where, says }) => `manifest.yml ${where}: ${says} (${rule})`,
  );
}

const filesIn = (dir: string): string[] =>
  readdirSync(dir).flatMap((name) =>
    statSync(join(dir, name)).isDirectory() ? filesIn(join(dir, name)) : [join(dir, name)],
  );

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
