import { Hono } from 'hono';
import type { Context } from 'hono';

import type { Json, JsonObject } from '../../src/domain/json';
import type { StandIn } from '../types';
import { assertAccess, type AdminAccess } from './access';
import * as collections from './collections';
import type { Answer, Call } from './collections';
import { createConfigEndpoint, type ConfigEndpoint } from './config-endpoint';
import type { KongContext, NodeInfo } from './context';
import { loadDeck } from './deck';
import { kindAt, kindNamed, KINDS, type EntityKind } from './entities';
import { AdminApiError, errors } from './errors';
import { nodeRoot, nodeStatus } from './node';
import { bodyOf, isReadable, nginxPage } from './request-body';
import { PLUGIN_NAMES } from './schema';
import { createKongStore, type KongState } from './store';
import { validated } from './write';
import { textOf } from './text';

export type KongOptions = {
  /** A decK file to begin with. */
  deck?: string;
  /** Kept state to begin with instead. */
  state?: KongState;
  now: () => number;
  randomUuid: () => string;
  node: NodeInfo;
  access?: AdminAccess;
  /** The Admin API answers below this path; its `next` links lack it, as behind a Kong route (R:14). */
  prefix?: string;
  /** Enterprise: workspaces that exist beside `default`; all of them show the same entities. */
  workspaces?: string[];
};

/** What the recordings were made at: Kong OSS on Postgres. */
export const RECORDED_NODE: NodeInfo = {
  version: '3.9.3',
  edition: 'community',
  database: 'postgres',
  flavor: 'traditional_compatible',
  role: 'traditional',
};

/** A stand-in for Kong's Admin API, with its state in hand for the host and for tests. */
export type Kong = StandIn & {
  export(): KongState;
  import(state: KongState): void;
};

/** Paths that Kong 3.9.3 has and this does not: said, not answered wrongly. */
const ABSENT =
  /^\/(endpoints|cache|clustering|debug|timers|events|schemas\/(?!.*\/validate$)|plugins\/schema|upstreams\/[^/]+\/targets\/[^/]+\/(un)?healthy)/;

const COMMON_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-credentials': 'true',
  'x-kong-admin-latency': '1',
};

const answerOf = (context: KongContext, status: number, body: Json): Response => {
  const headers = { ...COMMON_HEADERS, server: `kong/${context.node.version}` };
  if (body === null) return new Response(null, { status, headers });
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
  });
};

/**
 * nginx judges conditional headers after the Admin API has done its work, and Kong sends neither ETag nor Last-Modified: the
 * write is applied, and the answer says that it failed (R:13).
 */
const conditional = (request: Request, answer: Response): Response => {
  if (answer.status !== 200) return answer;
  const { headers } = request;
  if (headers.has('if-match') || headers.has('if-unmodified-since')) return nginxPage(412);
  return headers.get('if-none-match') === '*' ? new Response(null, { status: 304 }) : answer;
};

type Handlers = { context: KongContext; config: ConfigEndpoint; requests: () => number };

const methodsOf = (call: (method: string) => (() => Answer) | undefined, method: string): Answer => {
  const handler = call(method);
  if (handler === undefined) throw new AdminApiError(405, { message: 'Method not allowed' });
  return handler();
};

const collection = (call: Call, kind: EntityKind, method: string): Answer =>
  methodsOf(
    (one) =>
      ({ GET: () => collections.listAll(call, kind), POST: () => collections.createOne(call, kind) })[one],
    method,
  );

const entity = (call: Call, target: { kind: EntityKind; id: string }, method: string): Answer => {
  const { kind, id } = target;
  const handlers: Record<string, () => Answer> = {
    GET: () => collections.readOne(call, kind, id),
    PUT: () => collections.putOne(call, kind, id),
    PATCH: () => collections.patchOne(call, kind, id),
    DELETE: () => collections.deleteOne(call, kind, id),
  };
  return methodsOf((one) => handlers[one], method);
};

const nested = (
  call: Call,
  target: { kind: EntityKind; id: string; segment: string },
  method: string,
): Answer => {
  const { kind, id, segment } = target;
  const foreign = collections.readForeign(call, kind, { id, field: segment });
  if (foreign !== undefined) return foreign;
  const nest = collections.nestAt(call.context, kind, { parent: id, nested: segment });
  if (nest === undefined) throw errors.notFound();
  return methodsOf(
    (one) =>
      ({ GET: () => collections.listBelow(call, nest), POST: () => collections.createChild(call, nest) })[
        one
      ],
    method,
  );
};

const child = (call: Call, target: { kind: EntityKind; segments: string[] }, method: string): Answer => {
  const [parent = '', segment = '', id = ''] = target.segments;
  const nest = collections.nestAt(call.context, target.kind, { parent, nested: segment });
  if (nest === undefined) throw errors.notFound();
  if (nest.kind.kind === 'targets' && id === 'all') return allTargets(call, nest);
  const handlers: Record<string, () => Answer> = {
    GET: () => collections.readChild(call, nest, id),
    PUT: () => collections.putChild(call, nest, id),
    PATCH: () => collections.patchChild(call, nest, id),
    DELETE: () => collections.deleteChild(call, nest, id),
  };
  return methodsOf((one) => handlers[one], method);
};

/** `/targets/all` orders by id, `/targets` by age (R:03). */
const allTargets = ({ context, url, path }: Call, nest: collections.Nest): Answer => {
  const rows = context.store.below('targets', 'upstream', textOf(nest.parent.id));
  const { data, next } = collections.pageOf({ context, kind: 'targets', url, path, nested: true }, rows);
  return { status: 200, body: { data, next } };
};

const special = (handlers: Handlers, call: Call, method: string): Answer | undefined => {
  const { context, config, requests } = handlers;
  const [first = '', second, third] = call.path.split('/').filter((one) => one !== '');
  const reads: Record<string, () => Answer> = {
    '': () => ({ status: 200, body: nodeRoot(context) }),
    status: () => ({ status: 200, body: nodeStatus(context, requests(), config.hash()) }),
    config: () => config.read(),
    tags: () => collections.listTags(call, second),
    'plugins/enabled': () => ({ status: 200, body: { enabled_plugins: [...PLUGIN_NAMES] } }),
  };
  const key = first === 'plugins' && second === 'enabled' ? 'plugins/enabled' : first;
  if (first === 'config' && method === 'POST') return config.load(call.body, call.url);
  if (first === 'schemas' && third === 'validate' && method === 'POST') return validation(call, second ?? '');
  const read = second === undefined || key !== first || first === 'tags' ? reads[key] : undefined;
  return read === undefined || method !== 'GET' ? undefined : read();
};

const validation = (call: Call, name: string): Answer => {
  const kind = KINDS.find((one) => one.kind === name);
  if (kind === undefined) throw new AdminApiError(404, { message: `No entity named '${name}'` });
  validated(call.context, kind, { body: call.body, updating: false });
  return { status: 200, body: { message: 'schema validation successful' } };
};

const kindOfCollection = (context: KongContext, segment: string): EntityKind => {
  const kind = kindAt(segment);
  // Consumer groups are Enterprise's: on OSS the path does not exist (R:00).
  if (kind === undefined || (kind.kind === 'consumer_groups' && context.node.edition === 'community'))
    throw errors.notFound();
  return kind;
};

const dispatch = (handlers: Handlers, call: Call, method: string): Answer => {
  if (ABSENT.test(call.path)) throw errors.notImplemented(`${method} ${call.path}`);
  const done = special(handlers, call, method);
  if (done !== undefined) return done;
  const segments = call.path
    .split('/')
    .filter((one) => one !== '')
    .map(decodeURIComponent);
  const [first = '', id = '', segment = ''] = segments;
  const kind = kindOfCollection(call.context, first);
  if (kind.kind === 'upstreams' && segment === 'health') return upstreamHealth(call, id);
  switch (segments.length) {
    case 1:
      return collection(call, kind, method);
    case 2:
      return entity(call, { kind, id }, method);
    case 3:
      return nested(call, { kind, id, segment }, method);
    case 4:
      return child(call, { kind, segments: segments.slice(1) }, method);
    default:
      throw errors.notFound();
  }
};

const upstreamHealth = (call: Call, id: string): Answer => {
  const nest = collections.nestAt(call.context, kindNamed('upstreams'), { parent: id, nested: 'targets' });
  if (nest === undefined) throw errors.notFound();
  const { body } = collections.listBelow(call, nest);
  return { status: 200, body: { ...body, node_id: textOf(nodeRoot(call.context).node_id) } };
};

/** The path as Kong sees it: without the prefix, and on Enterprise without the workspace. */
const innerPath = (options: KongOptions, pathname: string): string => {
  const prefix = options.prefix ?? '';
  if (prefix !== '' && !(pathname === prefix || pathname.startsWith(`${prefix}/`))) throw errors.notFound();
  const path = pathname.slice(prefix.length) || '/';
  if (options.node.edition !== 'enterprise') return path;
  const [, first = '', ...rest] = path.split('/');
  const isWorkspace = first === 'default' || options.workspaces?.includes(first) === true;
  return isWorkspace ? `/${rest.join('/')}` : path;
};

const allowed = (path: string): string => {
  const depth = path.split('/').filter((one) => one !== '').length;
  return depth % 2 === 1 ? 'GET, HEAD, OPTIONS, POST' : 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT';
};

const serve = async (handlers: Handlers, options: KongOptions, request: Request): Promise<Response> => {
  const { context } = handlers;
  const url = new URL(request.url);
  assertAccess(context, options.access, request);
  const path = innerPath(options, url.pathname);
  if (request.method === 'OPTIONS') {
    const answer = answerOf(context, 204, null);
    answer.headers.set('allow', allowed(path));
    return answer;
  }
  if (!['GET', 'HEAD', 'DELETE'].includes(request.method) && !isReadable(request)) return nginxPage(415);
  const body: JsonObject = await bodyOf(request, kindAt(path.split('/')[1] ?? '')?.kind);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const answer = dispatch(handlers, { context, url, path, body }, method);
  return conditional(
    request,
    answerOf(context, answer.status, request.method === 'HEAD' ? null : answer.body),
  );
};

const failed = (context: KongContext, request: Request, thrown: unknown): Response => {
  if (!(thrown instanceof AdminApiError)) throw thrown;
  const answer = answerOf(context, thrown.status, request.method === 'HEAD' ? null : thrown.body);
  for (const [name, value] of Object.entries(thrown.headers)) answer.headers.set(name, value);
  return answer;
};

/**
 * Kong's Admin API with the recorded behaviour of 3.9.3 OSS (`test/shared/kong-recordings.test.ts` replays the recordings), on a
 * database or without one. What it does not have answers 501 and says `not implemented in the local host`.
 */
export const createKong = (options: KongOptions): Kong => {
  const context: KongContext = {
    store: createKongStore(),
    node: options.node,
    now: options.now,
    randomUuid: options.randomUuid,
  };
  if (options.state !== undefined) context.store.replace(options.state);
  else if (options.deck !== undefined) loadDeck(context, options.deck);
  const config = createConfigEndpoint(context);
  let requests = 0;
  const handlers = { context, config, requests: () => requests };
  const app = new Hono();
  app.all('*', async (at: Context) => {
    requests += 1;
    try {
      return await serve(handlers, options, at.req.raw);
    } catch (thrown) {
      return failed(context, at.req.raw, thrown);
    }
  });
  return {
    fetch: async (request) => app.fetch(request),
    export: () => context.store.export(),
    import: (state) => {
      context.store.replace(state);
    },
  };
};
