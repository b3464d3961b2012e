import { z } from 'zod';
import type { Json } from '../../../src/domain/json';
import { accountOf } from '../page-edits';
import { mayAdministerSpace, mayReadSpace, mayUpdatePage } from '../rights';
import type { PropertyRecord } from '../site-state';
import { conflict, invalid, json, noContent, notFound } from './answer';
import { bodyOf, type Call, type Endpoint } from './endpoint';
import { propertyView, readablePage } from './page-views';
import { cursorPage } from './paging';

/** Confluence's limit of one property's JSON. Which status v2 answers above it is not recorded; 400 is one that the specification lists. */
const MAXIMUM_PROPERTY_BYTES = 32 * 1024;
const MAXIMUM_KEY_LENGTH = 255;

const jsonValue: z.ZodType<Json> = z.json();
const create = z.object({ key: z.string().min(1).max(MAXIMUM_KEY_LENGTH), value: jsonValue });
const update = create.extend({ version: z.object({ number: z.int(), message: z.string().optional() }) });

/** Where properties hang: a page or a space. Undefined: the caller may not see it. */
type Holder = {
  properties: PropertyRecord[];
  mayWrite: boolean;
  view: (property: PropertyRecord) => object;
  noun: 'page' | 'space';
  createdStatus: 200 | 201;
};
type Found = (call: Call) => Holder | undefined;

const onPage: Found = (call) => {
  const page = readablePage(call, call.param('page-id'));
  if (page === undefined) return undefined;
  const mayWrite = call.viewer.as !== 'anonymous' && mayUpdatePage(call.state, call.viewer, page);
  return { properties: page.properties, mayWrite, view: propertyView, noun: 'page', createdStatus: 200 };
};

/** Reading asks for view, writing for the space's Admin permission. */
const onSpace: Found = (call) => {
  const space = call.state.spaces.find(
    (each) => each.id === call.param('space-id') && mayReadSpace(call.state, call.viewer, each),
  );
  if (space === undefined) return undefined;
  const mayWrite = mayAdministerSpace(call.state, call.viewer, space);
  return {
    properties: space.properties,
    mayWrite,
    view: spacePropertyView,
    noun: 'space',
    createdStatus: 201,
  };
};

const spacePropertyView = ({ id, key, value, createdAt, createdBy, version }: PropertyRecord): object => {
  const { number, message } = version;
  return {
    id,
    key,
    value,
    createdAt,
    createdBy,
    version: { number, message, createdAt: version.createdAt, createdBy: version.authorId },
  };
};

const list = (found: Found) => (call: Call) => {
  const holder = found(call);
  if (holder === undefined) return notFound();
  const key = call.query.get('key');
  const sort = call.query.get('sort');
  const matching = holder.properties.filter((property) => key === null || property.key === key);
  if (sort === 'key' || sort === '-key')
    matching.sort((a, b) => (sort === 'key' ? a.key.localeCompare(b.key) : b.key.localeCompare(a.key)));
  return cursorPage(call, matching, holder.view);
};

const read = (found: Found) => (call: Call) => {
  const holder = found(call);
  const property = holder?.properties.find((each) => each.id === call.param('property-id'));
  return holder === undefined || property === undefined ? notFound() : json(200, holder.view(property));
};

const tooBig = (value: Json): boolean => Buffer.byteLength(JSON.stringify(value)) > MAXIMUM_PROPERTY_BYTES;

const add = (found: Found) => async (call: Call) => {
  const holder = found(call);
  if (holder?.mayWrite !== true) return notFound();
  const body = await bodyOf(call, create);
  if (!body.ok) return body.error.answer;
  const { key, value } = body.value;
  if (tooBig(value))
    return invalid(`The value of property [${key}] is longer than ${MAXIMUM_PROPERTY_BYTES} bytes`);
  if (holder.properties.some((each) => each.key === key))
    return conflict(`Property with key [${key}] already exists`);
  const [at, by] = [call.store.now(), accountOf(call.viewer)];
  const version = { number: 1, createdAt: at, authorId: by, message: '' };
  const property = { id: call.store.takeId(), key, value, createdAt: at, createdBy: by, version };
  holder.properties.push(property);
  call.store.save();
  return json(holder.createdStatus, holder.view(property));
};

const change = (found: Found) => async (call: Call) => {
  const holder = found(call);
  if (holder?.mayWrite !== true) return notFound();
  const body = await bodyOf(call, update);
  if (!body.ok) return body.error.answer;
  const property = holder.properties.find((each) => each.id === call.param('property-id'));
  if (property === undefined) return notFound();
  const { key, value, version } = body.value;
  if (key !== property.key) return invalid(`The key of property [${property.key}] cannot be changed`);
  if (tooBig(value))
    return invalid(`The value of property [${key}] is longer than ${MAXIMUM_PROPERTY_BYTES} bytes`);
  const current = property.version.number;
  // A second writer at the same moment comes with the same number and fails here.
  if (version.number !== current + 1) {
    return conflict(
      `Version must be incremented when updating a ${holder.noun} property. Current Version: [${current}]. Provided version: [${version.number}]`,
    );
  }
  property.value = value;
  property.version = {
    number: version.number,
    createdAt: call.store.now(),
    authorId: accountOf(call.viewer),
    message: version.message ?? '',
  };
  call.store.save();
  return json(200, holder.view(property));
};

const remove = (found: Found) => (call: Call) => {
  const holder = found(call);
  const at = holder?.properties.findIndex((each) => each.id === call.param('property-id')) ?? -1;
  if (holder?.mayWrite !== true || at < 0) return notFound();
  holder.properties.splice(at, 1);
  call.store.save();
  return noContent();
};

const endpointsOf = (collection: string, found: Found): Endpoint[] => [
  { method: 'GET', path: collection, handle: list(found) },
  { method: 'POST', path: collection, handle: add(found) },
  { method: 'GET', path: `${collection}/{property-id}`, handle: read(found) },
  { method: 'PUT', path: `${collection}/{property-id}`, handle: change(found) },
  { method: 'DELETE', path: `${collection}/{property-id}`, handle: remove(found) },
];

export const propertyEndpoints: Endpoint[] = [
  ...endpointsOf('/wiki/api/v2/pages/{page-id}/properties', onPage),
  ...endpointsOf('/wiki/api/v2/spaces/{space-id}/properties', onSpace),
];
