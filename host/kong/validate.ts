import type { Json, JsonObject } from '../../src/domain/json';
import { runEntityChecks } from './entity-checks';
import type { FieldError, FieldErrors } from './errors';
import { brokenRule } from './field-rules';
import { isObject, type FieldSchema, type RecordSchema } from './schema';

/** Checks that no schema word expresses, by the dotted path of the field (`*` for an element): the message, or null. */
export type CustomChecks = Record<string, (value: Json) => string | null>;

type Validation = { value: JsonObject; errors: FieldErrors };
type Context = { path: string; checks: CustomChecks; updating: boolean };

/**
 * `input` with the schema's defaults and null for what is absent, and what is wrong with it, in Kong's words.
 * Automatic fields (id, times, generated keys) stay absent: the store fills them.
 * @param updating uses the messages that Kong has for PATCH.
 */
export const validate = (
  schema: RecordSchema,
  input: JsonObject,
  options: { checks?: CustomChecks; updating?: boolean } = {},
): Validation => {
  return filledRecord(schema, input, {
    path: '',
    checks: options.checks ?? {},
    updating: options.updating === true,
  });
};

const filledRecord = (schema: RecordSchema, input: JsonObject, at: Context): Validation => {
  const { fields } = schema;
  const errors: FieldErrors = {};
  const value: JsonObject = {};
  for (const key of Object.keys(input)) if (!(key in fields)) errors[key] = 'unknown field';
  for (const [key, field] of Object.entries(fields)) {
    const given = input[key];
    const filled = given === undefined ? missing(field) : given;
    if (filled === null && field.auto === true) continue;
    const context = { ...at, path: at.path === '' ? key : `${at.path}.${key}` };
    const checked = checkField(field, filled, context);
    if (checked.error !== null) errors[key] = checked.error;
    value[key] = checked.value;
  }
  const entity = runEntityChecks(schema.entity_checks ?? [], value, { errors, updating: at.updating });
  if (entity.length > 0) errors['@entity'] = entity;
  return { value, errors };
};

const missing = (field: FieldSchema): Json => {
  if (field.default !== undefined) return structuredClone(field.default);
  // A required record is filled from its own fields' defaults.
  return field.type === 'record' && field.required === true && field.abstract !== true ? {} : null;
};

type Checked = { value: Json; error: FieldError | null };
const fine = (value: Json): Checked => ({ value, error: null });
const wrong = (value: Json, error: FieldError): Checked => ({ value, error });

const checkField = (field: FieldSchema, value: Json, at: Context): Checked => {
  if (value === null) {
    return field.required === true && field.auto !== true
      ? wrong(null, 'required field missing')
      : fine(null);
  }
  if (field.eq === null) return wrong(value, 'value must be null');
  const typed = checkType(field, value, at);
  if (typed.error !== null) return typed;
  const broken = brokenRule(field, typed.value) ?? at.checks[at.path]?.(typed.value) ?? null;
  return broken === null ? typed : wrong(typed.value, broken);
};

const checkType = (field: FieldSchema, value: Json, at: Context): Checked => {
  if (field.type === undefined) return fine(value);
  switch (field.type) {
    case 'string':
      return typeof value === 'string' ? fine(value) : wrong(value, 'expected a string');
    case 'boolean':
      return typeof value === 'boolean' ? fine(value) : wrong(value, 'expected a boolean');
    case 'number':
      return typeof value === 'number' ? fine(value) : wrong(value, 'expected a number');
    case 'integer':
      return Number.isInteger(value) ? fine(value) : wrong(value, 'expected an integer');
    case 'foreign':
      return isObject(value) ? fine(value) : wrong(value, 'expected a record');
    case 'array':
    case 'set':
      return checkList(field, value, at);
    case 'map':
      return checkMap(field, value, at);
    case 'record':
      return checkRecord(field, value, at);
  }
};

const checkList = (field: FieldSchema, value: Json, at: Context): Checked => {
  if (!Array.isArray(value))
    return wrong(value, field.type === 'set' ? 'expected a set' : 'expected an array');
  const elements = field.elements ?? {};
  const checked = value.map((item) => checkField(elements, item, { ...at, path: `${at.path}.*` }));
  const values = checked.map((one) => one.value);
  const unique =
    field.type === 'set' ? [...new Map(values.map((one) => [JSON.stringify(one), one])).values()] : values;
  const last = checked.map((one) => one.error !== null).lastIndexOf(true);
  // Kong's tables end at their last error; what is fine before it has no message.
  const problems = checked.slice(0, last + 1).map((one) => one.error as string | FieldErrors | null);
  return last === -1 ? fine(unique) : wrong(unique, problems);
};

const checkMap = (field: FieldSchema, value: Json, at: Context): Checked => {
  if (!isObject(value)) return wrong(value, 'expected a map');
  const out: JsonObject = {};
  const errors: FieldErrors = {};
  for (const [key, item] of Object.entries(value)) {
    const named = checkField(field.keys ?? {}, key, { ...at, path: `${at.path}.$` });
    if (named.error !== null) return wrong(value, named.error);
    const checked = checkField(field.values ?? {}, item, { ...at, path: `${at.path}.*` });
    if (checked.error !== null) errors[key] = checked.error;
    out[key] = checked.value;
  }
  return Object.keys(errors).length === 0 ? fine(out) : wrong(out, errors);
};

const checkRecord = (field: FieldSchema, value: Json, at: Context): Checked => {
  if (!isObject(value)) return wrong(value, 'expected a record');
  if (field.fields === undefined) return fine(value);
  const schema = { fields: field.fields, entity_checks: field.entity_checks ?? [] };
  const { value: filled, errors } = filledRecord(schema, spelledOut(field, value), at);
  return Object.keys(errors).length === 0 ? fine(filled) : wrong(filled, errors);
};

/** Deprecated short names (`redis_host`) moved to where 3.9 keeps them; a value under the new name wins. */
const spelledOut = (field: FieldSchema, value: JsonObject): JsonObject => {
  const shorthands = field.shorthand_fields ?? {};
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) if (!(key in shorthands)) out[key] = item;
  for (const [short, { deprecation }] of Object.entries(shorthands)) {
    const given = value[short];
    const [group, name] = deprecation?.replaced_with?.[0]?.path ?? [];
    if (given === undefined || given === null || group === undefined || name === undefined) continue;
    out[group] = { [name]: given, ...(isObject(out[group]) ? out[group] : {}) };
  }
  return out;
};
