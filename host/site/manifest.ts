import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AppModule } from './boot';

const title = z.union([z.string(), z.looseObject({ i18n: z.string() }).transform(({ i18n }) => i18n)]);
const moduleSchema = z.looseObject({
  key: z.string(),
  title: title.optional(),
  description: title.optional(),
  icon: z.string().optional(),
  route: z.string().optional(),
  resource: z.string().optional(),
  function: z.string().optional(),
  resolver: z.looseObject({ function: z.string().optional() }).optional(),
  adfExport: z.looseObject({ function: z.string() }).optional(),
  config: z
    .union([
      z.boolean(),
      z.looseObject({
        resource: z.string().optional(),
        title: title.optional(),
        openOnInsert: z.boolean().optional(),
      }),
    ])
    .optional(),
});
const manifestSchema = z.looseObject({
  app: z.looseObject({ id: z.string(), name: z.string().optional() }),
  modules: z.record(z.string(), z.array(moduleSchema)),
  resources: z.array(z.looseObject({ key: z.string(), path: z.string() })).default([]),
  permissions: z
    .looseObject({
      scopes: z
        .union([z.array(z.string()), z.record(z.string(), z.unknown()).transform((map) => Object.keys(map))])
        .default([]),
      external: z.looseObject({}).default({}),
      content: z.looseObject({}).optional(),
    })
    .default({ scopes: [], external: {} }),
});

export type SiteManifest = {
  /** As the bundler wrote it; the platform reads its own parts. */
  raw: unknown;
  appAri: string;
  scopes: string[];
  permissions: z.infer<typeof manifestSchema>['permissions'];
  modules: AppModule[];
  /** Search aliases of `confluence:contentProperty` modules. */
  aliases: Map<string, { propertyKey: string; path: string }>;
};

const indexedProperty = z.looseObject({
  propertyKey: z.string(),
  values: z.array(z.looseObject({ path: z.string(), searchAlias: z.string().optional() })).default([]),
});

/** Reads the manifest that the bundler wrote beside the bundles. @throws when it is missing or has another shape. */
export const readManifest = (file: string): SiteManifest => {
  const raw: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const manifest = manifestSchema.parse(raw);
  const modules = Object.entries(manifest.modules).flatMap(([type, list]) =>
    list.map((module) => appModule(type, module)),
  );
  const { permissions } = manifest;
  return {
    raw,
    appAri: manifest.app.id,
    scopes: permissions.scopes,
    permissions,
    modules,
    aliases: aliasesOf(manifest),
  };
};

const aliasesOf = (manifest: z.infer<typeof manifestSchema>): SiteManifest['aliases'] =>
  new Map(
    (manifest.modules['confluence:contentProperty'] ?? [])
      .map((module) => indexedProperty.parse(module))
      .flatMap(({ propertyKey, values }) =>
        values.flatMap(({ path, searchAlias }): [string, { propertyKey: string; path: string }][] =>
          searchAlias === undefined ? [] : [[searchAlias, { propertyKey, path }]],
        ),
      ),
  );

/** `resource:icons;kong.svg` is a file of a resource, served with the frames; other icons are addresses. */
const iconPath = (icon: string): string => icon.replace(/^resource:([^;]+);\/?(.+)$/, '/ui/$1/$2');

const appModule = (type: string, module: z.infer<typeof moduleSchema>): AppModule => {
  const { config } = module;
  return {
    type,
    key: module.key,
    title: module.title ?? module.key,
    description: module.description ?? '',
    icon: module.icon === undefined ? null : iconPath(module.icon),
    route: module.route ?? null,
    resource: module.resource ?? null,
    resolver: module.resolver?.function ?? module.function ?? null,
    adfExport: module.adfExport?.function ?? null,
    config:
      typeof config === 'object' && config.resource !== undefined
        ? {
            resource: config.resource,
            title: config.title ?? `Configure ${module.title ?? module.key}`,
            openOnInsert: config.openOnInsert ?? false,
          }
        : null,
  };
};
