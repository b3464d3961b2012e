import type { MeshReading, MeshSource, SourceFailure } from '../../app/ports';
import type { KubernetesTarget } from '../../domain/binding';
import {
  DEFAULT_MESH_CONFIG,
  type KubernetesService,
  type MeshConfig,
  type Policy,
} from '../../domain/istio/resources';
import { err, ok, type Result } from '../../domain/result';
import type { Unread } from '../../domain/source';
import { createSwitches, type Asking, type SourceSwitches } from './source-switches';

/** What one cluster holds. Read at each call: what a test changes shows at once. */
export type MeshEstate = {
  version: string;
  mesh: MeshConfig;
  policies: Policy[];
  services: KubernetesService[];
};

const KINDS = [
  { plural: 'authorizationpolicies', kind: 'AuthorizationPolicy' },
  { plural: 'peerauthentications', kind: 'PeerAuthentication' },
  { plural: 'requestauthentications', kind: 'RequestAuthentication' },
] as const;

/**
 * A mesh in memory, the same for every connection. Parts that can fail: version, discovery, meshconfig, the kinds by their plural, one of
 * them in one namespace (`peerauthentications in orders`), services, and those of one namespace.
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
    test: ({ secrets }, errand) =>
      run({ secrets, errand }, ({ ask, failureOf }) => {
        const failure = ask('version');
        if (failure !== null) return err(failure);
        const kinds = KINDS.map(({ plural }) => ({
          part: plural,
          failure: failureOf('discovery') ?? ask(plural),
        }));
        const rest = ['services', 'meshconfig'].map((part) => ({ part, failure: ask(part) }));
        return ok({ version: estate.version, parts: [...kinds, ...rest] });
      }),
  };
};

const placeOf = ({ metadata }: KubernetesService): string => `${metadata.namespace}/${metadata.name}`;

type Asked = { part: string; failure: SourceFailure | null };

const unreadOf = (asked: Asked[]): Unread[] =>
  asked.flatMap(({ part, failure }) => (failure === null ? [] : [{ part, ...failure }]));

const readTarget = (
  estate: MeshEstate,
  { namespace }: KubernetesTarget,
  { ask, failureOf }: Asking,
): Result<MeshReading, SourceFailure> => {
  const undiscovered = ask('discovery');
  if (undiscovered !== null) return err(undiscovered);
  const settings = ask('meshconfig');
  const mesh: MeshReading['mesh'] =
    settings === null ? { config: estate.mesh, known: true } : { config: DEFAULT_MESH_CONFIG, known: false };
  const lists = [...new Set([namespace, mesh.config.rootNamespace])].flatMap((place) =>
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
  return ok({
    policies: lists.flatMap(({ policies }) => policies),
    unreadable: [],
    mesh,
    unread: unreadOf([{ part: 'meshconfig', failure: settings }, ...lists]),
  });
};
