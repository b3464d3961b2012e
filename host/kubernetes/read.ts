import type { JsonObject } from '../../src/domain/json';
import type { Call } from './call';
import { apiVersion } from './kinds';
import { nameOf, namespaceOf, type KubernetesObject } from './objects';
import { fieldSelector, labelSelector } from './selectors';
import { statuses } from './status';

const PARTIAL = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };

/** Which form the Accept header wants; the server knows the metadata-only one beside its own. */
const wantsMetadataOnly = (request: Request): boolean =>
  /as=PartialObjectMetadata(List)?\b/.test(request.headers.get('accept') ?? '');

/** An object in the asked version: Istio's served versions differ in nothing but their name. */
export const shown = (call: Call, object: KubernetesObject): JsonObject =>
  wantsMetadataOnly(call.request)
    ? { ...PARTIAL, metadata: object.metadata }
    : { ...object, apiVersion: apiVersion(call.kind, call.version), kind: call.kind.kind };

/** Items of built-in kinds come without apiVersion and kind. */
const shownInList = (call: Call, object: KubernetesObject): JsonObject => {
  if (wantsMetadataOnly(call.request) || call.kind.custom) return shown(call, object);
  const { apiVersion: _version, kind: _kind, ...rest } = object;
  return rest;
};

/** @throws StatusError 404 */
export const found = (call: Call): KubernetesObject => {
  const object = call.cluster.get(call.kind, call.namespace, call.name);
  if (object === undefined) throw statuses.notFound(call.kind, call.name);
  return object;
};

type Token = { rv: string; start: string };

const encoded = (token: Token): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...token })).toString('base64url');

const decoded = (text: string): Token => {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Token;
    if (typeof token.rv === 'string' && typeof token.start === 'string') return token;
  } catch {
    // said below
  }
  throw statuses.badRequest('continue key is not valid: illegal base64 data or unexpected format');
};

const keyOf = (object: KubernetesObject): string => `${namespaceOf(object)}/${nameOf(object)}`;

const limitOf = (url: URL): number => {
  const limit = Number(url.searchParams.get('limit') ?? 0);
  return Number.isInteger(limit) && limit > 0 ? limit : Number.POSITIVE_INFINITY;
};

const matching = (call: Call, objects: readonly KubernetesObject[]): KubernetesObject[] => {
  const byLabel = labelSelector(call.url.searchParams.get('labelSelector'));
  const byField = fieldSelector(call.url.searchParams.get('fieldSelector'));
  const inNamespace = (object: KubernetesObject): boolean =>
    call.namespace === '' || namespaceOf(object) === call.namespace;
  return objects.filter((object) => inNamespace(object) && byLabel(object) && byField(object));
};

/**
 * A page of the list, consistent with its first page while the server remembers that moment.
 * @throws StatusError 410 `Expired` when it does not: the list has to be started again
 */
export const listed = (call: Call): JsonObject => {
  const token = call.url.searchParams.get('continue');
  const start = token === null || token === '' ? null : decoded(token);
  const snapshot =
    start === null ? call.cluster.snapshot(call.kind) : call.cluster.snapshotAt(call.kind, start.rv);
  if (snapshot === undefined) throw statuses.expired();
  const all = matching(call, snapshot.objects);
  const rest = start === null ? all : all.filter((object) => keyOf(object) > start.start);
  const page = rest.slice(0, limitOf(call.url));
  const last = page.at(-1);
  const left = rest.length - page.length;
  const hasSelector = ['labelSelector', 'fieldSelector'].some((one) => call.url.searchParams.has(one));
  const more =
    left === 0 || last === undefined
      ? {}
      : {
          continue: encoded({ rv: snapshot.resourceVersion, start: keyOf(last) }),
          // The server does not count what a selector would still filter.
          ...(hasSelector ? {} : { remainingItemCount: left }),
        };
  const head = wantsMetadataOnly(call.request)
    ? { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' }
    : { kind: `${call.kind.kind}List`, apiVersion: apiVersion(call.kind, call.version) };
  return {
    ...head,
    metadata: { resourceVersion: snapshot.resourceVersion, ...more },
    // Go writes an empty list of metadata as null.
    items:
      page.length === 0 && wantsMetadataOnly(call.request)
        ? null
        : page.map((object) => shownInList(call, object)),
  };
};
