/**
 * Writes test/domain/kong/secret-fields.generated.json: per plugin, the configuration fields that Kong itself flags as secret.
 * Run with `GATEHOUSE_SHARED=<folder> npx tsx host/build/kong-secret-fields.ts` when the table of a newer Kong arrives.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Flagged = { field: string; encrypted: boolean; referenceable: boolean };
type SecretTable = {
  plugins: Record<string, Flagged[]>;
  enterprise_3_15_plugins: { plugins: Record<string, Flagged[]> };
};

const shared = process.env['GATEHOUSE_SHARED'];
if (shared === undefined)
  throw new Error('GATEHOUSE_SHARED must name the folder that holds schemas/kong-secret-fields.json');

const table = JSON.parse(
  readFileSync(join(shared, 'schemas/kong-secret-fields.json'), 'utf8'),
) as SecretTable;

/** The Enterprise table names plugins after its schema files: `OpenidConnect` is `openid-connect`. */
const pluginName = (schemaName: string): string =>
  schemaName.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);

/** `config.client_secret[]` → `client_secret`. */
const fieldPath = ({ field }: Flagged): string => field.replace(/^config\./, '').replaceAll('[]', '');

const flagged = new Map<string, Set<string>>();
const add = (plugin: string, fields: Flagged[]): void => {
  const known = flagged.get(plugin) ?? new Set<string>();
  for (const field of fields.filter(({ encrypted, referenceable }) => encrypted || referenceable))
    known.add(fieldPath(field));
  flagged.set(plugin, known);
};

for (const [plugin, fields] of Object.entries(table.plugins)) add(plugin, fields);
for (const [schema, fields] of Object.entries(table.enterprise_3_15_plugins.plugins))
  add(pluginName(schema), fields);

const sorted = Object.fromEntries(
  [...flagged].sort().map(([plugin, fields]) => [plugin, [...fields].sort()]),
);
writeFileSync('test/domain/kong/secret-fields.generated.json', `${JSON.stringify(sorted, null, 2)}\n`);
