import { parse } from 'yaml';

import type { Json, JsonObject } from '../../src/domain/json';
import { admitted, assertDeclared, withServerFields, type Admitted } from './admission';
import type { Call } from './call';
import { attemptOf } from './call';
import { apiVersion, RESOURCES } from './kinds';
import { istiodRefusal } from './istio-webhook';
import { asManagedFields, managersAfterUpdate } from './managed-fields';
import { canonical, isObject, kubernetesTime, nameOf, text, type KubernetesObject } from './objects';
import { mayDo } from './rights';
import { applied } from './server-side-apply';
import { statuses } from './status';

export type Written = { status: number; object: KubernetesObject; warnings: string[] };

const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

const contentType = (call: Call): string =>
  (call.request.headers.get('content-type') ?? 'application/json').split(';')[0] ?? '';

const isDryRun = (call: Call): boolean => {
  const dryRun = call.url.searchParams.get('dryRun');
  if (dryRun !== null && dryRun !== 'All' && dryRun !== '')
    throw statuses.badRequest(`Invalid value: "${dryRun}": dryRun must be All`);
  return dryRun === 'All';
};

/** Named by `fieldManager`, else by what the user agent says before its slash. */
const managerOf = (call: Call): string =>
  call.url.searchParams.get('fieldManager') ??
  (call.request.headers.get('user-agent') ?? 'unknown').split('/')[0] ??
  'unknown';

const writerOf = (call: Call): { manager: string; apiVersion: string; time: string } => ({
  manager: managerOf(call),
  apiVersion: apiVersion(call.kind, call.version),
  time: kubernetesTime(call.now()),
});

const bodyOf = async (call: Call): Promise<JsonObject> => {
  const source = await call.request.text();
  let body: Json;
  try {
    body =
      contentType(call) === APPLY || contentType(call) === 'application/yaml'
        ? (parse(source) as Json)
        : (JSON.parse(source) as Json);
  } catch (thrown) {
    throw statuses.badRequest(`error decoding request body: ${(thrown as Error).name}`);
  }
  if (!isObject(body))
    throw statuses.badRequest('the object provided is unrecognized (must be of type object)');
  return body;
};

/** The object with its place taken from the path. @throws StatusError 400 when the body says another one */
const placed = (call: Call, body: JsonObject): KubernetesObject => {
  const metadata = isObject(body.metadata) ? body.metadata : {};
  const namespace = text(metadata.namespace);
  if (namespace !== '' && namespace !== call.namespace)
    throw statuses.badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  const name = text(metadata.name);
  if (call.name !== '' && name !== '' && name !== call.name)
    throw statuses.badRequest(
      `the name of the object (${name}) does not match the name on the URL (${call.name})`,
    );
  const given = text(body.kind);
  if (given !== '' && given !== call.kind.kind)
    throw statuses.badRequest(
      `${given} in version "${call.version}" cannot be handled as a ${call.kind.kind}`,
    );
  const generated = text(metadata.generateName);
  const final = name || call.name || (generated === '' ? '' : `${generated}${call.randomUuid().slice(0, 5)}`);
  const place = { name: final, ...(call.namespace === '' ? {} : { namespace: call.namespace }) };
  return {
    ...body,
    apiVersion: apiVersion(call.kind, call.version),
    kind: call.kind.kind,
    metadata: { ...metadata, ...place },
  };
};

const assertNamespace = (call: Call): void => {
  const namespaces = RESOURCES.find((kind) => kind.plural === 'namespaces');
  if (call.namespace === '' || namespaces === undefined) return;
  if (call.cluster.get(namespaces, '', call.namespace) === undefined)
    throw statuses.notFound(namespaces, call.namespace);
};

const born = (call: Call, object: KubernetesObject): KubernetesObject =>
  withServerFields(object, {
    uid: call.randomUuid(),
    creationTimestamp: kubernetesTime(call.now()),
    ...(call.kind.custom ? { generation: 1 } : {}),
  });

/** A real write, or what it would answer: a dry run passes every check and keeps nothing. */
const kept = (call: Call, object: KubernetesObject): KubernetesObject =>
  isDryRun(call) ? object : call.cluster.put(call.kind, object);

const withoutStatus = (object: KubernetesObject): JsonObject => {
  const { status: _status, metadata: _metadata, ...rest } = object;
  return rest;
};

const continued = (call: Call, before: KubernetesObject, after: KubernetesObject): KubernetesObject => {
  const { uid, creationTimestamp, resourceVersion, generation } = before.metadata;
  const isChanged = canonical(withoutStatus(before)) !== canonical(withoutStatus(after));
  const next = typeof generation === 'number' ? { generation: isChanged ? generation + 1 : generation } : {};
  return withServerFields(after, {
    uid: uid ?? null,
    creationTimestamp: creationTimestamp ?? null,
    resourceVersion: resourceVersion ?? null,
    ...next,
  });
};

const assertUnmoved = (call: Call, before: KubernetesObject, wanted: Json | undefined): void => {
  if (typeof wanted === 'string' && wanted !== '' && wanted !== before.metadata.resourceVersion)
    throw statuses.modified(call.kind, nameOf(before));
};

/** The schema first, then the webhook, as the server does. @throws StatusError 422 or 400 */
const checked = (call: Call, object: KubernetesObject): Admitted => {
  const one = admitted(call.kind, object, call.url.searchParams.get('fieldValidation'));
  const refusal = istiodRefusal(one.object);
  if (refusal !== null) throw statuses.webhook(refusal);
  return one;
};

const assertWritableMetadata = (object: KubernetesObject): void => {
  if (text(object.metadata.resourceVersion) !== '')
    throw statuses.internal('resourceVersion should not be set on objects to be created');
};

export const created = async (call: Call): Promise<Written> => {
  const source = await bodyOf(call);
  assertVersion(call, source);
  const body = placed(call, source);
  assertWritableMetadata(body);
  assertNamespace(call);
  const { object, warnings } = checked(call, body);
  if (call.cluster.get(call.kind, call.namespace, nameOf(object)) !== undefined)
    throw statuses.alreadyExists(call.kind, nameOf(object));
  const fresh = born(call, object);
  const managedFields = asManagedFields(managersAfterUpdate(null, fresh, writerOf(call)));
  return { status: 201, object: kept(call, withServerFields(fresh, { managedFields })), warnings };
};

/** Writes only when something changed: the same state again keeps its resource version. */
const replaced = (call: Call, before: KubernetesObject, next: KubernetesObject): KubernetesObject => {
  const after = continued(call, before, next);
  const isSame = canonical(after) === canonical(before);
  return isSame ? before : kept(call, after);
};

export const updated = async (call: Call, before: KubernetesObject): Promise<Written> => {
  const body = placed(call, await bodyOf(call));
  if (text(body.metadata.resourceVersion) === '') {
    const message = 'Invalid value: 0: must be specified for an update';
    throw statuses.invalid({ ...call.kind, kind: call.kind.plural }, call.name, [
      { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' },
    ]);
  }
  assertUnmoved(call, before, body.metadata.resourceVersion);
  return written(call, before, body);
};

const written = (call: Call, before: KubernetesObject, body: KubernetesObject): Written => {
  const { object, warnings } = checked(call, body);
  const after = continued(call, before, object);
  const managedFields = asManagedFields(managersAfterUpdate(before, after, writerOf(call)));
  return {
    status: 200,
    object: replaced(call, before, withServerFields(after, { managedFields })),
    warnings,
  };
};

/** RFC 7386. */
const mergePatched = (before: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return patch;
  const out: JsonObject = isObject(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(out, key);
    else out[key] = mergePatched(out[key], value);
  }
  return out;
};

const mayCreate = (call: Call): boolean => mayDo(call.caller.allow, attemptOf(call, 'create'));

/** @throws StatusError 400 when the body says another version than the path */
const assertVersion = (call: Call, body: JsonObject): void => {
  const [given, expected] = [text(body.apiVersion), apiVersion(call.kind, call.version)];
  if (given !== '' && given !== expected)
    throw statuses.badRequest(
      `the API version in the data (${given}) does not match the expected API version (${expected})`,
    );
};

const assertApplicable = (call: Call, body: JsonObject): string => {
  const manager = call.url.searchParams.get('fieldManager') ?? '';
  if (manager === '') {
    const message = 'Required value: is required for apply patch';
    throw statuses.invalid(APPLY_OPTIONS, '', [
      { reason: 'FieldValueRequired', message, field: 'fieldManager' },
    ]);
  }
  if (manager.length > 128) {
    const message = 'Too long: may not be more than 128 bytes';
    throw statuses.invalid(APPLY_OPTIONS, '', [
      { reason: 'FieldValueTooLong', message, field: 'fieldManager' },
    ]);
  }
  if (isObject(body.metadata) && Array.isArray(body.metadata.managedFields))
    throw statuses.badRequest('metadata.managedFields must be nil');
  if (text(body.kind) !== call.kind.kind || text(body.apiVersion) !== apiVersion(call.kind, call.version))
    throw statuses.badRequest(`invalid object type: ${spoken(body)}`);
  assertDeclared(call.kind, body);
  return manager;
};

const APPLY_OPTIONS = { group: 'meta.k8s.io', kind: 'PatchOptions' };

/** As Go prints a kind with its group and version. */
const spoken = (body: JsonObject): string => {
  const said = text(body.apiVersion);
  return `${said.includes('/') ? said : `/${said}`}, Kind=${text(body.kind)}`;
};

/** Server-side apply: 201 when it makes the object (which also needs the right to create), else 200. */
const appliedPatch = async (call: Call, before: KubernetesObject | undefined): Promise<Written> => {
  const source = await bodyOf(call);
  const manager = assertApplicable(call, source);
  const body = placed(call, source);
  if (before === undefined) {
    assertNamespace(call);
    if (!mayCreate(call)) {
      const attempt = { user: call.caller.user, verb: 'create', namespace: call.namespace };
      throw statuses.forbidden(call.kind, call.name, attempt);
    }
  } else assertUnmoved(call, before, body.metadata.resourceVersion);
  const { object, warnings } = checked(call, body);
  const { resourceVersion: _lock, uid: _uid, ...metadata } = object.metadata;
  const { time } = writerOf(call);
  const application = {
    applied: { ...object, metadata },
    manager,
    apiVersion: apiVersion(call.kind, call.version),
    time,
  };
  const force = call.url.searchParams.get('force') === 'true';
  const next = applied({ ...application, live: before ?? null, force });
  const whole = checked(call, next).object;
  if (before === undefined) return { status: 201, object: kept(call, born(call, whole)), warnings };
  return { status: 200, object: replaced(call, before, whole), warnings };
};

/** @throws StatusError 415 for other types, 501 for JSON and strategic merge patches, which are not modelled */
export const patched = async (call: Call, before: KubernetesObject | undefined): Promise<Written> => {
  const type = contentType(call);
  if (type === APPLY) return appliedPatch(call, before);
  if (type === 'application/json-patch+json' || type === 'application/strategic-merge-patch+json')
    throw statuses.notImplemented(type);
  if (type !== MERGE) throw statuses.unsupportedMedia(`application/json-patch+json, ${MERGE}, ${APPLY}`);
  if (before === undefined) throw statuses.notFound(call.kind, call.name);
  const patch = await bodyOf(call);
  if (isObject(patch.metadata)) assertUnmoved(call, before, patch.metadata.resourceVersion);
  const next = mergePatched(before, patch) as KubernetesObject;
  return written(call, before, placed(call, next));
};

const preconditions = (body: JsonObject): JsonObject =>
  isObject(body.preconditions) ? body.preconditions : {};

/**
 * Answers the Status of success that Kubernetes sends for a delete. Options in a body are all there are: the query is not looked at then.
 * @throws StatusError 409 for a precondition that fails
 */
export const deleted = async (call: Call, before: KubernetesObject): Promise<JsonObject> => {
  const source = await call.request.text();
  const options = source === '' ? {} : (JSON.parse(source) as JsonObject);
  const wanted = preconditions(options);
  const { uid, resourceVersion } = before.metadata;
  for (const [field, wish, is] of [
    ['UID', wanted.uid, uid],
    ['ResourceVersion', wanted.resourceVersion, resourceVersion],
  ] as const)
    if (typeof wish === 'string' && wish !== is)
      throw statuses.precondition(call.kind, nameOf(before), { field, wanted: wish, found: text(is) });
  const asksDryRun = Array.isArray(options.dryRun) && options.dryRun.includes('All');
  if (source === '' ? !isDryRun(call) : !asksDryRun) call.cluster.remove(call.kind, before);
  const group = call.kind.group === '' ? {} : { group: call.kind.group };
  const details = { name: nameOf(before), ...group, kind: call.kind.plural, uid: text(uid) };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
};
