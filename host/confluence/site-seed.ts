import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Json, JsonObject } from '../../src/domain/json';

const json: z.ZodType<Json> = z.json();
const config = z.record(z.string(), json) as z.ZodType<JsonObject>;

const accessSeed = z.strictObject({
  user: z.string().optional(),
  group: z.string().optional(),
  anonymous: z.literal(true).optional(),
  may: z.array(z.enum(['view', 'edit', 'comment', 'restrict', 'administer'])),
});

const restrictionSeed = z.strictObject({
  users: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
});

const pageSeed = z.strictObject({
  id: z.string(),
  title: z.string(),
  parent: z.string().optional(),
  author: z.string(),
  created: z.iso.datetime(),
  labels: z.array(z.string()).default([]),
  restrictions: z
    .strictObject({ read: restrictionSeed.optional(), update: restrictionSeed.optional() })
    .default({}),
  properties: z.record(z.string(), json).default({}),
  /** Edits after the first version, oldest first. Macros came with the last of them. */
  edits: z.array(z.strictObject({ by: z.string(), at: z.iso.datetime(), message: z.string() })).default([]),
  /** Storage-format XHTML, or a macro of the app. */
  body: z.array(
    z.union([
      z.string(),
      z.strictObject({ macro: z.string(), localId: z.string(), config: config.default({}) }),
    ]),
  ),
});

const siteSeed = z.strictObject({
  people: z.array(
    z.strictObject({
      accountId: z.string(),
      displayName: z.string(),
      email: z.string(),
      role: z.string(),
      timeZone: z.string().default('Europe/Berlin'),
      /** An account that was closed. */
      closed: z.literal(true).optional(),
    }),
  ),
  groups: z.array(z.strictObject({ id: z.string(), name: z.string(), members: z.array(z.string()) })),
  spaces: z.array(
    z.strictObject({
      id: z.string(),
      key: z.string(),
      name: z.string(),
      type: z.enum(['global', 'personal']).default('global'),
      description: z.string(),
      author: z.string(),
      created: z.iso.datetime(),
      access: z.array(accessSeed),
      properties: z.record(z.string(), json).default({}),
      /** The first page is the home page; pages without `parent` hang below it. */
      pages: z.array(pageSeed).min(1),
    }),
  ),
});

/** The example site as its file tells it: who is there, and what the pages say. */
export type SiteSeed = z.infer<typeof siteSeed>;
export type SpaceSeed = SiteSeed['spaces'][number];
export type PageSeed = SpaceSeed['pages'][number];

/** @throws when the file does not have the shape above: a wrong example is a bug. */
export const readSiteSeed = (file: string): SiteSeed => siteSeed.parse(parse(readFileSync(file, 'utf8')));
