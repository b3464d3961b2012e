import { z } from 'zod';

/** Names of functions and modules come from the app's own manifest; @forge/manifest has checked it before. */
const Keyed = z.looseObject({ key: z.string() });
const Triggered = z.looseObject({ key: z.string(), function: z.string() });
const Address = z.union([
  z.string(),
  z.looseObject({ address: z.string() }),
  z.looseObject({ remote: z.string() }),
]);
const Index = z.union([
  z.string(),
  z.object({
    name: z.string(),
    range: z.array(z.string()).min(1),
    partition: z.array(z.string()).optional(),
  }),
]);
const Entity = z.object({
  name: z.string(),
  attributes: z.record(
    z.string(),
    z.object({ type: z.enum(['string', 'boolean', 'float', 'integer', 'any']) }),
  ),
  indexes: z.array(Index).optional(),
});

const Manifest = z.looseObject({
  app: z.looseObject({
    id: z.string(),
    runtime: z.looseObject({ memoryMB: z.number().optional() }).optional(),
    storage: z.looseObject({ entities: z.array(Entity).optional() }).optional(),
  }),
  permissions: z
    .looseObject({
      scopes: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
      external: z
        .looseObject({
          fetch: z.looseObject({ backend: z.array(Address).optional() }).optional(),
          configurable: z.looseObject({ enabled: z.boolean().optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
  remotes: z.array(z.looseObject({ key: z.string(), baseUrl: z.unknown().optional() })).optional(),
  modules: z.looseObject({
    function: z
      .array(z.looseObject({ key: z.string(), handler: z.string(), timeoutSeconds: z.number().optional() }))
      .optional(),
    consumer: z
      .array(z.looseObject({ key: z.string(), queue: z.string(), function: z.string().optional() }))
      .optional(),
    scheduledTrigger: z
      .array(
        z.looseObject({
          key: z.string(),
          function: z.string(),
          interval: z.enum(['fiveMinute', 'hour', 'day', 'week']),
        }),
      )
      .optional(),
    webtrigger: z
      .array(
        Triggered.extend({
          urlFormat: z.enum(['v1', 'v2']).optional(),
          response: z
            .looseObject({
              type: z.enum(['dynamic', 'static']).optional(),
              outputs: z
                .array(
                  Keyed.extend({
                    statusCode: z.number().optional(),
                    body: z.string().optional(),
                    contentType: z.string().optional(),
                  }),
                )
                .optional(),
            })
            .optional(),
        }),
      )
      .optional(),
  }),
});

export type AppManifest = z.infer<typeof Manifest>;
export type EntitySchema = z.infer<typeof Entity>;
export type WebTriggerModule = NonNullable<AppManifest['modules']['webtrigger']>[number];
export type ScheduledModule = NonNullable<AppManifest['modules']['scheduledTrigger']>[number];

/**
 * The parts of manifest.yml that the platform acts on.
 * @throws when the manifest breaks a rule at which a deployment would stop although @forge/manifest and
 * @forge/lint let it pass: six scheduled triggers, two of them every five minutes
 * (developer.atlassian.com/platform/forge/manifest-reference/modules/scheduled-trigger).
 */
export function parseManifest(manifest: unknown): AppManifest {
  const parsed = Manifest.parse(manifest);
  const schedules = parsed.modules.scheduledTrigger ?? [];
  if (schedules.length > 5) throw new Error('manifest: an app has at most 5 scheduled triggers');
  if (schedules.filter((each) => each.interval === 'fiveMinute').length > 1)
    throw new Error('manifest: an app has at most one scheduled trigger with the interval fiveMinute');
  return parsed;
}

export function scopesOf(manifest: AppManifest): string[] {
  const scopes = manifest.permissions?.scopes ?? [];
  return Array.isArray(scopes) ? scopes : Object.keys(scopes);
}

/** Addresses of `permissions.external.fetch.backend`; a remote stands for its base URL. */
export function backendEgressOf(manifest: AppManifest): string[] {
  const list = manifest.permissions?.external?.fetch?.backend ?? [];
  return list.flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    if ('address' in entry) return [String(entry.address)];
    const baseUrl = manifest.remotes?.find((remote) => remote.key === entry.remote)?.baseUrl;
    return typeof baseUrl === 'string' ? [baseUrl] : [];
  });
}
