import { z } from 'zod';
import type { Json } from '../../../src/domain/json';

/** Bodies of the storage calls as @forge/kvs 1.6.5 sends them. Strict: a field unknown here is a feature that the host lacks. */

const CONDITIONS = [
  'BETWEEN',
  'BEGINS_WITH',
  'EXISTS',
  'NOT_EXISTS',
  'GREATER_THAN',
  'GREATER_THAN_EQUAL_TO',
  'LESS_THAN',
  'LESS_THAN_EQUAL_TO',
  'CONTAINS',
  'NOT_CONTAINS',
  'EQUAL_TO',
  'NOT_EQUAL_TO',
] as const;
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Condition = z.strictObject({ condition: z.enum(CONDITIONS), values: z.array(Scalar).min(1).max(2) });
const PropertyCondition = Condition.extend({ property: z.string() });
const Filters = z.strictObject({
  and: z.array(PropertyCondition).optional(),
  or: z.array(PropertyCondition).optional(),
});
const MetadataFields = z.array(z.enum(['CREATED_AT', 'UPDATED_AT', 'EXPIRE_TIME'])).optional();
const ReadOptions = z.strictObject({ metadataFields: MetadataFields }).optional();
const Ttl = z.strictObject({ value: z.number(), unit: z.enum(['SECONDS', 'MINUTES', 'HOURS', 'DAYS']) });
const WriteOptions = z
  .strictObject({
    ttl: Ttl.optional(),
    keyPolicy: z.enum(['OVERRIDE', 'FAIL_IF_EXISTS']).optional(),
    returnValue: z.enum(['LATEST', 'PREVIOUS']).optional(),
    returnMetadataFields: MetadataFields,
  })
  .optional();
const Value = z.custom<Json>().optional();
const entityName = z.string().optional();
const key = z.string();

export const Get = z.strictObject({ key, entityName, options: ReadOptions });
export const Put = z.strictObject({ key, entityName, value: Value, options: WriteOptions });
export const Remove = z.strictObject({ key, entityName });
export const Query = z.strictObject({
  limit: z.number().optional(),
  after: z.string().optional(),
  where: z.array(PropertyCondition).optional(),
  options: ReadOptions,
});
export const EntityQuery = z.strictObject({
  entityName: z.string(),
  indexName: z.string(),
  partition: z.array(Scalar).optional(),
  range: Condition.optional(),
  filters: Filters.optional(),
  sort: z.enum(['ASC', 'DESC']).optional(),
  cursor: z.string().optional(),
  limit: z.number().optional(),
  options: ReadOptions,
});
const BatchOptions = z.strictObject({ ttl: Ttl.optional() }).optional();
export const BatchPut = z.array(z.strictObject({ key, entityName, value: Value, options: BatchOptions }));
export const BatchGet = z.array(Get);
export const BatchRemove = z.array(Remove);
export const Transaction = z.strictObject({
  set: z
    .array(
      z.strictObject({
        key,
        entityName,
        value: Value,
        conditions: Filters.optional(),
        options: BatchOptions,
      }),
    )
    .optional(),
  delete: z.array(z.strictObject({ key, entityName, conditions: Filters.optional() })).optional(),
  check: z.array(z.strictObject({ key, entityName, conditions: Filters.optional() })).optional(),
});

export type Scalar = z.infer<typeof Scalar>;
export type Condition = z.infer<typeof Condition>;
export type PropertyCondition = z.infer<typeof PropertyCondition>;
export type Filters = z.infer<typeof Filters>;
export type MetadataFields = z.infer<typeof MetadataFields>;
export type Put = z.infer<typeof Put>;
export type Query = z.infer<typeof Query>;
export type EntityQuery = z.infer<typeof EntityQuery>;
export type Transaction = z.infer<typeof Transaction>;
