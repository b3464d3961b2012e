import type { Json, JsonObject } from '../../src/domain/json';
import { isObject } from './objects';
import type { Cause } from './status';

/** The part of a CRD's OpenAPI schema that is enforced here. */
export type StructuralSchema = {
  type?: string;
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema;
  items?: StructuralSchema;
  required?: string[];
  enum?: string[];
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  anyOf?: StructuralSchema[];
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-validations'?: { rule: string; message: string }[];
};

type SchemaFindings = {
  value: Json;
  /** Paths of fields that the schema does not know; they are taken out of `value`. */
  unknown: string[];
  causes: Cause[];
};

const has = (value: Json, key: string): boolean => isObject(value) && value[key] !== undefined;
const count = (value: Json, keys: string[]): number => keys.filter((key) => has(value, key)).length;
const keysOf = (value: Json): string[] => (isObject(value) ? Object.keys(value) : []);

/** The CEL rules of Istio's security CRDs, by their messages: there is no CEL engine here. */
const RULES: Record<string, (value: Json) => boolean> = {
  'only one of targetRefs or selector can be set': (value) =>
    count(value, ['selector', 'targetRef', 'targetRefs']) <= 1,
  'only one of jwks or jwksUri can be set': (value) => count(value, ['jwksUri', 'jwks_uri', 'jwks']) <= 1,
  'Cannot set serviceAccounts with namespaces or principals': (value) =>
    count(value, ['serviceAccounts', 'notServiceAccounts']) === 0 ||
    count(value, ['principals', 'notPrincipals', 'namespaces', 'notNamespaces']) === 0,
  'wildcard not allowed in label value match': (value) => typeof value !== 'string' || !value.includes('*'),
  'wildcard not allowed in label key match': (value) => keysOf(value).every((key) => !key.includes('*')),
  'key must not be empty': (value) => keysOf(value).every((key) => key !== ''),
  'cross namespace referencing is not currently supported': (value) => value === '',
  'port must be between 1-65535': (value) =>
    keysOf(value).every((key) => Number(key) > 0 && Number(key) <= 65_535),
  'portLevelMtls requires selector': (value) =>
    !has(value, 'portLevelMtls') ||
    (isObject(value) && isObject(value.selector) && keysOf(value.selector.matchLabels ?? null).length > 0),
  'url must have scheme http:// or https://': (value) =>
    typeof value !== 'string' || /^https?:\/\//.test(value),
  'must be a valid duration greater than 1ms': (value) =>
    typeof value !== 'string' || /^([\d.]+(h|m|s|ms|us|ns))+$/.test(value),
};

/** Whether the cause comes from such a rule: they are not checked while the object is invalid otherwise. */
export const isRuleCause = ({ message }: Cause): boolean =>
  Object.keys(RULES).some((rule) => message.endsWith(rule));

const typeOf = (value: Json): string => {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
};

const typeProblem = (schema: StructuralSchema, value: Json, field: string): Cause | null => {
  if (schema['x-kubernetes-int-or-string'] === true || schema.type === undefined) return null;
  const found = typeOf(value);
  if (found === schema.type || (schema.type === 'number' && found === 'integer')) return null;
  const message = `Invalid value: "${found}": ${field} in body must be of type ${schema.type}: "${found}"`;
  return { reason: 'FieldValueTypeInvalid', message, field };
};

const invalid = (message: string, field: string): Cause => ({ reason: 'FieldValueInvalid', message, field });

const textProblems = (schema: StructuralSchema, value: string, field: string): Cause[] => {
  const causes: Cause[] = [];
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const supported = schema.enum.map((one) => `"${one}"`).join(', ');
    causes.push({
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: "${value}": supported values: ${supported}`,
      field,
    });
  }
  if (schema.minLength !== undefined && value.length < schema.minLength)
    causes.push(
      invalid(
        `Invalid value: "${value}": ${field} in body should be at least ${schema.minLength} chars long`,
        field,
      ),
    );
  if (schema.maxLength !== undefined && value.length > schema.maxLength)
    causes.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${schema.maxLength} bytes`,
      field,
    });
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    causes.push(
      invalid(`Invalid value: "${value}": ${field} in body should match '${schema.pattern}'`, field),
    );
  return causes;
};

const ruleProblems = (schema: StructuralSchema, value: Json, field: string): Cause[] =>
  (schema['x-kubernetes-validations'] ?? []).flatMap(({ message }) => {
    const holds = RULES[message];
    if (holds === undefined) throw new Error(`CEL rule not implemented in the local host: ${message}`);
    const shown = isObject(value) ? 'object' : typeof value === 'string' ? value : JSON.stringify(value);
    return holds(value) ? [] : [invalid(`Invalid value: "${shown}": ${message}`, field)];
  });

const merge = (value: Json, parts: SchemaFindings[]): SchemaFindings => ({
  value,
  unknown: parts.flatMap((one) => one.unknown),
  causes: parts.flatMap((one) => one.causes),
});

const checkObject = (schema: StructuralSchema, value: JsonObject, field: string): SchemaFindings => {
  const out: JsonObject = {};
  const parts: SchemaFindings[] = [];
  for (const name of schema.required ?? [])
    if (value[name] === undefined)
      parts.push({
        value,
        unknown: [],
        causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: `${field}.${name}` }],
      });
  for (const [name, one] of Object.entries(value)) {
    const below = schema.properties?.[name] ?? schema.additionalProperties;
    const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
    if (below === undefined && !isOpen) {
      parts.push({ value, unknown: [`${field}.${name}`], causes: [] });
      continue;
    }
    // A null in a custom resource is dropped where the field is not nullable.
    if (one === null) continue;
    const checked =
      below === undefined
        ? { value: one, unknown: [], causes: [] }
        : checkSchema(below, one, `${field}.${name}`);
    parts.push(checked);
    out[name] = checked.value;
  }
  return merge(out, parts);
};

/** What the API server would say of `value` under a CRD's schema, and `value` without what it does not know. */
export const checkSchema = (schema: StructuralSchema, value: Json, field: string): SchemaFindings => {
  const wrongType = typeProblem(schema, value, field);
  if (wrongType !== null) return { value, unknown: [], causes: [wrongType] };
  const rules: SchemaFindings = { value, unknown: [], causes: ruleProblems(schema, value, field) };
  if (typeof value === 'string')
    return merge(value, [rules, { value, unknown: [], causes: textProblems(schema, value, field) }]);
  if (Array.isArray(value)) {
    const items = value.map((one, index) => checkSchema(schema.items ?? {}, one, `${field}[${index}]`));
    const most = schema.maxItems;
    const tooMany = `Too many: ${value.length}: must have at most ${most ?? 0} items`;
    const size: Cause[] =
      most !== undefined && value.length > most
        ? [{ reason: 'FieldValueTooMany', message: tooMany, field }]
        : [];
    return merge(
      items.map((one) => one.value),
      [{ value, unknown: [], causes: size }, rules, ...items],
    );
  }
  if (!isObject(value)) return rules;
  if (schema['x-kubernetes-preserve-unknown-fields'] === true && schema.properties === undefined)
    return rules;
  const checked = checkObject(schema, value, field);
  return merge(checked.value, [checked, rules]);
};
