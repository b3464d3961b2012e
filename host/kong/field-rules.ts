import type { Json } from '../../src/domain/json';
import { luaPattern } from './lua-pattern';
import { isObject, type FieldSchema } from './schema';
import { textOf } from './text';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);

const lengthOf = (value: Json): number =>
  Array.isArray(value) || typeof value === 'string'
    ? value.length
    : isObject(value)
      ? Object.keys(value).length
      : 0;

/** The first broken rule of a field, in Kong's words and in Kong's order of checking. */
export const brokenRule = (field: FieldSchema, value: Json): string | null => {
  if (field.eq !== undefined && field.eq !== value) return `value must be ${textOf(field.eq)}`;
  if (field.not_one_of?.includes(value))
    return `must not be one of: ${field.not_one_of.map(textOf).join(', ')}`;
  if (field.one_of && !field.one_of.includes(value))
    return `expected one of: ${field.one_of.map(textOf).join(', ')}`;
  if (field.gt !== undefined && !(Number(value) > field.gt)) return `value must be greater than ${field.gt}`;
  if (field.uuid === true && !isUuid(textOf(value))) return 'expected a valid UUID';
  if (field.between) {
    const [low, high] = field.between;
    if (Number(value) < low || Number(value) > high) return `value should be between ${low} and ${high}`;
  }
  if (field.len_eq !== undefined && lengthOf(value) !== field.len_eq) return `length must be ${field.len_eq}`;
  if (field.len_min !== undefined && lengthOf(value) < field.len_min)
    return `length must be at least ${field.len_min}`;
  if (field.contains !== undefined && !(Array.isArray(value) && value.includes(field.contains)))
    return `expected to contain: ${textOf(field.contains)}`;
  return typeof value === 'string' ? brokenPattern(field, value) : null;
};

const brokenPattern = (field: FieldSchema, text: string): string | null => {
  if (field.starts_with !== undefined && !text.startsWith(field.starts_with))
    return `should start with: ${field.starts_with}`;
  const forbidden = field.match_none?.find(({ pattern }) => luaPattern(pattern).test(text));
  if (forbidden !== undefined) return forbidden.err;
  if (field.match !== undefined && !luaPattern(field.match).test(text)) return `invalid value: ${text}`;
  const unmet = field.match_all?.find(({ pattern }) => !luaPattern(pattern).test(text));
  if (unmet !== undefined) return unmet.err;
  const any = field.match_any;
  return any !== undefined && !any.patterns.some((pattern) => luaPattern(pattern).test(text))
    ? any.err
    : null;
};
