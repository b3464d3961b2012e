import { Hono } from 'hono';

import type { JsonObject } from '../../src/domain/json';
import type { StandIn } from '../types';
import { assertMay, type Call } from './call';
import { createCluster, loadManifests, type Cluster } from './cluster';
import { discovered } from './discovery';
import { asManagedFields, managersAfterUpdate } from './managed-fields';
import { isObject, text } from './objects';
import { found, listed, shown } from './read';
import { attemptIn, mayDo, type Rule, type TokenHolder } from './rights';
import { StatusError, statuses } from './status';
import { createTokens, type Tokens } from './tokens';
import { created, deleted, patched, updated, type Written } from './write';

export type KubernetesOptions = {
  /** Texts of YAML files, documents separated by `---`. */
  manifests: readonly string[];
  /** Kept state to begin with instead. */
  state?: JsonObject;
  now: () => number;
  randomUuid: () => string;
  /** Bearer token → who it is. */
  tokens: Record<string, TokenHolder>;
  /** What tokens made by TokenRequest may do: `namespace/name` of the service account → rules. */
  serviceAccounts?: Record<string, Rule[]>;
  /** `v1.34.1` */
  version: string;
  /** Sets of CRDs that the cluster has; both when absent. */
  crds?: readonly ('istio' | 'gateway-api')[];
};

/** A stand-in for a Kubernetes API server, with its state in hand for the host and for tests. */
export type Kubernetes = StandIn & {
  /** Expires every continue token given so far: the next one answers 410. */
  compact(): void;
  export(): JsonObject;
  import(state: JsonObject): void;
};

type Server = { cluster: Cluster; tokens: Tokens; options: KubernetesOptions };

const json = (status: number, body: JsonObject, warnings: string[] = []): Response => {
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  for (const warning of warnings) headers.append('warning', `299 - "${warning.replaceAll('"', '\\"')}"`);
  return new Response(JSON.stringify(body), { status, headers });
};

const asCall = (server: Server, request: Request, caller: TokenHolder): Call | undefined => {
  const url = new URL(request.url);
  const segments = url.pathname
    .split('/')
    .filter((one) => one !== '')
    .map(decodeURIComponent);
  const isCore = segments[0] === 'api';
  if (!isCore && segments[0] !== 'apis') return undefined;
  const [group, version] = isCore ? ['', segments[1] ?? ''] : [segments[1] ?? '', segments[2] ?? ''];
  const rest = segments.slice(isCore ? 2 : 3);
  // `/api/v1/namespaces/orders` is an object, `/api/v1/namespaces/orders/pods` a list within it.
  const isWithin = rest[0] === 'namespaces' && rest.length >= 3;
  const [plural = '', name = '', subresource = ''] = isWithin ? rest.slice(2) : rest;
  const kind = server.cluster.kinds.find(
    (one) => one.group === group && one.plural === plural && one.versions.includes(version),
  );
  if (kind === undefined || (isWithin && !kind.namespaced)) return undefined;
  const namespace = isWithin ? (rest[1] ?? '') : '';
  const { now, randomUuid } = server.options;
  return {
    cluster: server.cluster,
    kind,
    version,
    namespace,
    name,
    subresource,
    url,
    request,
    caller,
    now,
    randomUuid,
  };
};

const answered = (call: Call, { status, object, warnings }: Written): Response =>
  json(status, shown(call, object), warnings);

const onCollection = async (call: Call): Promise<Response> => {
  const { method } = call.request;
  if (method === 'GET') {
    assertMay(call, 'list');
    if (['1', 'true'].includes(call.url.searchParams.get('watch') ?? ''))
      throw statuses.notImplemented('watch');
    return json(200, listed(call));
  }
  if (method !== 'POST' || (call.kind.namespaced && call.namespace === '')) throw statuses.methodNotAllowed();
  assertMay(call, 'create');
  return answered(call, await created(call));
};

const onObject = async (call: Call): Promise<Response> => {
  switch (call.request.method) {
    case 'GET':
      assertMay(call, 'get');
      return json(200, shown(call, found(call)));
    case 'PUT':
      assertMay(call, 'update');
      return answered(call, await updated(call, found(call)));
    case 'PATCH':
      assertMay(call, 'patch');
      return answered(call, await patched(call, call.cluster.get(call.kind, call.namespace, call.name)));
    case 'DELETE':
      assertMay(call, 'delete');
      return json(200, await deleted(call, found(call)));
    default:
      throw statuses.methodNotAllowed();
  }
};

/** `POST …/serviceaccounts/{name}/token` */
const onToken = async (server: Server, call: Call): Promise<Response> => {
  if (call.request.method !== 'POST') throw statuses.methodNotAllowed();
  assertMay(call, 'create');
  found(call);
  const body = (await call.request.json()) as JsonObject;
  const spec = isObject(body.spec) ? body.spec : {};
  const seconds = typeof spec.expirationSeconds === 'number' ? spec.expirationSeconds : 3600;
  if (seconds < 600) {
    const message = `Invalid value: ${seconds}: may not specify a duration less than 10 minutes`;
    throw statuses.invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [
      { reason: 'FieldValueInvalid', message, field: 'spec.expirationSeconds' },
    ]);
  }
  const issued = server.tokens.issue({ namespace: call.namespace, name: call.name, seconds });
  const status = { token: issued.token, expirationTimestamp: issued.expires };
  return json(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec,
    status,
  });
};

/** Everybody who is somebody may ask what they may do. */
const onAccessReview = async (request: Request, caller: TokenHolder): Promise<Response> => {
  const body = (await request.json()) as JsonObject;
  const spec = isObject(body.spec) ? body.spec : {};
  const attributes = isObject(spec.resourceAttributes) ? spec.resourceAttributes : {};
  const allowed = mayDo(caller.allow, attemptIn(attributes));
  const head = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {} };
  return json(201, { ...head, spec, status: { allowed, ...(allowed ? { reason: 'RBAC: allowed' } : {}) } });
};

/** Rights are looked at before paths: who may not read a resource does not learn that it is missing. */
const unknownPath = (request: Request, caller: TokenHolder, path: string): StatusError => {
  const place = /^\/(?:api|apis\/([^/]+))\/(v[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(
    path,
  );
  if (place === null) return statuses.noSuchPath();
  const [, group = '', , namespace = '', plural = '', name = ''] = place;
  const words: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
  const verb = words[request.method] ?? (name === '' ? 'list' : 'get');
  if (!mayDo(caller.allow, { verb, group, resource: plural, namespace, name }))
    return statuses.forbidden({ group, plural }, name, { user: caller.user, verb, namespace });
  return group === '' ? statuses.noSuchResource() : statuses.noSuchPath();
};

const ACCESS_REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

const serve = async (server: Server, request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  const path = pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname;
  const caller = server.tokens.callerOf(request);
  const isAnonymous = caller.user === 'system:anonymous';
  // Discovery is open to whoever has a name, the version to everybody (system:discovery, system:public-info-viewer).
  const known = discovered(server.cluster, server.options.version, path);
  if (known !== undefined && request.method === 'GET') {
    if (isAnonymous && path !== '/version') throw statuses.forbiddenPath(caller.user, path);
    return json(200, known);
  }
  if (path === ACCESS_REVIEW && request.method === 'POST' && !isAnonymous)
    return onAccessReview(request, caller);
  const call = asCall(server, request, caller);
  if (call === undefined) throw unknownPath(request, caller, path);
  if (call.subresource === 'token' && call.kind.plural === 'serviceaccounts') return onToken(server, call);
  if (call.subresource !== '') throw statuses.notImplemented(`${call.kind.plural}/${call.subresource}`);
  return call.name === '' ? onCollection(call) : onObject(call);
};

const failed = (thrown: unknown): Response => {
  if (!(thrown instanceof StatusError)) throw thrown;
  if (typeof thrown.body !== 'string') return json(thrown.code, thrown.body);
  return new Response(thrown.body, {
    status: thrown.code,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
};

const load = (options: KubernetesOptions): Cluster => {
  const cluster = createCluster(options.crds ?? ['istio', 'gateway-api']);
  if (options.state !== undefined) {
    cluster.load(options.state);
    return cluster;
  }
  loadManifests(cluster, options.manifests, {
    // Everything in the files is older than the start, in their order.
    startedAt: options.now() - 30 * 24 * 3600 * 1000,
    managed: (object, time) =>
      asManagedFields(
        managersAfterUpdate(null, object, {
          manager: 'kubectl-client-side-apply',
          apiVersion: text(object.apiVersion),
          time,
        }),
      ),
  });
  return cluster;
};

/**
 * The part of a Kubernetes API server that Gatehouse speaks to: discovery, reads with paging and metadata-only answers, writes with
 * server-side apply, RBAC, access reviews, service-account tokens. What it does not have answers 501 and says `not implemented in
 * the local host`. `test/contract/kubernetes-api.ts` is the suite that a real server is held to as well.
 */
export const createKubernetes = (options: KubernetesOptions): Kubernetes => {
  const cluster = load(options);
  const server: Server = { cluster, tokens: createTokens(options), options };
  const app = new Hono();
  app.all('*', async (context) => {
    try {
      return await serve(server, context.req.raw);
    } catch (thrown) {
      return failed(thrown);
    }
  });
  return {
    fetch: async (request) => app.fetch(request),
    compact: () => {
      cluster.compact();
    },
    export: () => cluster.export(),
    import: (state) => {
      cluster.load(state);
    },
  };
};
