import { Agent, buildConnector, fetch as undiciFetch } from 'undici';

import { createMeshSource } from '../../src/adapters/kubernetes/mesh-source';
import { createCaller, type Caller } from '../../src/adapters/http/call';
import type { JsonObject } from '../../src/domain/json';
import { aMeshConnection } from '../contract/connections';
import { configMapOf, type Manifests } from '../contract/mesh-estate';
import type { MeshWorld } from '../contract/mesh-source';
import type { WholeFailure } from '../contract/source-situations';
import { READER, type Cluster } from './cluster';
import { applyDefinitions, definitionsIn, removeDefinitions } from './crds';
import { freePort } from './free-port';
import { bindings, collectionOf, expectations, GROUPS, NAMESPACES, roles } from './mesh-rights';
import { apply, asking, pathOf, type Asking } from './objects';
import { SERVER_NAME } from './server-files';
import { until } from './until';

/** What a whole source can fail with here: the server is a real one, and does not break at will. */
export const FAILURES = [
  'REFUSED',
  'PLAIN_HTTP',
  'PORT_NOT_ALLOWED',
  'PRIVATE_CA',
  'CREDENTIAL_MISSING',
  'UNAUTHENTICATED',
] as const satisfies readonly WholeFailure[];

const URL_OF_MESH = `https://${SERVER_NAME}:443`;
const AT_ONCE = 16;

type Way = { port: number; ca?: string; before?: (url: string) => Promise<void> };

/** The app's own way out, with every name leading to `port` of the loopback: Forge has no other ports than 443 and a few. */
export const callerTo = ({ port, ca, before }: Way): { call: Caller; close: () => Promise<void> } => {
  const connect = buildConnector(ca === undefined ? {} : { ca });
  const agent = new Agent({
    connect: (options, callback) => {
      const to = { hostname: '127.0.0.1', port: String(port), servername: options.hostname };
      connect({ ...options, ...to }, callback);
    },
  });
  const call = createCaller({
    fetch: async (url, init) => {
      await before?.(url);
      const answer = await undiciFetch(url, { ...(init as object), dispatcher: agent });
      return answer as unknown as Response; // the same class by another name: undici's own and Node's copy of it
    },
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  return { call, close: () => agent.destroy() };
};

const applyAll = async (ask: Asking, objects: readonly JsonObject[]): Promise<void> => {
  for (let start = 0; start < objects.length; start += AT_ONCE) {
    await Promise.all(objects.slice(start, start + AT_ONCE).map((object) => apply(ask, object)));
  }
};

/** Nothing that a world brought is left in the mesh's namespaces. They stay themselves: only a controller could end them. */
const empty = async (ask: Asking): Promise<void> => {
  for (const namespace of NAMESPACES) {
    for (const resource of Object.keys(GROUPS)) {
      const path = collectionOf(resource, namespace);
      const { status } = await ask('DELETE', path);
      if (status !== 200) throw new Error(`${path} was not emptied: ${status}`);
    }
  }
};

const aNamespace = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
});

/** Applies them all, the namespaces first. */
export const applyManifests = async (ask: Asking, { mesh, ...rest }: Manifests): Promise<void> => {
  const objects: JsonObject[] = Object.values(rest).flat();
  const isNamespace = ({ kind }: JsonObject): boolean => kind === 'Namespace';
  await applyAll(ask, [...NAMESPACES.map(aNamespace), ...objects.filter(isNamespace)]);
  await empty(ask);
  await applyAll(ask, [
    ...objects.filter((object) => !isNamespace(object)),
    configMapOf(JSON.stringify(mesh)),
  ]);
};

/** Binds the reader to every part that is not forbidden, and waits until the server acts on that. */
const createGrants = (cluster: Cluster) => {
  const ask = asking(cluster);
  const asReader = asking(cluster, READER.token);
  let bound: JsonObject[] = [];
  return async (forbidden: ReadonlySet<string>): Promise<void> => {
    const wanted = bindings(READER.user, forbidden);
    const paths = new Set(wanted.map(pathOf));
    for (const path of bound.map(pathOf).filter((old) => !paths.has(old))) await ask('DELETE', path);
    await applyAll(ask, wanted);
    bound = wanted;
    await Promise.all(
      expectations(forbidden).map(({ path, isGranted }) => {
        const holds = async () => ((await asReader('GET', path)).status !== 403) === isGranted;
        return until({ what: `${path} is ${isGranted ? 'granted' : 'forbidden'}`, holds });
      }),
    );
  };
};

type Ways = Record<'usual' | 'distrusting' | 'closed', ReturnType<typeof callerTo>>;

const provoking = ({ distrusting, closed }: Ways): MeshWorld['provoke'] => {
  const secrets = { current: READER.token };
  const access = { connection: aMeshConnection(URL_OF_MESH), secrets };
  return (failure) => {
    switch (failure) {
      case 'REFUSED':
        return { access, source: createMeshSource(closed) };
      case 'PRIVATE_CA':
        return { access, source: createMeshSource(distrusting) };
      case 'PLAIN_HTTP':
        return { access: { connection: aMeshConnection(`http://${SERVER_NAME}:8080`), secrets } };
      case 'PORT_NOT_ALLOWED':
        return { access: { connection: aMeshConnection(`https://${SERVER_NAME}:6443`), secrets } };
      case 'CREDENTIAL_MISSING':
        return { access: { ...access, secrets: null } };
      case 'UNAUTHENTICATED':
        return { access: { ...access, secrets: { current: 'nobody-knows-this' } } };
      default:
        throw new Error(`a real server does not fail with ${failure} at will`);
    }
  };
};

/** Worlds of the MeshSource contract on one real cluster, one after the other: each begins with an empty mesh. */
export const createMeshWorlds = async (cluster: Cluster) => {
  const ask = asking(cluster);
  const grant = createGrants(cluster);
  const all = definitionsIn('istio.yaml');
  const definitions = all.filter(({ spec }) => spec.group === 'security.istio.io');
  await applyDefinitions(ask, all);
  await applyAll(ask, roles());
  const { port, authority: ca } = cluster;
  let expiring = 0;
  const before = async (url: string): Promise<void> => {
    if (expiring === 0 || !new URL(url).searchParams.has('continue')) return;
    expiring -= 1;
    await cluster.compact();
  };
  const ways: Ways = {
    usual: callerTo({ port, ca, before }),
    distrusting: callerTo({ port }),
    closed: callerTo({ port: await freePort(), ca }),
  };
  const begin = async (manifests: Manifests): Promise<MeshWorld> => {
    expiring = 0;
    await applyDefinitions(ask, definitions);
    await applyManifests(ask, manifests);
    const forbidden = new Set<string>();
    await grant(forbidden);
    return {
      source: createMeshSource(ways.usual),
      access: { connection: aMeshConnection(URL_OF_MESH), secrets: { current: READER.token } },
      forbid: (part) => grant(forbidden.add(part)),
      expireLists: (which) => {
        expiring = which === 'next' ? 1 : Number.POSITIVE_INFINITY;
      },
      removeIstio: () => removeDefinitions(ask, definitions),
      provoke: provoking(ways),
    };
  };
  const close = async (): Promise<void> => {
    for (const way of Object.values(ways)) await way.close();
  };
  return { begin, close };
};
