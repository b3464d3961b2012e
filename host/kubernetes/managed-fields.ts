import type { Json, JsonObject } from '../../src/domain/json';
import { canonical, isObject, text, type KubernetesObject } from './objects';

/** Which fields a manager holds, as paths: `.spec.rules`. Lists count as one field (Istio's are all atomic). */
type FieldSet = Set<string>;

export type Manager = {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fields: FieldSet;
};

// Who an object is and what the server writes itself belongs to nobody.
const UNMANAGED = new Set([
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.managedFields',
  'metadata.selfLink',
  'metadata.generateName',
]);

const SEPARATOR = '\u0000'; // label keys have dots in them, so a path's steps are kept apart by this

const leaves = (value: Json, path: string[]): string[] => {
  if (UNMANAGED.has(path.join('.'))) return [];
  if (!isObject(value) || Object.keys(value).length === 0)
    return path.length === 0 ? [] : [path.join(SEPARATOR)];
  return Object.entries(value).flatMap(([key, below]) => leaves(below, [...path, key]));
};

/** The fields that an object says. An empty map is a field of its own (`spec: {}` is a statement). */
export const fieldsOf = (object: JsonObject): FieldSet =>
  new Set(leaves(object, []).filter((field) => field !== 'metadata'));

export const valueAt = (object: JsonObject, field: string): Json | undefined =>
  field.split(SEPARATOR).reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), object);

/** `.spec.selector.matchLabels.app`, as conflicts name a field. */
export const fieldPath = (field: string): string => `.${field.split(SEPARATOR).join('.')}`;

/** Both fields are the same, or one lies within the other (a map that was empty and is filled). */
export const overlaps = (a: string, b: string): boolean =>
  a === b || a.startsWith(b + SEPARATOR) || b.startsWith(a + SEPARATOR);

export const withoutField = (object: JsonObject, field: string): JsonObject => {
  const [head = '', ...rest] = field.split(SEPARATOR);
  const below = object[head];
  if (rest.length === 0) return Object.fromEntries(Object.entries(object).filter(([key]) => key !== head));
  if (!isObject(below)) return object;
  const next = withoutField(below, rest.join(SEPARATOR));
  // A map that only held what was taken out goes too, except where an empty one means something else.
  const isGone = Object.keys(next).length === 0 && head !== 'spec';
  return isGone ? withoutField(object, head) : { ...object, [head]: next };
};

const asFieldsV1 = (fields: FieldSet): JsonObject => {
  const root: JsonObject = {};
  for (const field of [...fields].sort()) {
    let at = root;
    for (const step of field.split(SEPARATOR)) {
      const key = `f:${step}`;
      const below: JsonObject = isObject(at[key]) ? at[key] : {};
      at[key] = below;
      at = below;
    }
  }
  return root;
};

const fromFieldsV1 = (value: Json | undefined, path: string[] = []): string[] => {
  if (!isObject(value)) return [];
  const below = Object.keys(value).filter((key) => key.startsWith('f:'));
  if (below.length === 0) return path.length === 0 ? [] : [path.join(SEPARATOR)];
  return below.flatMap((key) => fromFieldsV1(value[key], [...path, key.slice(2)]));
};

export const managersOf = (object: KubernetesObject): Manager[] => {
  const { managedFields } = object.metadata;
  return (Array.isArray(managedFields) ? managedFields : []).filter(isObject).map((one) => ({
    manager: text(one.manager),
    operation: one.operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion: text(one.apiVersion),
    time: text(one.time),
    fields: new Set(fromFieldsV1(one.fieldsV1)),
  }));
};

export const asManagedFields = (managers: readonly Manager[]): JsonObject[] =>
  managers
    .filter((one) => one.fields.size > 0)
    .map((one) => ({
      manager: one.manager,
      operation: one.operation,
      apiVersion: one.apiVersion,
      time: one.time,
      fieldsType: 'FieldsV1',
      fieldsV1: asFieldsV1(one.fields),
    }));

/** After a plain write, `manager` holds what it changed, and nobody else does. */
export const managersAfterUpdate = (
  before: KubernetesObject | null,
  after: KubernetesObject,
  writer: Pick<Manager, 'manager' | 'apiVersion' | 'time'>,
): Manager[] => {
  const said = fieldsOf(after);
  const isChanged = (field: string): boolean =>
    before === null || canonical(valueAt(before, field)) !== canonical(valueAt(after, field));
  const changed = new Set([...said].filter(isChanged));
  const known = before === null ? [] : managersOf(before);
  const isSelf = (one: Manager): boolean => one.manager === writer.manager && one.operation === 'Update';
  const others = known
    .filter((one) => !isSelf(one))
    .map((one) => ({
      ...one,
      fields: new Set([...one.fields].filter((field) => said.has(field) && !changed.has(field))),
    }));
  const self = known.find(isSelf);
  const kept = [...(self?.fields ?? [])].filter((field) => said.has(field));
  const fields = new Set([...kept, ...changed]);
  const time = changed.size > 0 ? writer.time : (self?.time ?? writer.time);
  return [...others, { ...writer, operation: 'Update' as const, time, fields }].filter(
    (one) => one.fields.size > 0,
  );
};
