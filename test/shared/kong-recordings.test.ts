import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { NodeInfo } from '../../host/kong/context';
import type { KongState } from '../../host/kong/store';
import { startReplay, type Exchange, type Recording, type Replay } from '../host/kong/replay';

/**
 * Every exchange that was recorded with a real Kong 3.9.3, asked of the stand-in. What is out of scope is named here with
 * its reason; all else must agree in status and body.
 */
const folder = join(process.env.GATEHOUSE_SHARED ?? '', 'recordings', 'kong');
const recording = (file: string): Recording =>
  JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Recording;

const node: NodeInfo = {
  version: '3.9.3',
  edition: 'community',
  database: 'postgres',
  flavor: 'traditional',
  role: 'traditional',
};

const ADMIN_KEYS = {
  style: 'key-auth',
  header: 'kong-admin-token',
  tokens: {
    d27e34025605a4f720b4c3607a7688d5: { user: 'ops-admin', may: 'write' },
    '4d20b0838aa0dbcf5bd864a24d06ef10': { user: 'web-storefront', may: 'nothing' },
  },
} as const;

/** Files of one database, in the order they were recorded, and the node that each was asked of. */
const ONE_DATABASE = [
  '01-empty',
  '02-load',
  '03-lists',
  '04-tags',
  '05-get',
  '06-put',
  '07-patch',
  '08-conflicts',
  '09-schema-violations',
  '10-acl-workflow',
  '11-delete',
  '12-status-after',
  '13-conditional',
  '14-admin-loopback-auth',
  '16-compat-node',
  '16b-traditional-lookahead',
  '19-config-in-db-mode',
  '20-put-flip',
  '21-more',
] as const;

const OUT_OF_SCOPE: [reason: string, matches: (file: string, exchange: Exchange) => boolean][] = [
  ['the proxy is not modelled, only the Admin API', (file) => /^(15|20b|20c|21b)-/.test(file)],
  [
    'schemas are used, not served: the stand-in answers 501',
    (_file, { request }) => /^\/schemas\/(?!.*validate$)/.test(request.path),
  ],
  ['not modelled: the stand-in answers 501', (_file, { request }) => request.path === '/endpoints'],
  [
    'the stand-in knows 23 of the 45 bundled plugins',
    (_file, { request }) => request.path === '/plugins/enabled',
  ],
  [
    'the expression language is not parsed by the stand-in',
    (file, { response }) =>
      file === '17-expressions' &&
      JSON.stringify(response.body).includes('Router Expression failed validation: '),
  ],
];

const reasonOutside = (file: string, exchange: Exchange): string | undefined =>
  OUT_OF_SCOPE.find(([, matches]) => matches(file, exchange))?.[0];

type Tally = { agree: number; disagree: string[]; outside: Map<string, number> };

const replayFile = async (file: string, replay: Replay, tally: Tally): Promise<void> => {
  for (const exchange of recording(file).exchanges) {
    const outside = reasonOutside(file, exchange);
    if (outside !== undefined) {
      tally.outside.set(outside, (tally.outside.get(outside) ?? 0) + 1);
      continue;
    }
    const found = await replay.disagreement(exchange);
    if (found === null) tally.agree += 1;
    else
      tally.disagree.push(
        `${file} "${exchange.name}" ${exchange.request.method} ${exchange.request.path}\n    ${found}`,
      );
  }
};

const replayDatabase = async (tally: Tally): Promise<void> => {
  const all = ONE_DATABASE.map(recording);
  let state: KongState = {};
  for (const file of ONE_DATABASE) {
    const loopback = file === '14-admin-loopback-auth' ? { prefix: '/kong-admin', access: ADMIN_KEYS } : {};
    const flavor = file === '16-compat-node' ? 'traditional_compatible' : 'traditional';
    const replay = startReplay({ node: { ...node, flavor }, state, ...loopback }, all);
    await replayFile(file, replay, tally);
    state = replay.kong.export();
  }
};

const ALL_EXCHANGES = 724;
const AGREED_AT_LEAST = 604;

describe('the Kong stand-in', () => {
  it('answers every recorded request as the real Kong did', async () => {
    const tally: Tally = { agree: 0, disagree: [], outside: new Map() };
    await replayFile('00-meta', startReplay({ node }, []), tally);
    await replayDatabase(tally);
    await replayFile('17-expressions', startReplay({ node: { ...node, flavor: 'expressions' } }, []), tally);
    await replayFile(
      '18-dbless',
      startReplay({ node: { ...node, database: 'off', flavor: 'traditional_compatible' } }, []),
      tally,
    );
    for (const file of [
      '15-proxy-decisions',
      '20b-put-flip-proxy',
      '20c-put-flip-proxy-compat',
      '21b-more-proxy',
    ])
      await replayFile(file, startReplay({ node }, []), tally);

    const outside = [...tally.outside].map(([reason, count]) => `${count} × ${reason}`).join('; ');
    const total = tally.agree + tally.disagree.length;
    process.stdout.write(
      `Kong recordings: ${tally.agree} of ${total} exchanges agree. Out of scope: ${outside}\n`,
    );
    const counted = total + [...tally.outside.values()].reduce((sum, count) => sum + count, 0);
    expect(tally.disagree.join('\n')).toBe('');
    expect(counted).toBe(ALL_EXCHANGES);
    expect(tally.agree).toBeGreaterThanOrEqual(AGREED_AT_LEAST);
  });
});
