import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from './free-port';
import { keepProcess, type KeptProcess } from './kept-process';
import { until } from './until';

export type Etcd = {
  url: string;
  /** Forgets everything that was before now, as the API server lets etcd do every five minutes. */
  compact(): Promise<void>;
  stop(): Promise<void>;
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** etcd's gRPC in JSON. */
const asking =
  (url: string) =>
  async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${url}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd: ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };

const isHealthy = async (url: string): Promise<boolean> => {
  const answer = await fetch(`${url}/health`);
  return answer.ok && ((await answer.json()) as { health?: unknown }).health === 'true';
};

export const startEtcd = async (program: string): Promise<Etcd> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-etcd-'));
  const [url, peer] = [await freePort(), await freePort()].map((port) => `http://127.0.0.1:${port}`);
  const flags = {
    'data-dir': folder,
    'listen-client-urls': url,
    'advertise-client-urls': url,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer ?? ''}`,
    'log-level': 'warn',
  };
  const options = Object.entries(flags).map(([name, value]) => `--${name}=${value ?? ''}`);
  // Nothing here survives a crash of the machine, so nothing waits for its disk.
  const kept: KeptProcess = keepProcess({ command: [program, ...options, '--unsafe-no-fsync'], folder });
  await until({ what: 'etcd is healthy', holds: () => isHealthy(url ?? ''), process: kept });
  const ask = asking(url ?? '');
  return {
    url: url ?? '',
    compact: async () => {
      // A revision is too old when it is smaller than the compacted one: one more write, of a key that nobody reads.
      const put = (await ask('put', { key: base64('gatehouse/now'), value: base64('') })) as {
        header: { revision: string };
      };
      await ask('compaction', { revision: put.header.revision, physical: true });
    },
    stop: () => kept.stop(),
  };
};
