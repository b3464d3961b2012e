import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { keepProcess } from './kept-process';

/** Paths of the two programs that make a cluster. */
export type Servers = { apiserver: string; etcd: string };

const SOURCES = join(__dirname, 'go');
const BUILT = join(__dirname, '../../.gatehouse/live');

const sourceOf = (file: string): string => readFileSync(join(SOURCES, file), 'utf8');

const kubernetesVersion = (): string => {
  const version = /^\tk8s\.io\/kubernetes (v\S+)$/m.exec(sourceOf('go.mod'))?.[1];
  if (version === undefined) throw new Error('test/live/go/go.mod names no k8s.io/kubernetes');
  return version;
};

/** Without these a kube-apiserver says that it is `v0.0.0-master+$Format:%H$`. */
const linkerFlags = (): string => {
  const version = kubernetesVersion();
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
  const says = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const set = Object.entries(says).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return ['-s -w', ...set].join(' ');
};

/** Everything that changes what is built, in twelve hex digits. */
const buildHash = (): string => {
  const hash = createHash('sha256').update(linkerFlags());
  for (const file of ['go.mod', 'go.sum', 'cmd/apiserver/main.go', 'cmd/etcd/main.go']) {
    hash.update(file).update(sourceOf(file));
  }
  return hash.digest('hex').slice(0, 12);
};

const serversIn = (folder: string): Servers => ({
  apiserver: join(folder, 'kube-apiserver'),
  etcd: join(folder, 'etcd'),
});

const assertThere = (servers: Servers): Servers => {
  for (const program of Object.values(servers)) accessSync(program, constants.X_OK);
  return servers;
};

const say = (text: string): void => {
  process.stderr.write(text);
};

const compile = async (main: string, output: string): Promise<void> => {
  const build = keepProcess({
    // Two compilers, and after everything else: a machine of a developer stays usable.
    command: [
      'nice',
      '-n',
      '19',
      'go',
      'build',
      '-p',
      '2',
      '-trimpath',
      '-ldflags',
      linkerFlags(),
      '-o',
      output,
      main,
    ],
    cwd: SOURCES,
    environment: {
      CGO_ENABLED: '0',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-mod=readonly -buildvcs=false',
      GOWORK: 'off',
    },
    onText: say,
  });
  await build.ended;
  if (build.exitCode() !== 0)
    throw new Error(
      `${main} could not be built (exit ${build.exitCode() ?? 'by a signal'}). It takes Go 1.24 or later and a Go module proxy, ` +
        `or KUBEBUILDER_ASSETS with a kube-apiserver and an etcd.\n${build.written()}`,
    );
};

/**
 * The programs of KUBEBUILDER_ASSETS, or those built from `test/live/go`, which takes some ten minutes the first time and is kept in
 * `.gatehouse/live`.
 * @throws when they are not there and cannot be built: a live suite is never skipped
 */
export const findServers = async (): Promise<Servers> => {
  const given = process.env.KUBEBUILDER_ASSETS ?? '';
  if (given !== '') return assertThere(serversIn(given));
  const folder = join(BUILT, buildHash());
  if (existsSync(folder)) return assertThere(serversIn(folder));
  const unfinished = `${folder}.${process.pid}`;
  const made = serversIn(unfinished);
  const start = Date.now();
  say(`Building etcd and kube-apiserver ${kubernetesVersion()} from source …\n`);
  try {
    mkdirSync(unfinished, { recursive: true });
    await compile('./cmd/etcd', made.etcd);
    await compile('./cmd/apiserver', made.apiserver);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  say(`Built in ${Math.round((Date.now() - start) / 1000)} s.\n`);
  return assertThere(serversIn(folder));
};
