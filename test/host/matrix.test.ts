import { readFileSync } from 'node:fs';
import path from 'node:path';

import { createKong, RECORDED_NODE } from '../../host/kong/kong';
import { createKubernetes } from '../../host/kubernetes/kubernetes';
import type { StandIn } from '../../host/types';
import { exampleConfluence, ORDERS_PAGE, person } from './confluence/example-confluence';
import { aManifest, aPlatform, type TestPlatform } from './platform/a-platform';

/** `host/matrix.md` says what the local host does as the real thing does. */
const ROOT = path.join(__dirname, '../..');
const matrix = readFileSync(path.join(ROOT, 'host/matrix.md'), 'utf8');

type Row = { section: string; what: string; how: string; source: string };

const rowsOf = (section: string): Row[] => {
  const [title = ''] = section.split('\n');
  // Statuses and operations beyond the specification have tables of their own, held by test/shared/openapi.test.ts.
  const [own = ''] = section.split('\n### ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (what|-)/.test(line))
    .map((line) => {
      const [, what = '', how = '', ...source] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { section: title.trim(), what, how, source: source.join('').trim() };
    });
};
const ROWS = matrix.split('\n## ').slice(1).flatMap(rowsOf);

const refusal = /not implemented in the local host/;

const answerOf = async (standIn: StandIn, line: string, headers = {}): Promise<string> => {
  const [method = '', where = ''] = line.split(' ');
  const body = method === 'PATCH' ? { body: '[]' } : {};
  const answer = await standIn.fetch(
    new Request(`https://outside.example${where}`, { method, headers, ...body }),
  );
  return `${String(answer.status)} ${await answer.text()}`;
};

const confluence = async (...lines: string[]): Promise<string[]> => {
  const { ask } = exampleConfluence();
  const answers = lines.map(async (line) => {
    const { status, body } = await ask(person('ada'), line, line.startsWith('GET') ? undefined : {});
    return `${String(status)} ${JSON.stringify(body)}`;
  });
  return Promise.all(answers);
};

const kong = (): Promise<string[]> => {
  const standIn = createKong({ state: {}, now: Date.now, randomUuid: () => 'u', node: RECORDED_NODE });
  const paths = ['/schemas/services', '/endpoints', '/cache/x', '/clustering/status', '/timers', '/debug/x'];
  return Promise.all(paths.map((where) => answerOf(standIn, `GET ${where}`)));
};

const kubernetes = (): Promise<string[]> => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: orders }';
  const tokens = { t: { user: 'admin', allow: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] } };
  const manifests = [namespace];
  const options = { manifests, now: Date.now, randomUuid: () => 'u', tokens, version: 'v1.34.1' };
  const standIn = createKubernetes(options);
  const as = (type?: string) => ({
    authorization: 'Bearer t',
    ...(type === undefined ? {} : { 'content-type': type }),
  });
  const one = '/api/v1/namespaces/orders';
  return Promise.all([
    answerOf(standIn, `PATCH ${one}`, as('application/json-patch+json')),
    answerOf(standIn, `PATCH ${one}`, as('application/strategic-merge-patch+json')),
    answerOf(standIn, 'GET /api/v1/namespaces?watch=1', as()),
    answerOf(standIn, 'GET /api/v1/namespaces/orders/services/orders/status', as()),
  ]);
};

let platform: TestPlatform | null = null;
afterAll(() => platform?.close());
/** What code in the backend is told. */
const backend = async (...code: string[]): Promise<string[]> => {
  platform ??= await aPlatform();
  const said: string[] = [];
  for (const each of code) said.push((await platform.run(each)).error?.message ?? 'no refusal');
  return said;
};

const page = `/wiki/api/v2/pages/${ORDERS_PAGE}`;

/** Each absent row that promises a refusal, asked for: what was answered, or thrown. */
const ASKED: Record<string, () => Promise<string[]>> = {
  'pages v2: deletion, drafts, archive, blog posts, whiteboards, other content': () =>
    confluence(`DELETE ${page}`, 'GET /wiki/api/v2/blogposts', 'GET /wiki/api/v2/whiteboards/1'),
  'body formats `view`, `wiki` and others': () =>
    confluence(`GET ${page}?body-format=view`, `GET ${page}?body-format=wiki`),
  'page restrictions: writing': () => confluence(`PUT /wiki/rest/api/content/${ORDERS_PAGE}/restriction`),
  "Node's http, https, http2, net, tls, dgram, dns, child_process, Worker": () =>
    backend(
      `require('http').get('http://127.0.0.1:1')`,
      `require('https').get('https://127.0.0.1:1')`,
      `require('http2').connect('https://127.0.0.1:1')`,
      `require('net').connect(1)`,
      `require('tls').connect(1)`,
      `require('dgram').createSocket('udp4')`,
      `require('dns').lookup('a.example', () => 0)`,
      `require('child_process').execSync('true')`,
      `new (require('worker_threads').Worker)('0', { eval: true })`,
    ),
  'invokeRemote, invokeService, withProvider, sendEmail, Jira, Bitbucket, Teamwork Graph, connected data, realtime, SQL, object store, app events':
    () =>
      backend(
        `await sdk.invokeRemote('r', { path: '/x' })`,
        'await sdk.api.asApp().requestJira(sdk.route`/x`)',
        'await sdk.api.asApp().requestBitbucket(sdk.route`/x`)',
        `await sdk.api.asApp().requestGraph('query { me { id } }')`,
      ),
  'Consumers with a resolver (deprecated form)': async () => {
    const consumer = [{ key: 'worker', queue: 'work', resolver: { function: 'resolver', method: 'm' } }];
    const started = aPlatform({ manifest: aManifest({ modules: { consumer } }) });
    return [await started.then(() => 'no refusal', String)];
  },
  "`/schemas/*`, `/endpoints`, `/cache`, `/clustering`, `/timers`, `/debug`, targets' health by hand": kong,
  'JSON patch, strategic merge patch, watch, status and scale subresources': kubernetes,
};

/** Rows whose refusal a browser test sees: file, and the promise in it. */
const SEEN_IN_A_BROWSER: Record<string, string> = {
  '`permissions.remote`, `invokeRemote`, realtime, Rovo, object store, feature flags, Teamwork Graph':
    'gets a refusal, never an empty answer, from a bridge call that the site does not have',
  'UI Kit: other charts, editors, AdfRenderer, FileCard, FilePicker, Tile, AtlassianIcon, Global components':
    'is drawn in every family, and what cannot be drawn is named',
};

describe('the matrix of the local host', () => {
  it('has a section for each part, and says of each row how faithful it is and where that is known from', () => {
    expect(new Set(ROWS.map(({ section }) => section))).toEqual(
      new Set(['Confluence', 'Platform', 'Site', 'Network', 'Kong', 'Kubernetes']),
    );
    expect(ROWS.length).toBeGreaterThan(100);
    for (const row of ROWS) {
      expect({ ...row, how: ['faithful', 'partial', 'absent'].includes(row.how) }).toEqual({
        ...row,
        how: true,
      });
      expect(row.source).not.toBe('');
    }
    const names = ROWS.map(({ section, what }) => `${section}: ${what}`);
    expect(names).toEqual([...new Set(names)]);
  });

  it('promises a refusal only where one is asked for here, or seen in a browser', () => {
    const promised = ROWS.filter(
      ({ how, source }) => how === 'absent' && /501|throw|cannot show/.test(source),
    ).map(({ what }) => what);
    expect(promised.sort()).toEqual([...Object.keys(ASKED), ...Object.keys(SEEN_IN_A_BROWSER)].sort());
    const browserTests = readFileSync(path.join(ROOT, 'test/browser/site.test.ts'), 'utf8');
    for (const promise of Object.values(SEEN_IN_A_BROWSER)) expect(browserTests).toContain(promise);
  });

  it.each(Object.entries(ASKED))('keeps its word: absent is refused aloud: %s', async (_, ask) => {
    const answers = await ask();
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(answer).toMatch(refusal);
  });
});
