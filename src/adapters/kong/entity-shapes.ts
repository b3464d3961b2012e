import { z } from 'zod';

import type { JsonObject } from '../../domain/json';
import type { Consumer, Plugin, Route, Service } from '../../domain/kong/entities';
import { publicConfig } from '../../domain/kong/public-fields';

/**
 * The Admin API's entities, parsed once. Absent and null fields take Kong's defaults, unknown ones are ignored, a field of another type
 * makes the entity not understood: half of a route would decide wrongly.
 * @source `GET /schemas/*` of Kong 3.9.3; Enterprise fields from the 3.15 specification (documented, not measured)
 */

// Lua has one type for lists and maps, so an empty one may arrive as the other.
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const list = <T>(item: z.ZodType<T>) =>
  z.preprocess((value) => (value === null || isEmpty(value) ? [] : value), z.array(item).default([]));
const map = <T>(item: z.ZodType<T>) =>
  z.preprocess(
    (value) => (value === null || isEmpty(value) ? {} : value),
    z.record(z.string(), item).default({}),
  );

const text = z.string().nullish();
const texts = list(z.string());
const count = z.number().nullish();
const flag = z.boolean().nullish();
const reference = z.object({ id: z.string() }).nullish();
const cidr = z
  .object({ ip: text, port: count })
  .transform(({ ip, port }) => ({ ip: ip ?? null, port: port ?? null }));

const common = { id: z.string().min(1), tags: texts, created_at: count, updated_at: count };
const WEB = ['http', 'https'];

export const service: z.ZodType<Service> = z
  .object({
    ...common,
    name: text,
    protocol: text,
    host: z.string(),
    port: count,
    path: text,
    enabled: flag,
    retries: count,
    connect_timeout: count,
    read_timeout: count,
    write_timeout: count,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name ?? null,
    protocol: raw.protocol ?? 'http',
    host: raw.host,
    port: raw.port ?? 80,
    path: raw.path ?? null,
    enabled: raw.enabled ?? true,
    retries: raw.retries ?? 5,
    connectTimeoutMs: raw.connect_timeout ?? 60_000,
    readTimeoutMs: raw.read_timeout ?? 60_000,
    writeTimeoutMs: raw.write_timeout ?? 60_000,
    tags: raw.tags,
    createdAt: raw.created_at ?? null,
    updatedAt: raw.updated_at ?? null,
  }));

export const route: z.ZodType<Route> = z
  .object({
    ...common,
    name: text,
    service: reference,
    protocols: texts,
    methods: texts,
    hosts: texts,
    paths: texts,
    headers: map(z.array(z.string())),
    snis: texts,
    sources: list(cidr),
    destinations: list(cidr),
    expression: text,
    priority: count,
    regex_priority: count,
    strip_path: flag,
    path_handling: z.enum(['v0', 'v1']).nullish(),
    preserve_host: flag,
    request_buffering: flag,
    response_buffering: flag,
    https_redirect_status_code: count,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name ?? null,
    serviceId: raw.service?.id ?? null,
    protocols: raw.protocols.length === 0 ? WEB : raw.protocols,
    methods: raw.methods,
    hosts: raw.hosts,
    paths: raw.paths,
    headers: raw.headers,
    snis: raw.snis,
    sources: raw.sources,
    destinations: raw.destinations,
    expression: raw.expression ?? null,
    priority: raw.priority ?? null,
    regexPriority: raw.regex_priority ?? 0,
    stripPath: raw.strip_path ?? true,
    pathHandling: raw.path_handling ?? 'v0',
    preserveHost: raw.preserve_host ?? false,
    requestBuffering: raw.request_buffering ?? true,
    responseBuffering: raw.response_buffering ?? true,
    httpsRedirectStatusCode: raw.https_redirect_status_code ?? 426,
    tags: raw.tags,
    createdAt: raw.created_at ?? null,
    updatedAt: raw.updated_at ?? null,
  }));

/** `{before: {access: ['rate-limiting']}}`: phase → plugin names. */
const phases = map(z.array(z.string())).transform((byPhase) => [...new Set(Object.values(byPhase).flat())]);

export const plugin: z.ZodType<Plugin> = z
  .object({
    ...common,
    name: z.string().min(1),
    instance_name: text,
    enabled: flag,
    route: reference,
    service: reference,
    consumer: reference,
    consumer_group: reference,
    protocols: texts,
    config: map(z.unknown()),
    ordering: z.object({ before: phases, after: phases }).nullish(),
    condition: text,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    instanceName: raw.instance_name ?? null,
    enabled: raw.enabled ?? true,
    scope: {
      routeId: raw.route?.id ?? null,
      serviceId: raw.service?.id ?? null,
      consumerId: raw.consumer?.id ?? null,
      consumerGroupId: raw.consumer_group?.id ?? null,
    },
    protocols: raw.protocols.length === 0 ? ['grpc', 'grpcs', ...WEB] : raw.protocols,
    tags: raw.tags,
    ...publicConfig(raw.name, raw.config as JsonObject),
    ordering: raw.ordering ?? null,
    condition: raw.condition ?? null,
    createdAt: raw.created_at ?? null,
    updatedAt: raw.updated_at ?? null,
  }));

export const consumer: z.ZodType<Consumer> = z
  .object({ ...common, username: text, custom_id: text })
  .transform((raw) => ({
    id: raw.id,
    username: raw.username ?? null,
    customId: raw.custom_id ?? null,
    tags: raw.tags,
    createdAt: raw.created_at ?? null,
  }));
