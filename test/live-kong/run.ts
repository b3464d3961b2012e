import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { createKongSource } from '../../src/adapters/kong/kong-source';
import { WORDING } from '../../src/contract/codes';
import { anErrand } from '../contract/source-situations';
import { accessTo, callerOut } from './access';
import { gatewayOf, Refused, type Gateway } from './gateway';
import { LIVE_KONG, tagOf, type LiveKong } from './settings';
import { removeWritersEstate } from './writers-estate';

const USAGE = `npm run live -- --kong URL [--kong-token TOKEN] [--token-header HEADER]

Holds what reads and what writes at Kong to their contracts with the Admin API of a real gateway. What it takes it creates itself and
removes again: for reading, beside whatever is there, under names, ids and a tag of its own; for writing, only where the gateway is empty.`;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const settingsFrom = (args: string[]): LiveKong | null => {
  const { values } = parseArgs({
    args,
    options: {
      kong: { type: 'string' },
      'kong-token': { type: 'string' },
      'token-header': { type: 'string', default: 'Kong-Admin-Token' },
    },
  });
  const { kong: url, 'kong-token': token, 'token-header': tokenHeader } = values;
  if (url === undefined || !URL.canParse(url)) return null;
  return {
    url,
    token: token ?? null,
    tokenHeader,
    run: randomBytes(4).toString('hex'),
    mayWrite: false,
    isEmpty: false,
  };
};

/** Why nothing can be checked at all; null when the Admin API of a Kong answers. */
const problemOf = async (settings: LiveKong): Promise<string | null> => {
  const { result } = await createKongSource({ call: callerOut }).test(
    accessTo(settings),
    anErrand({ purpose: 'test-connection' }),
  );
  if (result.ok) return null;
  const { sentence, nextStep } = WORDING[result.error.code];
  return `${settings.url} cannot be checked. ${sentence} ${nextStep}`;
};

/** A page of a list holds a thousand; the contract speaks of gateways where one page is all and where it is not. */
const MOST_PLUGINS = 900;

/** Why only reading can be checked; null when the whole contract can. A consumer is created and removed to find out. */
const readOnlyBecause = async (gateway: Gateway, settings: LiveKong): Promise<string | null> => {
  const { items, more } = await gateway.list('/plugins');
  if (more || items.length > MOST_PLUGINS)
    return `This gateway has more than ${String(MOST_PLUGINS)} plugins already, too many to stand beside.`;
  const id = randomUUID();
  try {
    await gateway.ask('PUT', `/consumers/${id}`, {
      username: `${tagOf(settings)}-probe`,
      tags: [tagOf(settings)],
    });
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    if (refused.status === 405)
      return 'This node refuses every write: it is db-less, or a data plane that takes its configuration from elsewhere.';
    if (refused.status === 401 || refused.status === 403)
      return `This credential may not write (${String(refused.status)}).`;
    throw refused;
  }
  await gateway.removeOwn();
  return null;
};

const suitesFor = ({ mayWrite, isEmpty }: LiveKong): string =>
  ['reading', ...(mayWrite ? ['kong-source'] : []), ...(isEmpty ? ['kong-writer'] : [])].join('|');

/** What was on its way to the gateway when a suite was stopped is there by then. */
const SETTLED_MS = 1_000;

/** Runs the suites in a process of their own, which a signal ends before what they created is removed. */
const suites = (settings: LiveKong): Promise<number> =>
  new Promise((resolve) => {
    const jest = path.join(path.dirname(require.resolve('jest/package.json')), 'bin/jest.js');
    const wanted = ['--testPathPatterns', `test/live-kong/(${suitesFor(settings)})`];
    const child = spawn(process.execPath, [jest, '--selectProjects', 'live-kong', '--runInBand', ...wanted], {
      cwd: path.resolve(__dirname, '../..'),
      stdio: 'inherit',
      env: { ...process.env, [LIVE_KONG]: JSON.stringify(settings) },
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        child.kill('SIGKILL');
      });
    child.once('exit', (code) => {
      if (code !== null) resolve(code);
      else setTimeout(resolve, SETTLED_MS, 1);
    });
  });

const main = async (): Promise<number> => {
  const settings = settingsFrom(process.argv.slice(2));
  if (settings === null) {
    say(USAGE);
    return 2;
  }
  const problem = await problemOf(settings);
  if (problem !== null) {
    say(problem);
    return 1;
  }
  const gateway = gatewayOf(settings);
  const because = await readOnlyBecause(gateway, settings);
  if (because !== null) {
    say(`${because} Only reading is checked.`);
    return suites(settings);
  }
  const held = await gateway.held();
  if (held.length > 0)
    say(
      `The gateway is not empty (${held.join(', ')}). The writer is checked only at one that is: its contract was not.`,
    );
  const found = { ...settings, mayWrite: true, isEmpty: held.length === 0 };
  const code = await suites(found);
  return Math.max(code, await cleanedUp(gateway, found));
};

/** 0 when nothing of the run is left at the gateway; says what is to be done otherwise. */
const cleanedUp = async (gateway: Gateway, settings: LiveKong): Promise<number> => {
  try {
    const left = (await gateway.removeOwn()) + (settings.isEmpty ? await removeWritersEstate(gateway) : 0);
    if (left > 0) say(`Removed ${String(left)} entities that the suites had left behind.`);
    say(`Nothing tagged ${tagOf(settings)} is left at the gateway.`);
    return settings.isEmpty ? await emptyAgain(gateway) : 0;
  } catch {
    say(`The gateway could not be cleaned up: delete what is tagged ${tagOf(settings)} there.`);
    if (settings.isEmpty) say('It was empty before this run.');
    return 1;
  }
};

/** What cannot be told as the run's own is somebody else's until a person has looked at it. */
const emptyAgain = async (gateway: Gateway): Promise<number> => {
  const held = await gateway.held();
  say(
    held.length === 0
      ? 'The gateway is empty again.'
      : `The gateway was empty and is not (${held.join(', ')}). This run does not know it as its own and leaves it there.`,
  );
  return held.length === 0 ? 0 : 1;
};

void main().then(
  (code) => {
    process.exitCode = code;
  },
  (failure: unknown) => {
    say(failure instanceof Error ? failure.message : 'The gateway could not be checked.');
    process.exitCode = 1;
  },
);
