import type { z } from 'zod';
import type { JsonObject } from '../../../src/domain/json';
import type { Faults, HostClock, StateFiles } from '../../types';
import type { EntitySchema } from '../manifest';
import { NotImplementedInLocalHost } from '../not-implemented';
import {
  batch,
  entityNamed,
  getOne,
  type KvsParts,
  putOne,
  removeOne,
  tableOf,
  transact,
} from './operations';
import { queryEntities, queryValues } from './queries';
import { createRates } from './rates';
import { KvsRefusal } from './refusal';
import * as requests from './requests';
import { entitiesOf } from './schema';
import { createStore } from './store';

export type Kvs = {
  /** One call of @forge/kvs: `path` as the SDK names it, `body` as it sends it. */
  handle(path: string, body: string): Response;
  /** Everything, secrets included: `{values, secrets, entities: {name: {…}}}`, keys to values. */
  dump(): JsonObject;
  /** Gives the state file what was not given yet. */
  save(): void;
};

type Endpoint = (body: unknown) => JsonObject | undefined;
type KvsSettings = { entities: EntitySchema[]; clock: HostClock; state: StateFiles; faults: Faults };

/** Writes in quick succession are saved once: a dump of all storage for each would make long imports slow. */
const SAVE_AFTER_MS = 50;

/** Forge's key-value, secret and custom entity stores of one installation, persisted in the state file `storage`. */
export function createKvs({ entities, clock, state, faults }: KvsSettings): Kvs {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    state.write('storage', parts.store.dump());
  };
  const parts: KvsParts = {
    entities: entitiesOf(entities),
    rates: createRates(clock, faults),
    now: () => clock.now(),
    store: createStore({
      stored: state.read('storage'),
      now: () => clock.now(),
      lagMs: () => faults.storageLagMs ?? 0,
      onChange: () => (timer ??= setTimeout(save, SAVE_AFTER_MS)),
    }),
  };
  const endpoints = endpointsOf(parts);
  return {
    save,
    handle(path, body) {
      const endpoint = endpoints[path];
      if (endpoint === undefined) throw new NotImplementedInLocalHost(`storage call ${path}`);
      try {
        parts.rates.request();
        return answer(200, endpoint(JSON.parse(body)));
      } catch (error) {
        if (!(error instanceof KvsRefusal)) throw error;
        return answer(error.status, { code: error.code, message: error.message });
      }
    },
    dump() {
      const { values = {}, secrets = {}, ...others } = parts.store.dump();
      const plain = (table: Record<string, { value: unknown }>): JsonObject =>
        Object.fromEntries(Object.entries(table).map(([key, { value }]) => [key, value])) as JsonObject;
      const byEntity = Object.entries(others).map(([name, table]) => [
        name.replace(/^entity:/, ''),
        plain(table),
      ]);
      return {
        values: plain(values),
        secrets: plain(secrets),
        entities: Object.fromEntries(byEntity) as JsonObject,
      };
    },
  };
}

function answer(status: number, body: JsonObject | undefined): Response {
  const headers = { 'content-type': 'application/json', 'x-b3-traceid': 'local-host' };
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

function endpointsOf(parts: KvsParts): Record<string, Endpoint | undefined> {
  const table = (entityName: string | undefined): string => tableOf(parts, entityName);
  const removed = (name: string, key: string): undefined => {
    removeOne(parts, name, key);
  };
  return {
    '/api/v1/get': on(requests.Get, ({ key }) => getOne(parts, 'values', key)),
    '/api/v1/set': on(requests.Put, (put) => putOne(parts, 'values', put)),
    '/api/v1/delete': on(requests.Remove, ({ key }) => {
      removed('values', key);
    }),
    '/api/v1/secret/get': on(requests.Get, ({ key }) => getOne(parts, 'secrets', key)),
    '/api/v1/secret/set': on(requests.Put, (put) => putOne(parts, 'secrets', put)),
    '/api/v1/secret/delete': on(requests.Remove, ({ key }) => {
      removed('secrets', key);
    }),
    '/api/v1/entity/get': on(requests.Get, ({ key, entityName }) => getOne(parts, table(entityName), key)),
    '/api/v1/entity/set': on(requests.Put, (put) => putOne(parts, table(put.entityName), put)),
    '/api/v1/entity/delete': on(requests.Remove, ({ key, entityName }) => {
      removed(table(entityName), key);
    }),
    '/api/v1/query': on(requests.Query, (query) =>
      readRows(parts, queryValues(parts.store.readLagging('values'), query)),
    ),
    '/api/v1/entity/query': on(requests.EntityQuery, (query) => {
      const entity = entityNamed(parts, query.entityName);
      return readRows(parts, queryEntities(parts.store.readLagging(table(query.entityName)), entity, query));
    }),
    '/api/v1/batch/set': on(requests.BatchPut, (items) =>
      batch(items, (item) => putOne(parts, table(item.entityName), item)),
    ),
    '/api/v1/batch/get': on(requests.BatchGet, (items) =>
      batch(items, (item) => getOne(parts, table(item.entityName), item.key)),
    ),
    '/api/v1/batch/delete': on(requests.BatchRemove, (items) =>
      batch(items, (item) => {
        removed(table(item.entityName), item.key);
      }),
    ),
    '/api/v1/transaction': on(requests.Transaction, (transaction) => {
      transact(parts, transaction);
      return undefined;
    }),
  };
}

function readRows({ rates }: KvsParts, page: JsonObject): JsonObject {
  rates.read(Buffer.byteLength(JSON.stringify(page)));
  return page;
}

/** @throws NotImplementedInLocalHost for a field that no known SDK sends; other misshapen bodies are refused as Forge would. */
function on<T>(schema: z.ZodType<T>, work: (body: T) => JsonObject | undefined): Endpoint {
  return (body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return work(parsed.data);
    const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys');
    if (unknown !== undefined)
      throw new NotImplementedInLocalHost(`storage option ${[...unknown.path, ...unknown.keys].join('.')}`);
    throw new KvsRefusal(400, 'INVALID_REQUEST', parsed.error.message);
  };
}
