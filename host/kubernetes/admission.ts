import type { JsonObject } from '../../src/domain/json';
import type { ResourceKind } from './kinds';
import { isObject, nameOf, text, type KubernetesObject } from './objects';
import securitySchemas from './schemas/security.json';
import { statuses, type Cause } from './status';
import { checkSchema, isRuleCause, type StructuralSchema } from './structural-schema';

export type Admitted = {
  object: KubernetesObject;
  /** Texts for `Warning:` headers. */
  warnings: string[];
};

const schemaOf = (kind: ResourceKind): StructuralSchema | undefined =>
  kind.group === 'security.istio.io'
    ? (securitySchemas as unknown as Record<string, StructuralSchema>)[kind.plural]
    : undefined;

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const nameCauses = (name: string): Cause[] => {
  if (name === '')
    return [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
        field: 'metadata.name',
      },
    ];
  const message = `Invalid value: "${name}": ${NAME_RULE}`;
  return NAME.test(name) ? [] : [{ reason: 'FieldValueInvalid', message, field: 'metadata.name' }];
};

const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const UNCHECKED =
  'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to ' +
  'complete validation';

/** CEL rules are not run on an object that is of another shape, and the server says so in a cause of its own. */
const withoutUnchecked = (causes: Cause[]): Cause[] =>
  causes.some(({ reason }) => BLOCKING.has(reason))
    ? [
        ...causes.filter((cause) => !isRuleCause(cause)),
        { reason: 'FieldValueInvalid', message: UNCHECKED, field: '<nil>' },
      ]
    : causes;

/**
 * Checks an object against its CRD (Istio's security kinds; other kinds are taken as they are) and drops unknown fields.
 * @param validation `Strict` refuses unknown fields, `Warn` (the default) names them, `Ignore` is silent.
 * @throws StatusError 422 with causes, 400 for unknown fields under `Strict`
 */
export const admitted = (
  kind: ResourceKind,
  object: KubernetesObject,
  validation: string | null,
): Admitted => {
  const names = nameCauses(nameOf(object));
  if (names.length > 0) throw statuses.invalid(kind, nameOf(object), withoutUnchecked(names));
  const schema = schemaOf(kind);
  if (schema === undefined || object.spec === undefined) return { object, warnings: [] };
  if (object.spec === null) {
    const { spec: _null, ...rest } = object;
    return { object: rest, warnings: [] };
  }
  const { value, unknown, causes } = checkSchema(schema, object.spec, 'spec');
  if (unknown.length > 0 && validation === 'Strict') {
    const problems = unknown.map((field) => `unknown field "${field}"`).join(', ');
    const version = text(object.apiVersion).split('/').pop() ?? '';
    throw statuses.badRequest(
      `${kind.kind} in version "${version}" cannot be handled as a ${kind.kind}: strict decoding error: ${problems}`,
    );
  }
  if (causes.length > 0) throw statuses.invalid(kind, nameOf(object), withoutUnchecked(causes));
  const warnings = validation === 'Ignore' ? [] : unknown.map((field) => `unknown field "${field}"`);
  return { object: { ...object, spec: isObject(value) ? value : {} }, warnings };
};

/**
 * An apply is compared with the schema before anything else and knows no leniency: `fieldValidation` is not looked at.
 * @throws StatusError 500, without a reason, for fields that the schema does not have
 */
export const assertDeclared = (kind: ResourceKind, applied: JsonObject): void => {
  const schema = schemaOf(kind);
  if (schema === undefined || !isObject(applied.spec)) return;
  const { unknown } = checkSchema(schema, applied.spec, 'spec');
  if (unknown.length === 0) return;
  const metadata = isObject(applied.metadata) ? applied.metadata : {};
  const what = `(${text(metadata.namespace)}/${text(metadata.name)}; ${text(applied.apiVersion)}, Kind=${kind.kind})`;
  const lines = unknown.map((field) => `.${field}: field not declared in schema`);
  const list =
    lines.length === 1 ? (lines[0] ?? '') : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n');
  throw statuses.internal(`failed to create typed patch object ${what}: ${list}`);
};

/** Adds what the server owns; what a writer says of it is ignored. */
export const withServerFields = (object: KubernetesObject, owned: JsonObject): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, ...owned },
});
