import type { Json, JsonObject } from '../../src/domain/json';
import { cascades, idOf, kindNamed, KINDS, type EntityKind } from './entities';
import { errors } from './errors';
import { isObject } from './schema';

/** Everything a control plane holds: kind → entities. The form that is kept between starts. */
export type KongState = Record<string, JsonObject[]>;

export type KongStore = {
  byId(kind: string, id: string): JsonObject | undefined;
  /** By the field that paths may name: a service's name, a consumer's username. */
  byName(kind: EntityKind, name: string): JsonObject | undefined;
  /** All of a kind, ordered by id, as Kong lists them. */
  all(kind: string): readonly JsonObject[];
  /** Those whose foreign key `field` is `id`, ordered by id. */
  below(kind: string, field: string, id: string): readonly JsonObject[];
  /** Writes an entity, new or not; refuses what breaks a unique or a foreign key. */
  put(kind: string, entity: JsonObject): void;
  /** Takes the entity and what cascades from it; refuses when something else refers to it. */
  remove(kind: string, id: string): void;
  export(): KongState;
  replace(state: KongState): void;
};

type Table = {
  kind: EntityKind;
  rows: Map<string, JsonObject>;
  unique: Map<string, string>;
  names: Map<string, string>;
  /** Derived, thrown away by the next write: 20 000 rows are sorted once, not at every page. */
  sorted: JsonObject[] | null;
  children: Map<string, Map<string, JsonObject[]>>;
};

const part = (value: Json | undefined): Json =>
  isObject(value) && value.id !== undefined ? value.id : (value ?? null);

const uniqueKeys = (kind: EntityKind, entity: JsonObject): { key: string; fields: string[] }[] =>
  kind.unique.flatMap(({ fields, withNulls }) => {
    const values = fields.map((field) => part(entity[field]));
    if (withNulls !== true && values.includes(null)) return [];
    return [{ key: `${fields.join(',')}=${JSON.stringify(values)}`, fields }];
  });

const newTable = (kind: EntityKind): Table => ({
  kind,
  rows: new Map(),
  unique: new Map(),
  names: new Map(),
  sorted: null,
  children: new Map(),
});

const sortedRows = (table: Table): JsonObject[] => {
  // By characters of the id: what Postgres answers for `ORDER BY id` of a uuid column.
  table.sorted ??= [...table.rows.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  return table.sorted;
};

const childrenBy = (table: Table, field: string): Map<string, JsonObject[]> => {
  const known = table.children.get(field);
  if (known !== undefined) return known;
  const groups = new Map<string, JsonObject[]>();
  for (const row of sortedRows(table)) {
    const id = part(row[field]);
    if (typeof id !== 'string') continue;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  table.children.set(field, groups);
  return groups;
};

const forget = (table: Table, entity: JsonObject): void => {
  for (const { key } of uniqueKeys(table.kind, entity)) table.unique.delete(key);
  const name = table.kind.lookup === null ? null : entity[table.kind.lookup];
  if (typeof name === 'string') table.names.delete(name);
  table.rows.delete(idOf(entity));
  table.sorted = null;
  table.children.clear();
};

const remember = (table: Table, entity: JsonObject): void => {
  for (const { key } of uniqueKeys(table.kind, entity)) table.unique.set(key, idOf(entity));
  const name = table.kind.lookup === null ? null : entity[table.kind.lookup];
  if (typeof name === 'string') table.names.set(name, idOf(entity));
  table.rows.set(idOf(entity), entity);
  table.sorted = null;
  table.children.clear();
};

type Tables = { of(kind: string): Table };

const assertUnique = (table: Table, entity: JsonObject): void => {
  for (const { key, fields } of uniqueKeys(table.kind, entity)) {
    const holder = table.unique.get(key);
    if (holder === undefined || holder === idOf(entity)) continue;
    throw errors.unique(Object.fromEntries(fields.map((field) => [field, entity[field] ?? null])));
  }
};

const assertForeign = (tables: Tables, table: Table, entity: JsonObject): void => {
  for (const [field, reference] of Object.entries(table.kind.foreign)) {
    const id = part(entity[field]);
    if (typeof id === 'string' && !tables.of(reference).rows.has(id))
      throw errors.foreignKey(field, reference, id);
  }
};

const removeFrom = (tables: Tables, kind: string, id: string): void => {
  const entity = tables.of(kind).rows.get(id);
  if (entity === undefined) return;
  const references = KINDS.flatMap((other) =>
    Object.entries(other.foreign).flatMap(([field, reference]) =>
      reference === kind ? [{ other, field }] : [],
    ),
  );
  const holders = ({ other, field }: { other: EntityKind; field: string }): JsonObject[] =>
    childrenBy(tables.of(other.kind), field).get(id) ?? [];
  const blocking = references.find((one) => !cascades(one.other.kind, one.field) && holders(one).length > 0);
  if (blocking !== undefined) throw errors.referencedBy(kind, blocking.other.kind);
  for (const one of references)
    for (const child of [...holders(one)]) removeFrom(tables, one.other.kind, idOf(child));
  forget(tables.of(kind), entity);
};

export const createKongStore = (): KongStore => {
  const tables = new Map(KINDS.map((kind) => [kind.kind, newTable(kind)]));
  const of = (kind: string): Table => tables.get(kind) ?? newTable(kindNamed(kind));
  const put = (kind: string, entity: JsonObject): void => {
    const table = of(kind);
    assertUnique(table, entity);
    assertForeign({ of }, table, entity);
    const before = table.rows.get(idOf(entity));
    if (before !== undefined) forget(table, before);
    remember(table, entity);
  };
  return {
    byId: (kind, id) => of(kind).rows.get(id),
    byName: (kind, name) => {
      const id = of(kind.kind).names.get(name);
      return id === undefined ? undefined : of(kind.kind).rows.get(id);
    },
    all: (kind) => sortedRows(of(kind)),
    below: (kind, field, id) => childrenBy(of(kind), field).get(id) ?? [],
    put,
    remove: (kind, id) => {
      removeFrom({ of }, kind, id);
    },
    export: () => {
      const kept = KINDS.map((kind): [string, JsonObject[]] => [kind.kind, [...sortedRows(of(kind.kind))]]);
      return Object.fromEntries(kept.filter(([, rows]) => rows.length > 0));
    },
    replace: (state) => {
      for (const kind of KINDS) tables.set(kind.kind, newTable(kind));
      for (const kind of KINDS) for (const entity of state[kind.kind] ?? []) put(kind.kind, entity);
    },
  };
};
