import type { JsonObject } from '../../src/domain/json';
import type { Cluster } from './cluster';
import type { ResourceKind } from './kinds';

const CORE_VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update'];
const CUSTOM_VERBS = ['delete', 'get', 'list', 'patch', 'create', 'update'];

const groupOf = (cluster: Cluster, group: string): JsonObject => {
  const versions = [
    ...new Set(cluster.kinds.filter((kind) => kind.group === group).flatMap((kind) => kind.versions)),
  ];
  const named = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  const [preferred] = named;
  return {
    name: group,
    versions: named,
    ...(preferred === undefined ? {} : { preferredVersion: preferred }),
  };
};

const BUILT_IN: JsonObject[] = ['authorization.k8s.io', 'authentication.k8s.io'].map((name) => {
  const version = { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: [version], preferredVersion: version };
});

const resource = (kind: ResourceKind): JsonObject => ({
  name: kind.plural,
  singularName: kind.kind.toLowerCase(),
  namespaced: kind.namespaced,
  kind: kind.kind,
  verbs: kind.custom ? CUSTOM_VERBS : CORE_VERBS,
  ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
});

/** What the discovery paths answer; undefined where no such group or version exists. */
export const discovered = (cluster: Cluster, version: string, path: string): JsonObject | undefined => {
  const [, first, second, third, ...rest] = path.split('/');
  if (rest.length > 0) return undefined;
  if (path === '/version') return versionInfo(version);
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  const groups = [...new Set(cluster.kinds.map((kind) => kind.group))].filter((group) => group !== '');
  if (path === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...BUILT_IN, ...groups.map((group) => groupOf(cluster, group))],
    };
  }
  if (first === 'api' && second === 'v1' && third === undefined) return resourceList(cluster, '', 'v1');
  if (first !== 'apis' || second === undefined || !groups.includes(second)) return undefined;
  if (third === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(cluster, second) };
  const isServed = cluster.kinds.some((kind) => kind.group === second && kind.versions.includes(third));
  return isServed ? resourceList(cluster, second, third) : undefined;
};

const resourceList = (cluster: Cluster, group: string, version: string): JsonObject => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: group === '' ? version : `${group}/${version}`,
  resources: cluster.kinds
    .filter((kind) => kind.group === group && kind.versions.includes(version))
    .map(resource),
});

const versionInfo = (version: string): JsonObject => {
  const [major = '1', minor = '34'] = version.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    gitVersion: version,
    gitCommit: '',
    gitTreeState: 'clean',
    goVersion: '',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
};
