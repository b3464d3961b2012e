import type { Defs } from '../../src/contract/defs';
import type { ConnectionDraft } from '../../src/contract/defs';
import { BINDING_PROPERTY_KEY, type Binding } from '../../src/domain/binding';
import type { ConnectionView } from '../../src/contract/views';
import type { SpaceRule } from '../../src/domain/space-rules';
import {
  KONG_READER_TOKEN,
  KONG_TOKEN_HEADER,
  KONG_URL,
  KONG_WRITER_TOKEN,
  MESH_READER_TOKEN,
  MESH_URL,
  MESH_WRITER_TOKEN,
} from '../outside';
import type { Confluence, Platform } from '../types';

/** A real system that takes a stand-in's place: its address, and the token that the connection gets. */
export type RealSystem = { url: string; token?: string };

type Deps = {
  platform: Platform;
  confluence: Confluence;
  real: { kong?: RealSystem; kube?: RealSystem };
};

/** Ada, who administers the example's Confluence. */
const ADMIN = '712020:ada';

/** The pages that `site.yaml` binds, and somebody who may edit each. */
const BOUND_PAGES = [
  { pageId: '131073', editor: '712020:olga' },
  { pageId: '131080', editor: '712020:petra' },
];
const OWNERS: ConnectionDraft['owners'] = [{ kind: 'person', accountId: ADMIN }];

/** Names that `site.yaml` uses in bindings before the connections have ids. */
const KONG_PLACEHOLDER = 'kong-shop';
const MESH_PLACEHOLDER = 'mesh-shop';

/**
 * Sets the example up as its Confluence admin would, through the app's own resolvers: two connections, approved hosts, what each
 * space may show; has space admins answer what may be written on pages; then binds the example's pages. PLAT and personal spaces are
 * allowed nothing.
 * @throws when the app refuses: then the example and the app do not fit each other
 */
export async function setUpExample(deps: Deps): Promise<void> {
  const kong = await connect(deps, kongDraft(deps.real.kong), kongRules);
  const mesh = await connect(deps, meshDraft(deps.real.kube), meshRules);
  deps.platform.egress.set([
    {
      key: 'gatehouse-connections',
      description: 'Kong and Kubernetes APIs that Gatehouse reads and, once approved, changes',
      configured: [kong, mesh].map(({ egressDomain }) => ({
        domain: egressDomain,
        type: ['FETCH_BACKEND_SIDE'],
      })),
    },
  ]);
  for (const { spaceId, admin } of TOLD_SPACES) await answerForSpace(deps, spaceId, admin);
  await bindPages(
    deps,
    new Map([
      [KONG_PLACEHOLDER, kong.id],
      [MESH_PLACEHOLDER, mesh.id],
    ]),
  );
}

const kongDraft = (real?: RealSystem): ConnectionDraft => ({
  name: 'Shop gateway',
  target: {
    kind: 'kong',
    api: {
      type: 'admin',
      url: real?.url ?? KONG_URL,
      workspace: null,
      tokenHeader: real !== undefined && real.token === undefined ? null : KONG_TOKEN_HEADER,
    },
  },
  owners: OWNERS,
  reader: secretOf(real === undefined ? KONG_READER_TOKEN : real.token),
  writer: writerOf(real, KONG_WRITER_TOKEN),
});

const meshDraft = (real?: RealSystem): ConnectionDraft => ({
  name: 'Shop mesh',
  target: { kind: 'kubernetes', url: real?.url ?? MESH_URL },
  owners: OWNERS,
  reader: secretOf(real === undefined ? MESH_READER_TOKEN : real.token),
  writer: writerOf(real, MESH_WRITER_TOKEN),
});

const secretOf = (secret: string | undefined): ConnectionDraft['reader'] =>
  secret === undefined ? { change: 'keep' } : { change: 'set', secret };

/** Nothing is ever written to a real system unless an admin enters a writer there. */
const writerOf = (real: RealSystem | undefined, secret: string): ConnectionDraft['writer'] =>
  real === undefined ? { change: 'set', secret } : { change: 'read-only' };

/** Space id → the team whose services it may show: everything of its own, and nothing of the others. */
const TEAMS: Record<string, string> = { '65537': 'orders', '65538': 'payments', '65539': 'storefront' };

const kongRules: SpaceRule[] = Object.entries(TEAMS).map(([spaceId, team]) => ({
  spaceId,
  show: { services: [], tags: [`team:${team}`], namespaces: [] },
  change: { services: [], tags: [`team:${team}`], namespaces: [] },
}));

const meshRules: SpaceRule[] = Object.entries(TEAMS).map(([spaceId, team]) => ({
  spaceId,
  show: { services: [], tags: [], namespaces: [team] },
  change: { services: [], tags: [], namespaces: [team] },
}));

/** Spaces whose pages have an access table, and somebody who administers each. */
const TOLD_SPACES = [
  { spaceId: '65537', admin: '712020:sam' },
  { spaceId: '65538', admin: '712020:petra' },
  { spaceId: '65539', admin: '712020:sam' },
];

/** What a real site asks each space's admins once. */
const answerForSpace = (deps: Deps, spaceId: string, admin: string): Promise<unknown> =>
  asPerson(deps, admin, {
    functionKey: 'saveSpaceSettings',
    payload: { spaceId, rev: 0, writesTable: true, writesComments: true, commandId: `set-up-${spaceId}` },
  });

async function connect(deps: Deps, draft: ConnectionDraft, rules: SpaceRule[]): Promise<ConnectionView> {
  const added = await asAdmin(deps, 'saveConnection', { id: null, rev: 0, draft });
  return asAdmin(deps, 'saveSpaceRules', { id: added.id, rev: added.rev, rules });
}

type ValueOf<K extends keyof Defs> = Extract<ReturnType<Defs[K]>, { ok: true }>['value'];

const asAdmin = <K extends keyof Defs>(
  deps: Deps,
  functionKey: K,
  payload: Parameters<Defs[K]>[0],
): Promise<ValueOf<K>> => asPerson(deps, ADMIN, { functionKey, payload });

async function asPerson<K extends keyof Defs>(
  { platform }: Deps,
  accountId: string,
  { functionKey, payload }: { functionKey: K; payload: Parameters<Defs[K]>[0] },
): Promise<ValueOf<K>> {
  const outcome = await platform.invoke({
    functionKey: 'resolver',
    payload: { call: { functionKey, payload }, context: {} },
    moduleKey: 'connections',
    moduleType: 'confluence:globalSettings',
    accountId,
  });
  const answer = outcome.ok ? (outcome.value as ReturnType<Defs[K]>) : null;
  if (answer?.ok === true) return answer.value;
  throw new Error(`the example could not be set up: ${functionKey}: ${JSON.stringify(outcome)}`);
}

async function bindPages({ confluence }: Deps, ids: ReadonlyMap<string, string>): Promise<void> {
  for (const { pageId, editor } of BOUND_PAGES) await bindPage(restAs(confluence, editor), pageId, ids);
}

type Rest = <T>(method: string, path: string, body?: unknown) => Promise<T>;

const restAs =
  (confluence: Confluence, accountId: string): Rest =>
  async <T>(method: string, path: string, body?: unknown) => {
    const request = new Request(`http://confluence.local${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await confluence.request(request, { as: 'person', accountId });
    if (!response.ok)
      throw new Error(`the example could not be set up: ${method} ${path}: ${String(response.status)}`);
    return (await response.json()) as T;
  };

type Property = { id: string; value: unknown; version: { number: number } };

/** Puts the connections' ids in the place of the names that the page's binding has from `site.yaml`. */
async function bindPage(rest: Rest, pageId: string, ids: ReadonlyMap<string, string>): Promise<void> {
  const path = `/wiki/api/v2/pages/${pageId}/properties`;
  const [property] = (await rest<{ results: Property[] }>('GET', `${path}?key=${BINDING_PROPERTY_KEY}`))
    .results;
  if (property === undefined) return;
  const named = JSON.stringify(property.value);
  const bound = [...ids].reduce((json, [name, id]) => json.replaceAll(`"${name}"`, `"${id}"`), named);
  if (bound === named) return;
  const value = JSON.parse(bound) as Binding;
  await rest('PUT', `${path}/${property.id}`, {
    key: BINDING_PROPERTY_KEY,
    value,
    version: { number: property.version.number + 1 },
  });
}
