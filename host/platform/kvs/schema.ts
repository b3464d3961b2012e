import type { Json, JsonObject } from '../../../src/domain/json';
import type { EntitySchema } from '../manifest';
import { refuse } from './refusal';
import type { Scalar } from './requests';

/** `range` may be the key itself: the built-in index `by-key`. */
export type EntityIndex = { name: string; partition: string[]; range: string };

export type Entity = {
  name: string;
  attributes: EntitySchema['attributes'];
  indexes: EntityIndex[];
};

const BY_KEY: EntityIndex = { name: 'by-key', partition: [], range: 'key' };
const MAX_ENTITIES = 20;
const MAX_INDEXES = 7;
const MAX_ATTRIBUTES = 50;

/**
 * The declared entities.
 * @throws when a deployment would be refused: limits of developer.atlassian.com/platform/forge/limits-kvs-ce,
 * and indexes on attributes that are not declared.
 */
export function entitiesOf(schemas: EntitySchema[]): Map<string, Entity> {
  if (schemas.length > MAX_ENTITIES) throw new Error(`manifest: more than ${MAX_ENTITIES} entities`);
  return new Map(schemas.map((schema) => [schema.name, entityOf(schema)]));
}

function entityOf(schema: EntitySchema): Entity {
  const { name, attributes } = schema;
  const where = `manifest: entity ${name}`;
  const declared = schema.indexes ?? [];
  if (Object.keys(attributes).length > MAX_ATTRIBUTES)
    throw new Error(`${where}: more than ${MAX_ATTRIBUTES} attributes`);
  if (declared.length > MAX_INDEXES) throw new Error(`${where}: more than ${MAX_INDEXES} indexes`);
  const indexes = declared.map((index): EntityIndex => {
    if (typeof index === 'string') return { name: index, partition: [], range: index };
    const [range, ...more] = index.range;
    if (range === undefined || more.length > 0)
      throw new Error(`${where}, index ${index.name}: range takes one attribute`);
    return { name: index.name, partition: index.partition ?? [], range };
  });
  for (const index of indexes) {
    for (const attribute of [...index.partition, index.range])
      if (attributes[attribute] === undefined)
        throw new Error(`${where}, index ${index.name}: attribute ${attribute} is not declared`);
  }
  return { name, attributes, indexes };
}

export function indexOf(entity: Entity, name: string): EntityIndex {
  const index = [...entity.indexes, BY_KEY].find((each) => each.name === name);
  return index ?? refuse('INVALID_ENTITY_INDEX', `Entity ${entity.name} has no index ${name}`);
}

/** The value that `index` sorts a record by; undefined keeps the record out of the index. */
export function rangeValueOf(index: EntityIndex, key: string, value: Json): Scalar | undefined {
  if (index === BY_KEY) return key;
  const found = (value as JsonObject)[index.range];
  return typeof found === 'object' ? undefined : found;
}

const TYPE_CHECKS: Record<EntitySchema['attributes'][string]['type'], (value: Json) => boolean> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isSafeInteger(value),
  float: (value) => typeof value === 'number',
  any: () => true,
};

export function checkEntityValue(entity: Entity, value: Json): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('INVALID_ENTITY_VALUE', `The value of a ${entity.name} must be an object`);
  for (const [name, attribute] of Object.entries(value)) {
    const declared = entity.attributes[name];
    if (declared === undefined) refuse('INVALID_ENTITY_ATTRIBUTE', `${entity.name} has no attribute ${name}`);
    if (!TYPE_CHECKS[declared.type](attribute))
      refuse('INVALID_ENTITY_VALUE', `${entity.name}.${name} must be of type ${declared.type}`);
  }
}
