import entitySchemas from './schemas/entities.json';
import pluginSchemas from './schemas/plugins.json';
import type { Json, JsonObject } from '../../src/domain/json';
import type { RouterFlavor } from '../../src/domain/kong/entities';

/**
 * Kong's own words for the shape of its entities, as `GET /schemas/*` of Kong 3.9.3 OSS answers them (descriptions left out):
 * `schemas/entities.json` and `schemas/plugins.json` hold them, `validate.ts` gives them their meaning.
 */
export type FieldSchema = {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'set' | 'map' | 'record' | 'foreign';
  required?: boolean;
  default?: Json;
  auto?: boolean;
  uuid?: boolean;
  timestamp?: boolean;
  unique?: boolean;
  reference?: string;
  on_delete?: string;
  abstract?: boolean;
  transient?: boolean;
  eq?: Json;
  one_of?: Json[];
  not_one_of?: Json[];
  between?: [number, number];
  gt?: number;
  len_eq?: number;
  len_min?: number;
  starts_with?: string;
  match?: string;
  match_none?: { pattern: string; err: string }[];
  match_all?: { pattern: string; err: string }[];
  match_any?: { patterns: string[]; err: string };
  contains?: Json;
  is_regex?: boolean;
  elements?: FieldSchema;
  keys?: FieldSchema;
  values?: FieldSchema;
  fields?: Record<string, FieldSchema>;
  shorthand_fields?: Record<string, FieldSchema & { deprecation?: { replaced_with?: { path: string[] }[] } }>;
  entity_checks?: EntityCheck[];
};

export type EntityCheck = {
  conditional?: {
    if_field: string;
    if_match: FieldSchema;
    then_field: string;
    then_match: FieldSchema;
    then_err?: string;
  };
  at_least_one_of?: string[];
  only_one_of?: string[];
  mutually_required?: string[];
  distinct?: string[];
  custom_entity_check?: { field_sources: string[] };
};

export type RecordSchema = { fields: Record<string, FieldSchema>; entity_checks?: EntityCheck[] };

const id: FieldSchema = { type: 'string', uuid: true, auto: true };
const time: FieldSchema = { type: 'integer', timestamp: true, auto: true };
const tags: FieldSchema = { type: 'set', elements: { type: 'string', required: true } };

/** Kinds whose schema was not recorded: their fields are those of recorded entities (02-load, 03-lists) and of the 3.9 documentation. */
const unrecordedEntities: Record<string, RecordSchema> = {
  key_sets: {
    fields: { id, name: { type: 'string', unique: true }, tags, created_at: time, updated_at: time },
  },
  keys: {
    fields: {
      id,
      set: { type: 'foreign', reference: 'key_sets', on_delete: 'cascade' },
      name: { type: 'string', unique: true },
      kid: { type: 'string', required: true },
      jwk: { type: 'string' },
      pem: { type: 'record', fields: { private_key: { type: 'string' }, public_key: { type: 'string' } } },
      tags,
      created_at: time,
      updated_at: time,
    },
  },
  oauth2_tokens: { fields: { id, access_token: { type: 'string', auto: true }, created_at: time } },
  consumer_groups: {
    fields: {
      id,
      name: { type: 'string', required: true, unique: true },
      tags,
      created_at: time,
      updated_at: time,
    },
  },
};

const httpProtocols = ['grpc', 'grpcs', 'http', 'https'];
const http = (config: Record<string, FieldSchema>): RecordSchema => ({
  fields: {
    protocols: {
      type: 'set',
      required: true,
      elements: { type: 'string', one_of: httpProtocols },
      default: httpProtocols,
    },
    config: { type: 'record', required: true, fields: config },
  },
});
const flag = (value: boolean): FieldSchema => ({ type: 'boolean', default: value });
const code: FieldSchema = { type: 'array', default: [], elements: { type: 'string' } };
const limit: FieldSchema = { type: 'number', gt: 0 };

const redis = (): Pick<FieldSchema, 'shorthand_fields'> & { redis: FieldSchema } => {
  const rateLimiting = (pluginSchemas as Record<string, unknown>)['rate-limiting'] as RecordSchema;
  const config = rateLimiting.fields.config;
  return { shorthand_fields: config?.shorthand_fields ?? {}, redis: config?.fields?.redis ?? {} };
};

const responseRateLimiting = (): RecordSchema => {
  const { redis: connection, shorthand_fields } = redis();
  const schema = http({
    header_name: { type: 'string', default: 'x-kong-limit' },
    limit_by: { type: 'string', default: 'consumer', one_of: ['consumer', 'credential', 'ip'] },
    policy: { type: 'string', default: 'local', one_of: ['local', 'cluster', 'redis'] },
    fault_tolerant: flag(true),
    redis: connection,
    block_on_first_violation: flag(false),
    hide_client_headers: flag(false),
    limits: {
      type: 'map',
      required: true,
      keys: { type: 'string' },
      values: {
        type: 'record',
        required: true,
        fields: { second: limit, minute: limit, hour: limit, day: limit, month: limit, year: limit },
      },
    },
  });
  Object.assign(schema.fields.config ?? {}, { shorthand_fields });
  return schema;
};

/** Plugins that recorded configurations use and whose schema was not recorded: fields and defaults from 02-load. */
const unrecordedPlugins: Record<string, RecordSchema> = {
  prometheus: http({
    per_consumer: flag(false),
    status_code_metrics: flag(false),
    latency_metrics: flag(false),
    bandwidth_metrics: flag(false),
    upstream_health_metrics: flag(false),
    ai_metrics: flag(false),
  }),
  'correlation-id': http({
    header_name: { type: 'string', default: 'Kong-Request-ID' },
    generator: { type: 'string', default: 'uuid#counter', one_of: ['uuid', 'uuid#counter', 'tracker'] },
    echo_downstream: flag(false),
  }),
  'pre-function': http({
    certificate: code,
    rewrite: code,
    access: code,
    header_filter: code,
    body_filter: code,
    log: code,
  }),
  'response-ratelimiting': responseRateLimiting(),
};

/** Routes of nodes with `router_flavor=expressions` have two fields more (R:17). */
const EXPRESSION_FIELDS: Record<string, FieldSchema> = {
  expression: { type: 'string', len_min: 1 },
  priority: { type: 'integer', required: true, default: 0, between: [0, 70_368_744_177_663] },
};

/** The shape of an entity kind (`services`, `keyauth_credentials`), or undefined for a kind that is not modelled. */
export const entitySchema = (kind: string, flavor?: RouterFlavor): RecordSchema | undefined => {
  const known = (entitySchemas as unknown as Record<string, RecordSchema>)[kind] ?? unrecordedEntities[kind];
  if (kind === 'routes' && known !== undefined && flavor === 'expressions')
    return { ...known, fields: { ...known.fields, ...EXPRESSION_FIELDS } };
  // A time to live is a property of the table, so the recorded schema does not list it (R:21 shows it).
  if (kind !== 'keyauth_credentials' || known === undefined) return known;
  return { ...known, fields: { ...known.fields, ttl: { type: 'integer', between: [0, 100_000_000] } } };
};

/** The part of the plugin entity that the plugin itself decides: `config`, `protocols`, forbidden scopes, checks. */
const pluginSchema = (name: string): RecordSchema | undefined =>
  (pluginSchemas as unknown as Record<string, RecordSchema>)[name] ?? unrecordedPlugins[name];

export const PLUGIN_NAMES: readonly string[] = [
  ...Object.keys(pluginSchemas),
  ...Object.keys(unrecordedPlugins),
];

/** The whole plugin entity for one plugin: the general fields with the plugin's own over them. */
export const pluginEntitySchema = (name: string): RecordSchema | undefined => {
  const general = entitySchema('plugins');
  const own = pluginSchema(name);
  if (general === undefined || own === undefined) return undefined;
  return { fields: { ...general.fields, ...own.fields }, entity_checks: own.entity_checks ?? [] };
};

/** The plugin's configuration with its deprecated short names, as 3.x answers them beside the new ones (`redis_host`). */
export const withShorthands = (name: string, config: JsonObject): JsonObject => {
  const shorthands = pluginSchema(name)?.fields.config?.shorthand_fields ?? {};
  const out: JsonObject = { ...config };
  for (const [short, { deprecation }] of Object.entries(shorthands)) {
    const path = deprecation?.replaced_with?.[0]?.path;
    if (path === undefined) continue; // accepted on write, never answered
    out[short] = path.reduce<Json>((at, key) => (isObject(at) ? (at[key] ?? null) : null), config);
  }
  return out;
};

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
