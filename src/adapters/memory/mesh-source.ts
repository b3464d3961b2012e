import { isDeepStrictEqual } from 'node:util';

import type { MeshReading, MeshSource, MeshTest, SourceFailure } from '../../app/ports';
import type { KubernetesTarget } from '../../domain/binding';
import type { KubernetesConnection } from '../../domain/connection';
import { namedNamespaces } from '../../domain/istio/named-accounts';
import {
  DEFAULT_MESH_CONFIG,
  type Gateway,
  type KubernetesService,
  type MeshConfig,
  type MeshSurroundings,
  type Policy,
} from '../../domain/istio/resources';
import { err, ok, type Result } from '../../domain/result';
import { EVERYTHING } from '../../domain/space-rules';
import type { Unread } from '../../domain/source';
import { readPage } from './mesh-pages';
import { createSwitches, type Asking, type SourceSwitches } from './source-switches';

/** What one cluster holds. Read at each call: what a test changes shows at once. */
export type MeshEstate = {
  version: string;
  mesh: MeshConfig;
  policies: Policy[];
  services: KubernetesService[];
  /** Labels of the namespaces that there are. */
  namespaces: Record<string, Record<string, string>>;
  pods: Placed[];
  serviceAccounts: Omit<Placed, 'labels'>[];
  gateways: Gateway[];
  /** Of lists that are read page by page; 500 unless said. */
  pageSize?: number;
};

type Placed = { namespace: string; name: string; labels: Record<string, string> };

const KINDS = [
  { plural: 'authorizationpolicies', kind: 'AuthorizationPolicy' },
  { plural: 'peerauthentications', kind: 'PeerAuthentication' },
  { plural: 'requestauthentications', kind: 'RequestAuthentication' },
] as const;

/**
 * A mesh in memory, the same for every connection. Parts that can fail: version, discovery, meshconfig, the kinds by their plural, one of
 * them in one namespace (`peerauthentications in orders`), services and those of one namespace, a namespace (`namespace orders`), and
 * gateways, pods and serviceaccounts of one. For reading page by page see `mesh-pages.ts`.
 */
export const createMemoryMeshSource = (
  estate: MeshEstate,
  { now }: { now: () => number },
): MeshSource & SourceSwitches => {
  const { switches, run } = createSwitches(now);
  return {
    ...switches,
    readTarget: ({ secrets }, target, errand) =>
      run({ secrets, errand }, (asking) => readTarget(estate, target, asking)),
    searchServices: ({ secrets }, { namespaces, query, limit }, errand) =>
      run({ secrets, errand }, (asking) => {
        const places = namespaces === 'everything' ? [null] : [...new Set(namespaces)];
        const asked = places.map((place) => {
          const part = place === null ? 'services' : `services in ${place}`;
          return { part, failure: asking.failureOf('services') ?? asking.ask(part) };
        });
        const unread = unreadOf(asked);
        const [first] = asked;
        if (first?.failure && unread.length === asked.length) return err(first.failure);
        const closed = new Set(unread.map(({ part }) => part));
        const found = estate.services
          .filter(({ metadata }) => namespaces === 'everything' || namespaces.includes(metadata.namespace))
          .filter(({ metadata }) => !closed.has(`services in ${metadata.namespace}`))
          .filter(
            ({ metadata, selector }) => metadata.name.includes(query) && Object.keys(selector).length > 0,
          )
          .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
        return ok({ services: found.slice(0, limit), more: found.length > limit, unread });
      }),
    readPage: ({ secrets }, from, errand) =>
      run({ secrets, errand }, (asking) => readPage(estate, from, asking)),
    test: ({ connection, secrets }, errand) =>
      run({ secrets, errand }, (asking) => tested(estate, connection, asking)),
  };
};

const tested = (
  { version }: MeshEstate,
  { spaceRules }: KubernetesConnection,
  { ask, failureOf }: Asking,
): Result<MeshTest, SourceFailure> => {
  const failure = ask('version');
  if (failure !== null) return err(failure);
  const parts = [
    ...KINDS.map(({ plural }) => ({ part: plural, failure: failureOf('discovery') ?? ask(plural) })),
    ...['services', 'meshconfig', 'namespaces', 'pods', 'serviceaccounts', 'gateways'].map((part) => ({
      part,
      failure: ask(part),
    })),
  ];
  const closed = parts.filter(
    ({ part, failure: met }) => met?.code === 'NOT_PERMITTED' && part !== 'meshconfig',
  );
  const shown = [...new Set(spaceRules.flatMap(({ show }) => show.namespaces))].sort();
  const within = shown
    .filter((namespace) => namespace !== EVERYTHING)
    .flatMap((namespace) =>
      closed.map(({ part }) => ({
        part: `${part} in ${namespace}`,
        failure: ask(part === 'namespaces' ? `namespace ${namespace}` : `${part} in ${namespace}`),
      })),
    );
  return ok({ version, parts: [...parts, ...within] });
};

const placeOf = ({ metadata }: KubernetesService): string => `${metadata.namespace}/${metadata.name}`;

type Asked = { part: string; failure: SourceFailure | null };

const unreadOf = (asked: Asked[]): Unread[] =>
  asked.flatMap(({ part, failure }) => (failure === null ? [] : [{ part, ...failure }]));

const readTarget = (
  estate: MeshEstate,
  target: KubernetesTarget,
  { ask, failureOf }: Asking,
): Result<MeshReading, SourceFailure> => {
  const undiscovered = ask('discovery');
  if (undiscovered !== null) return err(undiscovered);
  const settings = ask('meshconfig');
  const mesh: MeshReading['mesh'] =
    settings === null ? { config: estate.mesh, known: true } : { config: DEFAULT_MESH_CONFIG, known: false };
  const lists = [...new Set([target.namespace, mesh.config.rootNamespace])].flatMap((place) =>
    KINDS.map(({ plural, kind }) => {
      const part = `${plural} in ${place}`;
      const failure = failureOf(plural) ?? ask(part);
      const policies = estate.policies.filter(
        (policy) => failure === null && policy.kind === kind && policy.metadata.namespace === place,
      );
      return { part, failure, policies };
    }),
  );
  const [first] = lists;
  if (first?.failure && lists.every(({ failure }) => failure !== null)) return err(first.failure);
  const policies = lists.flatMap((list) => list.policies);
  const around = surroundingsOf(estate, { target, policies, rootNamespace: mesh.config.rootNamespace, ask });
  return ok({
    policies,
    unreadable: [],
    mesh,
    surroundings: around.surroundings,
    unread: unreadOf([{ part: 'meshconfig', failure: settings }, ...lists, ...around.asked]),
  });
};

type Around = {
  target: KubernetesTarget;
  policies: Policy[];
  rootNamespace: string;
  ask: Asking['ask'];
};

const surroundingsOf = (
  estate: MeshEstate,
  { target, policies, rootNamespace, ask }: Around,
): { surroundings: MeshSurroundings; asked: Asked[] } => {
  const { namespace, labels } = target;
  const asked: Asked[] = [];
  const part = <T>(name: string, value: T): T | null => {
    const failure = ask(name);
    asked.push({ part: name, failure });
    return failure === null ? value : null;
  };
  const here = estate.namespaces[namespace];
  if (here === undefined)
    asked.push({ part: `namespace ${namespace}`, failure: { code: 'NOT_THERE', status: 404 } });
  const accountsOf = (place: string): string[] =>
    estate.serviceAccounts.flatMap((account) => (account.namespace === place ? [account.name] : []));
  const surroundings: MeshSurroundings = {
    namespaceLabels: here === undefined ? null : part(`namespace ${namespace}`, here),
    services: part(
      `services in ${namespace}`,
      estate.services.filter(({ metadata }) => metadata.namespace === namespace),
    ),
    podLabels: part(
      `pods in ${namespace}`,
      estate.pods
        .filter((pod) => pod.namespace === namespace)
        .filter((pod) => Object.entries(labels).every(([key, value]) => pod.labels[key] === value))
        .map((pod) => pod.labels)
        .filter((set, n, all) => all.findIndex((other) => isDeepStrictEqual(other, set)) === n),
    ),
    gateways: [...new Set([namespace, rootNamespace])]
      .map((place) =>
        part(
          `gateways in ${place}`,
          estate.gateways.filter(({ metadata }) => metadata.namespace === place),
        ),
      )
      .reduce((all, some) => (all === null || some === null ? null : [...all, ...some]), []),
    serviceAccounts: [...new Set([namespace, ...namedNamespaces(policies)])].flatMap((place) => {
      const names = part(`serviceaccounts in ${place}`, accountsOf(place).sort());
      return names === null ? [] : [{ namespace: place, names }];
    }),
  };
  return { surroundings, asked };
};
