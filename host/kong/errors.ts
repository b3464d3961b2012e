import type { Json, JsonObject } from '../../src/domain/json';

/** Per field: a message, messages by position, or the errors of a record. */
export type FieldErrors = { [field: string]: FieldError };
export type FieldError = string | (string | FieldErrors | null)[] | FieldErrors;

/** An answer that ends a request: thrown inside the stand-in, turned into the response at its edge. */
export class AdminApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: Json,
    readonly headers: Record<string, string> = {},
  ) {
    super(`Admin API ${status}`);
  }
}

const flatten = (path: string, error: FieldError | null): string[] => {
  if (error === null) return [];
  if (typeof error === 'string') return [`${path}: ${error}`];
  if (Array.isArray(error)) return error.flatMap((one, index) => flatten(`${path}.${index + 1}`, one));
  return sorted(error).flatMap(([key, one]) => flatten(`${path}.${key}`, one));
};

// Plain comparison of characters, as Lua sorts strings.
const sorted = (errors: FieldErrors): [string, FieldError][] =>
  Object.entries(errors).sort(([a], [b]) => (a < b ? -1 : 1));

const messagesOf = (errors: FieldErrors): string[] =>
  sorted(errors).flatMap(([field, error]) =>
    field === '@entity' && Array.isArray(error) ? error.map(String) : flatten(field, error),
  );

/** Lua's way of printing a table of plain values: `{consumer={id="…"},group="a"}`; keys in alphabetical order. */
export const luaTable = (value: Json): string => {
  if (value === null) return 'null';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `{${value.map(luaTable).join(',')}}`;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, item]) => `${key}=${luaTable(item)}`).join(',')}}`;
};

/**
 * The bodies of Kong's errors by their codes.
 * @source kong/db/errors.lua of 3.9.3 and recordings 03, 05, 06, 08, 09, 11, 18
 */
export const errors = {
  notFound: () => new AdminApiError(404, { message: 'Not found' }),
  schemaViolation: (fields: FieldErrors) => {
    const messages = messagesOf(fields);
    const count = messages.length === 1 ? 'schema violation' : `${messages.length} schema violations`;
    const message = `${count} (${messages.join('; ')})`;
    return new AdminApiError(400, {
      name: 'schema violation',
      fields: fields as JsonObject,
      message,
      code: 2,
    });
  },
  primaryKey: (id: string) =>
    new AdminApiError(400, {
      name: 'primary key violation',
      fields: { id },
      message: `primary key violation on key '${luaTable({ id })}'`,
      code: 3,
    }),
  foreignKey: (field: string, reference: string, id: string) =>
    new AdminApiError(400, {
      name: 'foreign key violation',
      fields: { [field]: { id } },
      message: `the foreign key '${luaTable({ id })}' does not reference an existing '${reference}' entity.`,
      code: 4,
    }),
  referencedBy: (kind: string, by: string) =>
    new AdminApiError(400, {
      name: 'foreign key violation',
      fields: { '@referenced_by': by },
      message: `an existing '${by}' entity references this '${kind}' entity`,
      code: 4,
    }),
  unique: (fields: JsonObject) =>
    new AdminApiError(409, {
      name: 'unique constraint violation',
      fields,
      message: `UNIQUE violation detected on '${luaTable(fields)}'`,
      code: 5,
    }),
  entityNotFound: (key: JsonObject) =>
    new AdminApiError(404, {
      name: 'not found',
      fields: key,
      message: `could not find the entity with '${luaTable(key)}'`,
      code: 6,
    }),
  offset: (offset: string) =>
    new AdminApiError(400, {
      name: 'invalid offset',
      message: `'${offset}' is not a valid offset: bad json encoding`,
      code: 7,
    }),
  size: (message: string) => new AdminApiError(400, { name: 'invalid size', message, code: 9 }),
  uniqueName: (value: string) =>
    new AdminApiError(400, { name: 'invalid unique name', message: invalidName(value), code: 10 }),
  tags: (problem: string) =>
    new AdminApiError(400, {
      name: 'invalid options',
      options: { tags: problem },
      message: `invalid option (tags: ${problem})`,
      code: 11,
    }),
  readOnly: (what: string) =>
    new AdminApiError(405, {
      name: 'operation unsupported',
      code: 12,
      message: `cannot ${what} when not using a database`,
    }),
  unresolved: (field: string, reference: string, key: JsonObject) => {
    const problem = `the foreign key cannot be resolved with '${luaTable(key)}' for an existing '${reference}' entity`;
    const name = Object.keys(key)[0] ?? '';
    return new AdminApiError(400, {
      name: 'foreign keys unresolved',
      fields: { [field]: { [name]: problem } },
      message: `foreign key unresolved (${field}.${name}: ${problem})`,
      code: 13,
    });
  },
  notImplemented: (what: string) =>
    new AdminApiError(501, { message: `not implemented in the local host: ${what}` }),
};

export const invalidName = (value: string): string =>
  `invalid value '${value}': the only accepted ascii characters are alphanumerics or ., -, _, and ~`;
