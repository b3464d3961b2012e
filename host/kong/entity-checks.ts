import type { Json, JsonObject } from '../../src/domain/json';
import type { FieldErrors } from './errors';
import { brokenRule } from './field-rules';
import { isObject, type EntityCheck, type FieldSchema } from './schema';

const at = (value: JsonObject, path: string): Json =>
  path.split('.').reduce<Json>((found, key) => (isObject(found) ? (found[key] ?? null) : null), value);

const setError = (errors: FieldErrors, path: string, message: string): void => {
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    errors[head] = message;
    return;
  }
  const below = typeof errors[head] === 'object' && !Array.isArray(errors[head]) ? errors[head] : {};
  setError(below, rest.join('.'), message);
  errors[head] = below;
};

const quoted = (names: string[]): string => names.map((name) => `'${name}'`).join(', ');
const isEmpty = (value: Json): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

const matches = (rule: FieldSchema, value: Json): boolean => {
  if (rule.required === true && value === null) return false;
  if (rule.elements !== undefined)
    return Array.isArray(value) && value.every((item) => matches(rule.elements ?? {}, item));
  if (rule.eq !== undefined) return value === rule.eq;
  // An absent value meets every other rule, as in Kong: only `required` and `eq` look at absence.
  return value === null || brokenRule(rule, value) === null;
};

const conditional = (
  check: NonNullable<EntityCheck['conditional']>,
  value: JsonObject,
  errors: FieldErrors,
): string | null => {
  const given = at(value, check.if_field);
  if (given === null || !matches(check.if_match, given)) return null;
  const then = at(value, check.then_field);
  if (matches(check.then_match, then)) return null;
  const broken =
    check.then_match.required === true && then === null
      ? 'required field missing'
      : check.then_match.eq === null
        ? 'value must be null'
        : (brokenRule(check.then_match, then) ?? 'invalid value');
  setError(errors, check.then_field, broken);
  return check.then_err ?? `failed conditional validation given value of field '${check.if_field}'`;
};

const oneCheck = (
  check: EntityCheck,
  value: JsonObject,
  options: { errors: FieldErrors; updating: boolean },
): string | null => {
  if (check.conditional) return conditional(check.conditional, value, options.errors);
  const filled = (names: string[]): string[] => names.filter((name) => !isEmpty(at(value, name)));
  if (check.at_least_one_of && filled(check.at_least_one_of).length === 0) {
    const when = options.updating ? 'when updating, ' : '';
    return `${when}at least one of these fields must be non-empty: ${quoted(check.at_least_one_of)}`;
  }
  if (check.only_one_of && filled(check.only_one_of).length !== 1)
    return `exactly one of these fields must be non-empty: ${quoted(check.only_one_of)}`;
  if (check.mutually_required) {
    const there = filled(check.mutually_required).length;
    if (there > 0 && there < check.mutually_required.length)
      return `all or none of these fields must be set: ${quoted(check.mutually_required)}`;
  }
  if (check.distinct) {
    const values = filled(check.distinct).map((name) => JSON.stringify(at(value, name)));
    if (new Set(values).size < values.length)
      return `values of these fields must be distinct: ${quoted(check.distinct)}`;
  }
  return null; // custom checks are code in Kong: those we know are in custom-checks.ts
};

const readsOf = (check: EntityCheck): string[] => [
  ...(check.at_least_one_of ?? []),
  ...(check.only_one_of ?? []),
  ...(check.mutually_required ?? []),
  ...(check.conditional ? [check.conditional.if_field, check.conditional.then_field] : []),
];

/** The messages for `@entity`; a check whose fields are already wrong is not run, as in Kong. */
export const runEntityChecks = (
  checks: EntityCheck[],
  value: JsonObject,
  options: { errors: FieldErrors; updating: boolean },
): string[] => {
  const before = { ...options.errors };
  const isWrong = (path: string): boolean => {
    const error = before[path.split('.')[0] ?? ''];
    return error !== undefined && (typeof error === 'string' || path.split('.').length === 1);
  };
  return checks
    .filter((check) => !readsOf(check).some(isWrong))
    .flatMap((check) => oneCheck(check, value, options) ?? []);
};
