import pLimit from 'p-limit';
import type { Environment } from '../domain/binding';
import type { Connection, KongConnection, KubernetesConnection } from '../domain/connection';
import { ok, type Result } from '../domain/result';
import type { Unread } from '../domain/source';
import { coversKong, coversKubernetes, EVERYTHING, scopeOf, type RuleScope } from '../domain/space-rules';
import { fitOf } from '../domain/suggestion';
import type { Viewer } from './authorize';
import { SOURCES_AT_A_TIME } from './budget';
import type { PageFacts, ServiceSearch } from './ports';
import type { ResolverPorts } from './resolver-ports';
import { allOrRefusal } from './read-environment';
import type { Refusal } from './refusal';
import { errandFor, keepExchanges, secretsInForce } from './source-errand';

export type Candidate = {
  kind: Connection['kind'];
  connection: { id: string; name: string };
  label: string;
  environment: Omit<Environment, 'name'>;
  why: string | null;
};

export type Candidates = {
  candidates: Candidate[];
  unread: (Unread & { connection: { id: string; name: string }; kind: Connection['kind'] })[];
  more: boolean;
};

const LIMIT = 50;
/** Suggestions are ranked here, among all that was found: the page's namesake may be far down the list of a large gateway. */
const LIMIT_READ = 20_000;

type Ask = { page: PageFacts; query: string; kind: Connection['kind']; viewer: Viewer };
/** `errands`: how many share the invocation's time. */
type Search = Ask & { errands: number };

/**
 * What the page could be bound to, among what its space may show. An empty query asks for suggestions: what the page's title and labels
 * point to comes first. A connection that cannot be read is named, with the reason.
 */
export async function searchCandidates(ports: ResolverPorts, ask: Ask): Promise<Result<Candidates, Refusal>> {
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  const asked = connections.value.filter(({ kind }) => kind === ask.kind);
  const search = { ...ask, errands: asked.length };
  const atATime = pLimit(SOURCES_AT_A_TIME);
  const parts = allOrRefusal(
    await Promise.all(asked.map((connection) => atATime(() => candidatesOf(ports, connection, search)))),
  );
  if (!parts.ok) return parts;
  const ranked = parts.value
    .flatMap((part) => part.candidates)
    .sort((a, b) => a.rank - b.rank || (a.candidate.label < b.candidate.label ? -1 : 1))
    .map(({ candidate }) => candidate);
  return ok({
    candidates: ranked.slice(0, LIMIT),
    unread: parts.value.flatMap((part) => part.unread),
    more: ranked.length > LIMIT || parts.value.some((part) => part.more),
  });
}

type Part = {
  candidates: { rank: number; candidate: Candidate }[];
  unread: Candidates['unread'];
  more: boolean;
};
const NONE: Part = { candidates: [], unread: [], more: false };

const candidatesOf = (
  ports: ResolverPorts,
  connection: Connection,
  ask: Search,
): Promise<Result<Part, Refusal>> => {
  const scope = scopeOf(connection.spaceRules, ask.page.spaceId, 'show');
  return connection.kind === 'kong'
    ? kongCandidates(ports, { connection, scope }, ask)
    : kubernetesCandidates(ports, { connection, scope }, ask);
};

const within = ({ services, tags }: RuleScope): ServiceSearch['within'] =>
  services.includes(EVERYTHING) || tags.includes(EVERYTHING) ? 'everything' : { names: services, tags };

async function kongCandidates(
  ports: ResolverPorts,
  { connection, scope }: { connection: KongConnection; scope: RuleScope },
  ask: Search,
): Promise<Result<Part, Refusal>> {
  if (scope.services.length + scope.tags.length === 0) return ok(NONE);
  const secrets = await secretsInForce(ports, connection, 'reader');
  if (!secrets.ok) return secrets;
  const access = { connection, secrets: secrets.value };
  const ref = { id: connection.id, name: connection.name };
  const byTag = tagCandidates(ref, scope, ask);
  const fetched = await ports.kong.searchServices(
    access,
    { query: ask.query, within: within(scope), limit: LIMIT_READ },
    errandFor(ports, { viewer: ask.viewer, purpose: 'suggest-service', sources: ask.errands }),
  );
  const logged = await keepExchanges(ports, connection, fetched);
  if (!logged.ok) return logged;
  if (!fetched.result.ok) {
    const unread = [{ part: 'services', connection: ref, kind: 'kong' as const, ...fetched.result.error }];
    return ok({ candidates: byTag, unread, more: false });
  }
  const byName = fetched.result.value.services.flatMap(({ id, name, tags }): Part['candidates'] => {
    const service = name ?? id;
    const target = { connectionId: connection.id, service };
    if (!coversKong(scope, target, tags)) return [];
    const environment = { kong: target, kubernetes: null };
    return [
      ranked({ kind: 'kong', connection: ref, label: service, environment }, { name: service, tags }, ask),
    ];
  });
  return ok({ candidates: [...byTag, ...byName], unread: [], more: fetched.result.value.more });
}

const tagCandidates = (
  connection: { id: string; name: string },
  scope: RuleScope,
  ask: Ask,
): Part['candidates'] =>
  scope.tags
    .filter((tag) => tag !== EVERYTHING && tag.toLowerCase().includes(ask.query.toLowerCase()))
    .map((tag) => ({
      rank: UNRANKED + 1,
      candidate: {
        kind: 'kong',
        connection,
        label: `tag:${tag}`,
        environment: { kong: { connectionId: connection.id, tag }, kubernetes: null },
        why: null,
      },
    }));

const UNRANKED = 100;

const ranked = (
  candidate: Omit<Candidate, 'why'>,
  service: { name: string; tags: readonly string[] },
  { page }: Ask,
): Part['candidates'][number] => {
  const fit = fitOf(page, service);
  return { rank: fit?.rank ?? UNRANKED, candidate: { ...candidate, why: fit?.why ?? null } };
};

async function kubernetesCandidates(
  ports: ResolverPorts,
  { connection, scope }: { connection: KubernetesConnection; scope: RuleScope },
  ask: Search,
): Promise<Result<Part, Refusal>> {
  if (scope.namespaces.length === 0) return ok(NONE);
  const secrets = await secretsInForce(ports, connection, 'reader');
  if (!secrets.ok) return secrets;
  const fetched = await ports.mesh.searchServices(
    { connection, secrets: secrets.value },
    {
      namespaces: scope.namespaces.includes(EVERYTHING) ? 'everything' : scope.namespaces,
      query: ask.query,
      limit: LIMIT_READ,
    },
    errandFor(ports, { viewer: ask.viewer, purpose: 'suggest-service', sources: ask.errands }),
  );
  const logged = await keepExchanges(ports, connection, fetched);
  if (!logged.ok) return logged;
  const ref = { id: connection.id, name: connection.name };
  if (!fetched.result.ok) {
    return ok({
      ...NONE,
      unread: [{ part: 'services', connection: ref, kind: 'kubernetes', ...fetched.result.error }],
    });
  }
  const { services, unread, more } = fetched.result.value;
  const candidates = services.flatMap(({ metadata, selector }): Part['candidates'] => {
    const target = { connectionId: connection.id, namespace: metadata.namespace, labels: selector };
    // A service without a selector names no workload: there is nothing that a policy could select.
    if (Object.keys(selector).length === 0 || !coversKubernetes(scope, target)) return [];
    const label = `${metadata.namespace}/${metadata.name}`;
    const environment = { kong: null, kubernetes: target };
    return [
      ranked(
        { kind: 'kubernetes', connection: ref, label, environment },
        { name: metadata.name, tags: [] },
        ask,
      ),
    ];
  });
  return ok({
    candidates,
    unread: unread.map((part) => ({ ...part, connection: ref, kind: 'kubernetes' as const })),
    more,
  });
}
