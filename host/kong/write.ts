import { createHash, pbkdf2Sync, X509Certificate } from 'node:crypto';

import type { Json, JsonObject } from '../../src/domain/json';
import type { KongContext } from './context';
import { customChecks, wholeEntityChecks } from './custom-checks';
import { idOf, kindNamed, type EntityKind } from './entities';
import { errors } from './errors';
import { entitySchema, isObject, pluginEntitySchema, type RecordSchema } from './schema';
import { validate } from './validate';
import { textOf } from './text';

const seconds = (kind: EntityKind, now: number): number =>
  kind.preciseTimes === true ? now / 1000 : Math.floor(now / 1000);

const schemaFor = (context: KongContext, kind: EntityKind, body: JsonObject): RecordSchema => {
  const general = entitySchema(kind.kind, context.node.flavor);
  if (general === undefined) throw errors.notImplemented(`entities of kind ${kind.kind}`);
  if (kind.kind !== 'plugins' || typeof body.name !== 'string') return general;
  const own = pluginEntitySchema(body.name);
  if (own !== undefined) return own;
  const problem = `plugin '${body.name}' not enabled; add it to the 'plugins' configuration property`;
  throw errors.schemaViolation({ name: problem });
};

/** `{name: 'orders'}` as `{id: …}`; an id is taken as it is (whether it exists is asked when the row is written). */
const resolved = (context: KongContext, kind: EntityKind, body: JsonObject): JsonObject => {
  const out = { ...body };
  for (const [field, reference] of Object.entries(kind.foreign)) {
    const given = out[field];
    if (!isObject(given) || typeof given.id === 'string') continue;
    const target = kindNamed(reference);
    const name = target.lookup === null ? undefined : given[target.lookup];
    if (target.lookup === null || typeof name !== 'string') continue;
    const found = context.store.byName(target, name);
    if (found === undefined) throw errors.unresolved(field, reference, { [target.lookup]: name });
    out[field] = { id: idOf(found) };
  }
  return out;
};

/** `url` is written only: it stands for protocol, host, port and path (R:06 "PUT url shorthand"). */
const spelledOut = (kind: EntityKind, body: JsonObject): JsonObject => {
  if (kind.kind !== 'services' || typeof body.url !== 'string') return body;
  const { url, ...rest } = body;
  const at = new URL(url);
  const protocol = at.protocol.slice(0, -1);
  const port = at.port === '' ? (protocol === 'https' ? 443 : 80) : Number(at.port);
  return {
    ...rest,
    protocol,
    host: at.hostname,
    port,
    path: at.pathname === '/' && !textOf(url).endsWith('/') ? null : at.pathname,
  };
};

/**
 * What is wrong with an entity, and the entity with its defaults. Shape only: uniqueness and foreign keys are the store's.
 * @throws AdminApiError 400 with code 2
 */
export const validated = (
  context: KongContext,
  kind: EntityKind,
  { body, updating }: { body: JsonObject; updating: boolean },
): JsonObject => {
  const input = spelledOut(kind, body);
  const { value, errors: found } = validate(schemaFor(context, kind, input), input, {
    checks: customChecks(kind.kind),
    updating,
  });
  wholeEntityChecks(kind.kind, value, { errors: found, flavor: context.node.flavor });
  if (Object.keys(found).length > 0) throw errors.schemaViolation(found);
  return value;
};

const randomText = (context: KongContext): string => context.randomUuid().replaceAll('-', '');

/** Kong's own hashing, so that an answer shows the same as a real one would. @source K:kong/plugins/basic-auth/crypto.lua, kong/tools/… (R:02) */
const hashedSecrets = (kind: EntityKind, entity: JsonObject, context: KongContext): JsonObject => {
  const consumer = isObject(entity.consumer) ? textOf(entity.consumer.id) : '';
  if (kind.kind === 'basicauth_credentials')
    return {
      ...entity,
      password: createHash('sha1')
        .update(textOf(entity.password) + consumer)
        .digest('hex'),
    };
  if (kind.kind === 'oauth2_credentials' && entity.hash_secret === true) {
    const salt = Buffer.from(randomText(context), 'hex');
    const hash = pbkdf2Sync(textOf(entity.client_secret), salt, 10_000, 32, 'sha512');
    const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
    return { ...entity, client_secret: `$pbkdf2-sha512$i=10000,l=32$${text(salt)}$${text(hash)}` };
  }
  if (kind.kind === 'ca_certificates')
    return {
      ...entity,
      cert_digest: createHash('sha256')
        .update(new X509Certificate(textOf(entity.cert)).raw)
        .digest('hex'),
    };
  return entity;
};

/** Keys and secrets that Kong makes up where none is given (R:21). */
const GENERATED: Record<string, string[]> = {
  keyauth_credentials: ['key'],
  jwt_secrets: ['key', 'secret'],
  hmacauth_credentials: ['secret'],
  oauth2_credentials: ['client_id', 'client_secret'],
};

const generated = (context: KongContext, kind: EntityKind, entity: JsonObject): JsonObject => {
  const missing = (GENERATED[kind.kind] ?? []).filter(
    (field) => entity[field] === undefined || entity[field] === null,
  );
  return { ...entity, ...Object.fromEntries(missing.map((field) => [field, randomText(context)])) };
};

type Write = {
  kind: EntityKind;
  body: JsonObject;
  /** What the path says, stronger than the body: a name, an id, the parent. */
  fixed: JsonObject;
};

const stored = (context: KongContext, kind: EntityKind, entity: JsonObject): JsonObject => {
  const { snis, ...rest } = entity;
  if (kind.kind !== 'certificates') {
    context.store.put(kind.kind, entity);
    return entity;
  }
  context.store.put('certificates', rest);
  if (Array.isArray(snis)) for (const name of snis) addSni(context, idOf(rest), textOf(name));
  return rest;
};

const addSni = (context: KongContext, certificate: string, name: string): void => {
  const kind = kindNamed('snis');
  const known = context.store.byName(kind, name);
  const at = seconds(kind, context.now());
  const id = known === undefined ? context.randomUuid() : idOf(known);
  context.store.put('snis', {
    id,
    name,
    certificate: { id: certificate },
    tags: null,
    created_at: at,
    updated_at: at,
  });
};

const timesFor = (kind: EntityKind, body: JsonObject, now: number): JsonObject => {
  const at = seconds(kind, now);
  const created = typeof body.created_at === 'number' ? body.created_at : at;
  return kind.hasUpdatedAt ? { created_at: created, updated_at: at } : { created_at: created };
};

const expiring = (kind: EntityKind, entity: JsonObject, now: number): JsonObject =>
  kind.kind === 'keyauth_credentials'
    ? {
        ...entity,
        ttl: null,
        expires_at: typeof entity.ttl === 'number' ? Math.floor(now / 1000) + entity.ttl : null,
      }
    : entity;

const finished = (context: KongContext, kind: EntityKind, value: JsonObject): JsonObject => {
  const now = context.now();
  const whole = generated(context, kind, { ...value, ...timesFor(kind, value, now) });
  return expiring(kind, hashedSecrets(kind, whole, context), now);
};

/** POST: a new entity. An id that exists already is a primary key violation, not a conflict (R:08). */
export const createEntity = (context: KongContext, { kind, body, fixed }: Write): JsonObject => {
  const input = resolved(context, kind, { ...body, ...fixed });
  const value = validated(context, kind, { body: input, updating: false });
  const id = typeof value.id === 'string' ? value.id : context.randomUuid();
  if (context.store.byId(kind.kind, id) !== undefined) throw errors.primaryKey(id);
  return stored(context, kind, finished(context, kind, { ...value, id }));
};

/**
 * PUT: creates or replaces. Omitted fields return to their defaults, and `created_at` starts anew unless the body names one:
 * re-sending the same PUT is not idempotent (R:06, R:20).
 */
export const upsertEntity = (
  context: KongContext,
  write: Write,
  before: JsonObject | undefined,
): JsonObject => {
  const { kind, body, fixed } = write;
  const input = resolved(context, kind, { ...body, ...fixed });
  const value = validated(context, kind, { body: input, updating: false });
  const id =
    before === undefined ? (typeof value.id === 'string' ? value.id : context.randomUuid()) : idOf(before);
  return stored(context, kind, finished(context, kind, { ...value, id }));
};

const merged = (before: Json | undefined, patch: Json): Json => {
  if (!isObject(patch) || !isObject(before)) return patch;
  const out: JsonObject = { ...before };
  for (const [key, value] of Object.entries(patch)) out[key] = merged(before[key], value);
  return out;
};

/** PATCH: named fields only; null clears, lists are replaced, a plugin's `config` is merged (R:07). */
export const updateEntity = (context: KongContext, write: Write, before: JsonObject): JsonObject => {
  const { kind, body, fixed } = write;
  const patch = spelledOut(kind, resolved(context, kind, { ...body, ...fixed }));
  const { expires_at, ...known } = before;
  const next: JsonObject = { ...known };
  for (const [key, value] of Object.entries(patch))
    next[key] = key === 'config' ? merged(next[key], value) : value;
  const value = validated(context, kind, { body: next, updating: true });
  const at = seconds(kind, context.now());
  const times = kind.hasUpdatedAt ? { updated_at: at } : {};
  const hashed = 'password' in patch ? hashedSecrets(kind, value, context) : value;
  const whole = { ...hashed, ...times, id: idOf(before) };
  const renewed = typeof patch.ttl === 'number' || kind.kind !== 'keyauth_credentials';
  return stored(
    context,
    kind,
    renewed ? expiring(kind, whole, context.now()) : { ...whole, expires_at: expires_at ?? null },
  );
};
