import type { JsonObject } from '../../src/domain/json';
import type { KongContext } from './context';
import { idOf, KINDS, kindNamed, NESTED, type EntityKind } from './entities';
import { AdminApiError, errors } from './errors';
import { isUuid } from './field-rules';
import { fixedBy, lookUp } from './lookup';
import { byId, paged, withTags, type Listing, type Page } from './paging';
import { rendered } from './render';
import { createEntity, updateEntity, upsertEntity } from './write';
import { textOf } from './text';

/** What a handler answers: a status and a body (null: none). */
export type Answer = { status: number; body: JsonObject | null };

export type Call = {
  context: KongContext;
  url: URL;
  /** The path as Kong sees it. */
  path: string;
  body: JsonObject;
};

const ok = (body: JsonObject): Answer => ({ status: 200, body });

const refuseInDbless = (context: KongContext, what: string): void => {
  if (context.node.database === 'off') throw errors.readOnly(what);
};

const named = (kind: EntityKind, segment: string): string =>
  isUuid(segment) || kind.lookup === null || kind.kind === 'acls' ? '' : ` by '${kind.lookup}'`;

/** `GET /services`: a page by id; tags filter here, and on consumers `custom_id` does too. */
export const listAll = ({ context, url, path }: Call, kind: EntityKind): Answer => {
  const customId = kind.kind === 'consumers' ? url.searchParams.get('custom_id') : null;
  const tagged = withTags(context.store.all(kind.kind), url.searchParams.get('tags'));
  const rows = customId === null ? tagged : tagged.filter((row) => row.custom_id === customId);
  return ok(pageOf({ context, kind: kind.kind, url, path }, rows));
};

/** A page of rows as it is answered. */
export const pageOf = (listing: Listing, rows: readonly JsonObject[]): Page => {
  const page = paged(listing, rows, byId);
  const data = page.rows.map((row) => rendered(listing.context, listing.kind, row));
  return { data, next: page.next, ...(page.offset === undefined ? {} : { offset: page.offset }) };
};

export const createOne = ({ context, body }: Call, kind: EntityKind, fixed: JsonObject = {}): Answer => {
  refuseInDbless(context, `create '${kind.kind}' entities`);
  return { status: 201, body: rendered(context, kind.kind, createEntity(context, { kind, body, fixed })) };
};

const found = (context: KongContext, kind: EntityKind, segment: string): JsonObject => {
  const entity = lookUp(context, kind, segment);
  if (entity === undefined) throw errors.notFound();
  return entity;
};

export const readOne = ({ context }: Call, kind: EntityKind, segment: string): Answer =>
  ok(rendered(context, kind.kind, found(context, kind, segment)));

export const putOne = ({ context, body }: Call, kind: EntityKind, segment: string): Answer => {
  refuseInDbless(context, `create or update '${kind.kind}' entities${named(kind, segment)}`);
  // R:02: `PUT /key-sets/{name}` is a real failure of 3.9.3 on Postgres.
  if (kind.kind === 'key_sets' && !isUuid(segment))
    throw new AdminApiError(500, { message: 'An unexpected error occurred' });
  const fixed = fixedBy(kind, segment);
  const entity = upsertEntity(context, { kind, body, fixed }, lookUp(context, kind, segment));
  return ok(rendered(context, kind.kind, entity));
};

export const patchOne = ({ context, body }: Call, kind: EntityKind, segment: string): Answer => {
  refuseInDbless(context, `update '${kind.kind}' entities${named(kind, segment)}`);
  const before = lookUp(context, kind, segment);
  if (before === undefined) throw errors.entityNotFound(fixedBy(kind, segment));
  return ok(rendered(context, kind.kind, updateEntity(context, { kind, body, fixed: {} }, before)));
};

/** 204 whether or not the entity was there (R:11). */
export const deleteOne = ({ context }: Call, kind: EntityKind, segment: string): Answer => {
  refuseInDbless(context, `remove '${kind.kind}' entities${named(kind, segment)}`);
  const entity = lookUp(context, kind, segment);
  if (entity !== undefined) context.store.remove(kind.kind, idOf(entity));
  return { status: 204, body: null };
};

export type Nest = { parent: JsonObject; kind: EntityKind; field: string };

/** The list `/services/{orders}/routes`, or undefined when Kong has no such path. */
export const nestAt = (
  context: KongContext,
  parentKind: EntityKind,
  segments: { parent: string; nested: string },
): Nest | undefined => {
  const nested = NESTED.find((one) => one.parent === parentKind.kind && one.segment === segments.nested);
  if (nested === undefined) return undefined;
  return {
    parent: found(context, parentKind, segments.parent),
    kind: kindNamed(nested.kind),
    field: nested.field,
  };
};

/** Nested lists know no tags: all rows come whatever `?tags=` says (R:21). Targets come newest first (R:03). */
export const listBelow = ({ context, url, path }: Call, { parent, kind, field }: Nest): Answer => {
  const rows = context.store.below(kind.kind, field, idOf(parent));
  const newestFirst = [...rows].sort((a, b) => Number(b.created_at) - Number(a.created_at));
  const listing = { context, kind: kind.kind, url, path, nested: true };
  return ok(pageOf(listing, kind.kind === 'targets' ? newestFirst : rows));
};

/** The child a nested path names. ACLs go by group here and nowhere else. */
const childOf = (context: KongContext, nest: Nest, segment: string): JsonObject | undefined => {
  const rows = context.store.below(nest.kind.kind, nest.field, idOf(nest.parent));
  if (isUuid(segment)) return rows.find((row) => row.id === segment);
  const name = nest.kind.kind === 'acls' ? 'group' : nest.kind.lookup;
  return name === null ? undefined : rows.find((row) => row[name] === segment);
};

/** The ACL plugin's own endpoints answer through another function, which adds a request id (R:05, R:10). */
const childMissing = (context: KongContext, nest: Nest): AdminApiError =>
  nest.kind.kind === 'acls'
    ? new AdminApiError(404, { message: 'Not found', request_id: context.randomUuid().replaceAll('-', '') })
    : errors.notFound();

export const readChild = ({ context }: Call, nest: Nest, segment: string): Answer => {
  const child = childOf(context, nest, segment);
  if (child === undefined) throw childMissing(context, nest);
  return ok(rendered(context, nest.kind.kind, child));
};

export const createChild = (call: Call, nest: Nest): Answer =>
  createOne(call, nest.kind, { [nest.field]: { id: idOf(nest.parent) } });

export const putChild = ({ context, body }: Call, nest: Nest, segment: string): Answer => {
  const { kind, field, parent } = nest;
  refuseInDbless(context, `create or update '${kind.kind}' entities${named(kind, segment)}`);
  const name = kind.kind === 'acls' && !isUuid(segment) ? { group: segment } : fixedBy(kind, segment);
  const fixed = { ...name, [field]: { id: idOf(parent) } };
  const before =
    childOf(context, nest, segment) ?? (kind.kind === 'acls' ? undefined : lookUp(context, kind, segment));
  return ok(rendered(context, kind.kind, upsertEntity(context, { kind, body, fixed }, before)));
};

export const patchChild = ({ context, body }: Call, nest: Nest, segment: string): Answer => {
  const { kind, field, parent } = nest;
  refuseInDbless(context, `update '${kind.kind}' entities${named(kind, segment)}`);
  const before = childOf(context, nest, segment);
  if (before === undefined) throw childMissing(context, nest);
  const fixed = { [field]: { id: idOf(parent) } };
  return ok(rendered(context, kind.kind, updateEntity(context, { kind, body, fixed }, before)));
};

/** Unlike a top-level delete, a missing child is 404 (R:11). */
export const deleteChild = ({ context }: Call, nest: Nest, segment: string): Answer => {
  refuseInDbless(context, `remove '${nest.kind.kind}' entities${named(nest.kind, segment)}`);
  const child = childOf(context, nest, segment);
  if (child === undefined) throw childMissing(context, nest);
  context.store.remove(nest.kind.kind, idOf(child));
  return { status: 204, body: null };
};

/** `/routes/{id}/service`: the entity that a foreign key leads to, or undefined when the path does not exist. */
export const readForeign = (
  call: Call,
  kind: EntityKind,
  segments: { id: string; field: string },
): Answer | undefined => {
  const reference = kind.foreign[segments.field];
  if (reference === undefined) return undefined;
  const key = found(call.context, kind, segments.id)[segments.field] as { id?: unknown } | null | undefined;
  if (key === null || key === undefined) throw errors.notFound();
  return readOne(call, kindNamed(reference), String(key.id));
};

type TagRow = { tag: string; entity_name: string; entity_id: string; position: number };

const tagRows = (context: KongContext): TagRow[] => {
  const rows = KINDS.flatMap((kind) =>
    context.store.all(kind.kind).flatMap((row) =>
      (Array.isArray(row.tags) ? row.tags : []).map((tag, index) => ({
        tag: textOf(tag),
        entity_name: kind.kind,
        entity_id: idOf(row),
        position: index + 1,
      })),
    ),
  );
  const key = (row: TagRow): string => `${row.entity_id}|${textOf(row.position).padStart(6, '0')}`;
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
};

/** `GET /tags` and `GET /tags/{tag}`: by entity, then by the tag's place in it (R:03, R:04). */
export const listTags = ({ context, url, path }: Call, tag?: string): Answer => {
  const rows = tagRows(context).filter((row) => tag === undefined || row.tag === tag);
  const page = paged({ context, kind: 'tags', url, path }, rows, (row) => [row.entity_id, row.position]);
  const data = page.rows.map(({ tag: name, entity_name, entity_id }) => ({
    tag: name,
    entity_name,
    entity_id,
  }));
  return ok({ data, next: page.next, ...(page.offset === undefined ? {} : { offset: page.offset }) });
};
