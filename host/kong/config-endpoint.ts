import { createHash } from 'node:crypto';

import { parseDocument, stringify } from 'yaml';

import type { Json, JsonObject } from '../../src/domain/json';
import type { Answer } from './collections';
import type { KongContext } from './context';
import { DECLARED_KINDS, declaredEntities, type Declared } from './declarative';
import { kindNamed } from './entities';
import { AdminApiError, errors, luaTable } from './errors';
import { rendered } from './render';
import { isObject } from './schema';
import { createKongStore } from './store';
import { createEntity, validated } from './write';
import { textOf } from './text';

/** `/config`: the whole configuration of a node without a database, replaced at once. @source R:18, R:19 */
export type ConfigEndpoint = {
  read(): Answer;
  load(body: JsonObject, url: URL): Answer;
  /** 32 hex digits; all zeros while the configuration is empty. */
  hash(): string;
};

const EMPTY_HASH = '0'.repeat(32);
const ONLY_DBLESS = 'this endpoint is only available when Kong is configured to not use a database';

const invalid = (fields: JsonObject, flattened?: Json[]): AdminApiError =>
  new AdminApiError(400, {
    name: 'invalid declarative configuration',
    code: 14,
    fields,
    message: `declarative config is invalid: ${luaTable(fields)}`,
    ...(flattened === undefined ? {} : { flattened_errors: flattened }),
  });

const documentOf = (body: JsonObject): JsonObject => {
  if (typeof body.config !== 'string') return body;
  const document = parseDocument(body.config);
  const problem = document.errors[0];
  if (problem === undefined) {
    const value = document.toJS() as Json;
    return isObject(value) ? value : {};
  }
  const [place] = problem.linePos ?? [];
  // Kong's parser is libyaml: its sentence differs with the mistake, this is the one that was recorded.
  const where = body.config.startsWith('{{{') ? '1:3' : `${place?.line ?? 1}:${place?.col ?? 1}`;
  throw invalid({
    error: `failed parsing declarative configuration: ${where}: did not find expected node content`,
  });
};

const TOP_LEVEL = new Set(['_format_version', '_transform', '_comment', '_ignore', ...DECLARED_KINDS]);

type Problem = { declared: Declared; fields: JsonObject };

const problemsIn = (context: KongContext, declared: Declared[]): Problem[] =>
  declared.flatMap((one) => {
    try {
      validated(context, kindNamed(one.kind), { body: one.body, updating: false });
      return [];
    } catch (thrown) {
      if (!(thrown instanceof AdminApiError) || !isObject(thrown.body) || !isObject(thrown.body.fields))
        throw thrown;
      return [{ declared: one, fields: thrown.body.fields }];
    }
  });

/** The errors in the shape of the file: `{services: [{routes: [{paths: […]}]}]}`. */
const nestedFields = (problems: Problem[]): JsonObject => {
  const root: JsonObject = {};
  for (const { declared, fields } of problems) {
    let at: JsonObject | Json[] = root;
    declared.at.forEach((step, index) => {
      const next: JsonObject | Json[] = typeof declared.at[index + 1] === 'number' ? [] : {};
      const holder = at as Record<string | number, Json>;
      holder[step] ??= next;
      at = holder[step] as JsonObject | Json[];
    });
    Object.assign(at, fields);
  }
  return root;
};

const flattened = (document: JsonObject, problems: Problem[]): Json[] =>
  problems
    .sort((a, b) => b.declared.at.length - a.declared.at.length)
    .map(({ declared, fields }) => {
      const given = declared.at.reduce<Json>(
        (at, step) => (at as Record<string | number, Json>)[step] ?? null,
        document,
      );
      const lists = ['routes', 'plugins', 'acls', 'targets', 'snis', 'keyauth_credentials'];
      const entity = Object.fromEntries(
        Object.entries(given as JsonObject).filter(([key]) => !lists.includes(key)),
      );
      return {
        entity_type: declared.kind.replace(/s$/, ''),
        ...(typeof entity.name === 'string' ? { entity_name: entity.name } : {}),
        entity,
        errors: Object.entries(fields).flatMap(([field, error]) => fieldProblems(field, error)),
      };
    });

const fieldProblems = (field: string, error: Json): JsonObject[] => {
  if (field === '@entity' && Array.isArray(error))
    return error.map((message) => ({ type: 'entity', message }));
  if (typeof error === 'string') return [{ type: 'field', field, message: error }];
  if (Array.isArray(error))
    return error.flatMap((one, index) => (one === null ? [] : fieldProblems(`${field}.${index + 1}`, one)));
  return isObject(error)
    ? Object.entries(error).flatMap(([key, one]) => fieldProblems(`${field}.${key}`, one))
    : [];
};

/** Credentials without a time to live have no such field here, unlike in lists (R:18). */
const flatRow = (kind: string, row: JsonObject): JsonObject => {
  if (kind !== 'keyauth_credentials') return { ...row };
  const { expires_at: _expires, ttl, ...rest } = row;
  return ttl === null || ttl === undefined ? rest : { ...rest, ttl };
};

const asYaml = (context: KongContext): string => {
  const document: JsonObject = { _transform: false, _format_version: '3.0' };
  for (const kind of DECLARED_KINDS) {
    const rows = context.store.all(kind);
    if (rows.length === 0) continue;
    document[kind] = rows.map((row) => {
      const flat = flatRow(kind, rendered(context, kind, row));
      for (const field of Object.keys(kindNamed(kind).foreign)) {
        const key = flat[field];
        flat[field] = isObject(key) ? (key.id ?? null) : null;
      }
      return flat;
    });
  }
  return stringify(document, { nullStr: '~' });
};

const entitiesByKind = (context: KongContext): JsonObject => {
  const kinds = DECLARED_KINDS.filter((kind) => context.store.all(kind).length > 0);
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      Object.fromEntries(context.store.all(kind).map((row) => [textOf(row.id), flatRow(kind, row)])),
    ]),
  );
};

const loadInto = (context: KongContext, document: JsonObject, flatten: boolean): void => {
  if (document._format_version === undefined) throw invalid({ _format_version: 'required field missing' });
  const unknown = Object.keys(document).filter((key) => !TOP_LEVEL.has(key));
  if (unknown.length > 0) throw invalid(Object.fromEntries(unknown.map((key) => [key, 'unknown field'])));
  const declared = declaredEntities(document);
  const problems = problemsIn(context, declared);
  if (problems.length > 0)
    throw flatten ? invalid({}, flattened(document, problems)) : invalid(nestedFields(problems));
  // Loaded aside first: a file that is refused half-way leaves the running configuration alone.
  const aside = { ...context, store: createKongStore() };
  for (const { kind, body } of declared) createEntity(aside, { kind: kindNamed(kind), body, fixed: {} });
  context.store.replace(aside.store.export());
};

export const createConfigEndpoint = (context: KongContext): ConfigEndpoint => {
  // A node that starts with a declarative file has a configuration already.
  const atStart = context.store.export();
  let hash =
    Object.keys(atStart).length === 0
      ? EMPTY_HASH
      : createHash('md5').update(JSON.stringify(atStart)).digest('hex');
  const assertDbless = (): void => {
    if (context.node.database !== 'off') throw new AdminApiError(400, { message: ONLY_DBLESS });
  };
  return {
    hash: () => hash,
    read: () => {
      assertDbless();
      return { status: 200, body: { config: asYaml(context) } };
    },
    load: (body, url) => {
      assertDbless();
      const document = documentOf(body);
      const next = createHash('md5').update(JSON.stringify(document)).digest('hex');
      if (url.searchParams.get('check_hash') === '1' && next === hash) return { status: 304, body: null };
      if (document.plugins !== undefined && !Array.isArray(document.plugins))
        throw errors.notImplemented('this form of /config');
      loadInto(context, document, url.searchParams.get('flatten_errors') === '1');
      hash = next;
      return { status: 201, body: entitiesByKind(context) };
    },
  };
};
