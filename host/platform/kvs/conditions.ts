import type { Json, JsonObject } from '../../../src/domain/json';
import { refuse } from './refusal';
import type { Condition, Filters, PropertyCondition, Scalar } from './requests';
import type { Entity } from './schema';

const MAX_CONDITIONS = 100;

/** Whether `value` (undefined: the attribute is absent) meets the condition. Comparisons of unlike types are false. */
export function meets({ condition, values }: Condition, value: Json | undefined): boolean {
  const [first, second] = values as [Scalar, Scalar | undefined];
  switch (condition) {
    case 'BETWEEN':
      if (second === undefined) refuse('QUERY_WHERE_INVALID', 'BETWEEN takes two values');
      return ordered(first, value, true) && ordered(value, second, true);
    case 'BEGINS_WITH':
      return typeof value === 'string' && value.startsWith(String(first));
    case 'EXISTS':
      return value !== undefined;
    case 'NOT_EXISTS':
      return value === undefined;
    case 'GREATER_THAN':
      return ordered(first, value, false);
    case 'GREATER_THAN_EQUAL_TO':
      return ordered(first, value, true);
    case 'LESS_THAN':
      return ordered(value, first, false);
    case 'LESS_THAN_EQUAL_TO':
      return ordered(value, first, true);
    case 'CONTAINS':
      return contains(value, first);
    case 'NOT_CONTAINS':
      return !contains(value, first);
    case 'EQUAL_TO':
      return value === first;
    case 'NOT_EQUAL_TO':
      return value !== first;
  }
}

function ordered(left: Json | undefined, right: Json | undefined, orEqual: boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number')
    return left < right || (orEqual && left === right);
  if (typeof left === 'string' && typeof right === 'string')
    return left < right || (orEqual && left === right);
  return false;
}

function contains(value: Json | undefined, part: Scalar): boolean {
  if (typeof value === 'string') return value.includes(String(part));
  return Array.isArray(value) && value.includes(part);
}

/**
 * A test of whole values. Conditions speak of declared attributes only; all of `and`, or any of `or`.
 * An absent value has no attributes, so NOT_EXISTS holds for it.
 */
export function testOf(filters: Filters, entity: Entity): (value: Json | undefined) => boolean {
  const { and, or } = filters;
  if (and !== undefined && or !== undefined)
    refuse('INVALID_FILTER_OPERATORS_COMBINATION', 'A filter is either all of, or any of');
  const conditions = and ?? or ?? [];
  if (conditions.length === 0) refuse('EMPTY_FILTER_OPERATOR', 'A filter needs at least one condition');
  if (conditions.length > MAX_CONDITIONS)
    refuse('QUERY_WHERE_INVALID', `More than ${MAX_CONDITIONS} conditions`);
  for (const { property } of conditions)
    if (entity.attributes[property] === undefined)
      refuse('INVALID_ENTITY_ATTRIBUTE', `${entity.name} has no attribute ${property}`);
  const holds = (value: Json | undefined) => (condition: PropertyCondition) =>
    meets(condition, (value as JsonObject | undefined)?.[condition.property]);
  return (value) => (and === undefined ? conditions.some(holds(value)) : conditions.every(holds(value)));
}
