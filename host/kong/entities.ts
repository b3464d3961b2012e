import type { JsonObject } from '../../src/domain/json';
import { textOf } from './text';

/** One entity kind of the Admin API: where it is listed, how it is found and what may be unique about it. */
export type EntityKind = {
  /** Kong's name for it in errors and tags: `keyauth_credentials`. */
  kind: string;
  /** First segment of its own collection: `key-auths`. */
  collection: string;
  /** The field that a path may name instead of the id. */
  lookup: string | null;
  /** Combinations of fields that must be unique; a combination with a null does not count unless `withNulls`. */
  unique: { fields: string[]; withNulls?: boolean }[];
  /** Foreign keys: field → kind. */
  foreign: Record<string, string>;
  /** Times with milliseconds, unlike everywhere else (R:03 targets). */
  preciseTimes?: boolean;
  hasUpdatedAt: boolean;
};

const kind = (
  name: string,
  collection: string,
  rest: Partial<Omit<EntityKind, 'kind' | 'collection'>> = {},
): EntityKind => ({
  kind: name,
  collection,
  lookup: 'name',
  unique: [],
  foreign: {},
  hasUpdatedAt: true,
  ...rest,
});

const credential = (name: string, collection: string, lookup: string | null): EntityKind =>
  kind(name, collection, {
    lookup,
    unique: lookup === null ? [] : [{ fields: [lookup] }],
    foreign: { consumer: 'consumers' },
    hasUpdatedAt: false,
  });

/** The order is that of a declarative file: what others refer to comes first. */
export const KINDS: readonly EntityKind[] = [
  kind('certificates', 'certificates', { lookup: null }),
  kind('ca_certificates', 'ca_certificates', { lookup: null, unique: [{ fields: ['cert_digest'] }] }),
  kind('services', 'services', {
    unique: [{ fields: ['name'] }],
    foreign: { client_certificate: 'certificates' },
  }),
  kind('routes', 'routes', { unique: [{ fields: ['name'] }], foreign: { service: 'services' } }),
  kind('consumers', 'consumers', {
    lookup: 'username',
    unique: [{ fields: ['username'] }, { fields: ['custom_id'] }],
  }),
  kind('consumer_groups', 'consumer_groups', { unique: [{ fields: ['name'] }] }),
  kind('plugins', 'plugins', {
    lookup: 'instance_name',
    unique: [
      { fields: ['instance_name'] },
      { fields: ['name', 'route', 'service', 'consumer'], withNulls: true },
    ],
    foreign: { route: 'routes', service: 'services', consumer: 'consumers' },
  }),
  kind('acls', 'acls', {
    lookup: null,
    unique: [{ fields: ['consumer', 'group'] }],
    foreign: { consumer: 'consumers' },
    hasUpdatedAt: false,
  }),
  credential('keyauth_credentials', 'key-auths', 'key'),
  credential('basicauth_credentials', 'basic-auths', 'username'),
  credential('jwt_secrets', 'jwts', 'key'),
  credential('hmacauth_credentials', 'hmac-auths', 'username'),
  credential('oauth2_credentials', 'oauth2', 'client_id'),
  kind('oauth2_tokens', 'oauth2_tokens', { lookup: 'access_token' }),
  kind('upstreams', 'upstreams', {
    unique: [{ fields: ['name'] }],
    foreign: { client_certificate: 'certificates' },
  }),
  kind('targets', 'targets', {
    lookup: 'target',
    unique: [{ fields: ['upstream', 'target'] }],
    foreign: { upstream: 'upstreams' },
    preciseTimes: true,
  }),
  kind('snis', 'snis', { unique: [{ fields: ['name'] }], foreign: { certificate: 'certificates' } }),
  kind('vaults', 'vaults', { lookup: 'prefix', unique: [{ fields: ['prefix'] }] }),
  kind('key_sets', 'key-sets', { unique: [{ fields: ['name'] }] }),
  kind('keys', 'keys', { unique: [{ fields: ['name'] }], foreign: { set: 'key_sets' } }),
];

/** Lists below another entity: `/consumers/{id}/key-auth` → the credentials whose `consumer` it is. */
export const NESTED: readonly { parent: string; segment: string; kind: string; field: string }[] = [
  { parent: 'services', segment: 'routes', kind: 'routes', field: 'service' },
  { parent: 'services', segment: 'plugins', kind: 'plugins', field: 'service' },
  { parent: 'routes', segment: 'plugins', kind: 'plugins', field: 'route' },
  { parent: 'consumers', segment: 'plugins', kind: 'plugins', field: 'consumer' },
  { parent: 'consumers', segment: 'acls', kind: 'acls', field: 'consumer' },
  { parent: 'consumers', segment: 'key-auth', kind: 'keyauth_credentials', field: 'consumer' },
  { parent: 'consumers', segment: 'basic-auth', kind: 'basicauth_credentials', field: 'consumer' },
  { parent: 'consumers', segment: 'jwt', kind: 'jwt_secrets', field: 'consumer' },
  { parent: 'consumers', segment: 'hmac-auth', kind: 'hmacauth_credentials', field: 'consumer' },
  { parent: 'consumers', segment: 'oauth2', kind: 'oauth2_credentials', field: 'consumer' },
  { parent: 'upstreams', segment: 'targets', kind: 'targets', field: 'upstream' },
  { parent: 'certificates', segment: 'snis', kind: 'snis', field: 'certificate' },
  { parent: 'certificates', segment: 'services', kind: 'services', field: 'client_certificate' },
  { parent: 'key_sets', segment: 'keys', kind: 'keys', field: 'set' },
];

/** Who goes when its parent goes (schemas' `on_delete: cascade`); other references keep the parent from going. */
const CASCADES = new Set([
  'plugins.route',
  'plugins.service',
  'plugins.consumer',
  'acls.consumer',
  'keyauth_credentials.consumer',
  'basicauth_credentials.consumer',
  'jwt_secrets.consumer',
  'hmacauth_credentials.consumer',
  'oauth2_credentials.consumer',
  'targets.upstream',
  'snis.certificate',
  'keys.set',
]);

export const cascades = (kindName: string, field: string): boolean => CASCADES.has(`${kindName}.${field}`);

const byKind = new Map(KINDS.map((one) => [one.kind, one]));
const byCollection = new Map(KINDS.map((one) => [one.collection, one]));

export const kindNamed = (name: string): EntityKind => {
  const found = byKind.get(name);
  if (found === undefined) throw new Error(`no entity kind ${name}`);
  return found;
};

export const kindAt = (collection: string): EntityKind | undefined => byCollection.get(collection);

export const idOf = (entity: JsonObject): string => textOf(entity.id);
