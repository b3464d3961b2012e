import type { Json, JsonObject } from '../../src/domain/json';
import { idFrom } from '../deterministic-id';
import { isObject } from './schema';
import { textOf } from './text';

/** One entity of a declarative file, taken out of its nesting. */
export type Declared = {
  kind: string;
  /** Without what is nested below it. */
  body: JsonObject;
  /** Where it stood: `['services', 0, 'routes', 1]`. */
  at: (string | number)[];
};

type Nesting = { key: string; kind: string; field?: string };

/** What may be nested below what, by the words of a declarative file; `field` is the foreign key it gets. */
const NESTINGS: Record<string, Nesting[]> = {
  services: [
    { key: 'routes', kind: 'routes', field: 'service' },
    { key: 'plugins', kind: 'plugins', field: 'service' },
  ],
  routes: [{ key: 'plugins', kind: 'plugins', field: 'route' }],
  consumers: [
    { key: 'acls', kind: 'acls', field: 'consumer' },
    { key: 'keyauth_credentials', kind: 'keyauth_credentials', field: 'consumer' },
    { key: 'basicauth_credentials', kind: 'basicauth_credentials', field: 'consumer' },
    { key: 'jwt_secrets', kind: 'jwt_secrets', field: 'consumer' },
    { key: 'hmacauth_credentials', kind: 'hmacauth_credentials', field: 'consumer' },
    { key: 'oauth2_credentials', kind: 'oauth2_credentials', field: 'consumer' },
    { key: 'plugins', kind: 'plugins', field: 'consumer' },
  ],
  upstreams: [{ key: 'targets', kind: 'targets', field: 'upstream' }],
  certificates: [{ key: 'snis', kind: 'snis', field: 'certificate' }],
  key_sets: [{ key: 'keys', kind: 'keys', field: 'set' }],
};

/** Top-level lists, parents first. */
export const DECLARED_KINDS: readonly string[] = [
  'certificates',
  'ca_certificates',
  'services',
  'routes',
  'consumers',
  'consumer_groups',
  'plugins',
  'acls',
  'keyauth_credentials',
  'basicauth_credentials',
  'jwt_secrets',
  'hmacauth_credentials',
  'oauth2_credentials',
  'upstreams',
  'targets',
  'snis',
  'vaults',
  'key_sets',
  'keys',
];

const FOREIGN: Record<string, string[]> = {
  plugins: ['service', 'route', 'consumer'],
  routes: ['service'],
  services: ['client_certificate'],
  acls: ['consumer'],
  keyauth_credentials: ['consumer'],
  basicauth_credentials: ['consumer'],
  jwt_secrets: ['consumer'],
  hmacauth_credentials: ['consumer'],
  oauth2_credentials: ['consumer'],
  targets: ['upstream'],
  snis: ['certificate'],
};

const REFERENCE_NAME: Record<string, string> = { consumer: 'username' };

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const referenced = (kind: string, body: JsonObject): JsonObject => {
  const out = { ...body };
  for (const field of FOREIGN[kind] ?? []) {
    const value = out[field];
    if (typeof value !== 'string') continue;
    out[field] = isId(value) ? { id: value } : { [REFERENCE_NAME[field] ?? 'name']: value };
  }
  return out;
};

const nameIn = (body: JsonObject, scope: string): string => {
  const named = [
    body.instance_name,
    body.username,
    body.name,
    body.group,
    body.key,
    body.client_id,
    body.target,
    body.prefix,
  ];
  const scopes = ['service', 'route', 'consumer'].map((field) => JSON.stringify(body[field] ?? null));
  return [scope, ...scopes, ...named.map((one) => (typeof one === 'string' ? one : ''))].join('|');
};

const NAMED_ALONE = new Set(['services', 'routes', 'consumers', 'upstreams', 'vaults']);

const withId = (kind: string, body: JsonObject, parent: string): JsonObject => {
  if (typeof body.id === 'string') return body;
  // A route keeps its id when it moves to another service; a plugin's id depends on where it is attached.
  const name =
    typeof body.name === 'string' ? body.name : typeof body.username === 'string' ? body.username : null;
  const id = NAMED_ALONE.has(kind) && name !== null ? idFrom(kind, name) : idFrom(kind, nameIn(body, parent));
  return { ...body, id };
};

type Below = { kind: string; at: (string | number)[]; parent: JsonObject | null; field?: string };

const declaredIn = (items: Json[], below: Below): Declared[] =>
  items.flatMap((item, index): Declared[] => {
    if (!isObject(item) && typeof item !== 'string') return [];
    const given: JsonObject = typeof item === 'string' ? { name: item } : { ...item };
    const nestings = NESTINGS[below.kind] ?? [];
    const own = Object.fromEntries(
      Object.entries(given).filter(([key]) => !nestings.some((one) => one.key === key)),
    );
    const foreign =
      below.field === undefined || below.parent === null
        ? {}
        : { [below.field]: { id: below.parent.id ?? null } };
    const at = [...below.at, index];
    const scope =
      below.parent === null
        ? nameIn(own, '') === nameIn({}, '')
          ? at.join('.')
          : ''
        : textOf(below.parent.id);
    const body = withId(below.kind, { ...referenced(below.kind, own), ...foreign }, scope);
    const children = nestings.flatMap((nesting) => {
      const list = given[nesting.key];
      if (!Array.isArray(list)) return [];
      const { kind, field } = nesting;
      return declaredIn(list, {
        kind,
        at: [...at, nesting.key],
        parent: body,
        ...(field === undefined ? {} : { field }),
      });
    });
    return [{ kind: below.kind, body, at }, ...children];
  });

/** Everything a declarative file names, parents before children. */
export const declaredEntities = (document: JsonObject): Declared[] => {
  const all = DECLARED_KINDS.flatMap((kind) => {
    const items = document[kind];
    return Array.isArray(items) ? declaredIn(items, { kind, at: [kind], parent: null }) : [];
  });
  const rank = (one: Declared): number => DECLARED_KINDS.indexOf(one.kind);
  return all
    .map((one, index) => ({ one, index }))
    .sort((a, b) => rank(a.one) - rank(b.one) || a.index - b.index)
    .map(({ one }) => one);
};
