import type { KeyObject } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Agent, fetch as undiciFetch } from 'undici';

import { startEtcd } from './etcd';
import { freePort } from './free-port';
import { keepProcess } from './kept-process';
import { SERVER_NAME, writeServerFiles } from './server-files';
import { findServers } from './servers';
import { until } from './until';

/** A kube-apiserver on an etcd, both of this process alone. */
export type Cluster = {
  /** `v1.34.4` */
  version: string;
  /** On the loopback; its certificate is for `SERVER_NAME`, signed by `authority`. */
  port: number;
  authority: string;
  serviceAccountKey: KeyObject;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Makes every continue token given so far too old. */
  compact(): Promise<void>;
  stop(): Promise<void>;
};

/** Static tokens: `admin` may do everything, the others what a test grants their names. */
export const ADMIN_TOKEN = 'admin-token-0001';
export const READER = { token: 'reader-token-0001', user: 'gatehouse' };
const PEOPLE = [{ token: ADMIN_TOKEN, user: 'admin', group: 'system:masters' }, READER];

const FLAGS = [
  '--bind-address=127.0.0.1',
  '--advertise-address=127.0.0.1',
  // It would publish the loopback address as an endpoint, which its own validation refuses.
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.0.0.0/24',
  '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
  '--authorization-mode=RBAC',
  // Waits for a controller to give each namespace its default account; there is none.
  '--disable-admission-plugins=ServiceAccount',
  // Continued lists then come from etcd, so that what was compacted there is gone at once, not when the cache next looks (15 s).
  '--feature-gates=ListFromCacheSnapshot=false',
  '--delete-collection-workers=8',
];

const clientOf = (port: number, authority: string) => {
  const agent = new Agent({ connect: { ca: authority, servername: SERVER_NAME } });
  return {
    fetch: async (path: string, init: RequestInit = {}): Promise<Response> => {
      const answer = await undiciFetch(`https://127.0.0.1:${port}${path}`, {
        ...(init as object),
        dispatcher: agent,
      });
      return answer as unknown as Response; // the same class by another name: undici's own and Node's copy of it
    },
    close: () => agent.destroy(),
  };
};

/** Starts both and waits until the API server is ready. @throws with what the server wrote when it does not start */
export const startCluster = async (): Promise<Cluster> => {
  const start = Date.now();
  const servers = await findServers();
  const etcd = await startEtcd(servers.etcd);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-apiserver-'));
  const { authority, serviceAccountKey, flags } = await writeServerFiles(folder, PEOPLE);
  const port = await freePort();
  const command = [
    servers.apiserver,
    `--secure-port=${port}`,
    `--etcd-servers=${etcd.url}`,
    ...FLAGS,
    ...flags,
  ];
  const server = keepProcess({ command, folder });
  const client = clientOf(port, authority);
  const stop = async (): Promise<void> => {
    await client.close();
    await server.stop();
    await etcd.stop();
  };
  const asAdmin = (path: string) =>
    client.fetch(path, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  try {
    const isReady = async () => (await asAdmin('/readyz')).ok;
    await until({ what: 'the API server is ready', holds: isReady, process: server });
    const { gitVersion } = (await (await asAdmin('/version')).json()) as { gitVersion: string };
    process.stderr.write(`kube-apiserver ${gitVersion} was ready after ${Date.now() - start} ms.\n`);
    const { fetch } = client;
    const compact = () => etcd.compact();
    return { version: gitVersion, port, authority, serviceAccountKey, fetch, compact, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
};
