import type { Json, JsonObject } from '../../../src/domain/json';
import { testOf } from './conditions';
import { bytesOf, checkedValue, checkKey, MAX_OPERATIONS, MAX_PAYLOAD_BYTES, recordAfter } from './limits';
import { wholeRecord } from './queries';
import type { Rates } from './rates';
import { KvsRefusal, refuse } from './refusal';
import type { Filters, Put, Transaction } from './requests';
import { checkEntityValue, type Entity } from './schema';
import type { KvsRecord, Store, TableName } from './store';

export type KvsParts = { store: Store; entities: Map<string, Entity>; rates: Rates; now: () => number };

type Target = { key: string; entityName?: string | undefined };

export function entityNamed({ entities }: KvsParts, name: string): Entity {
  return entities.get(name) ?? refuse('INVALID_ENTITY_TYPE', `The manifest declares no entity ${name}`);
}

/** @throws KvsRefusal for an entity that the manifest does not declare. */
export function tableOf(parts: KvsParts, entityName: string | undefined): TableName {
  return entityName === undefined ? 'values' : `entity:${entityNamed(parts, entityName).name}`;
}

/** An expired value is still there: Forge deletes it within 48 hours, and says when it expired. */
export function getOne(parts: KvsParts, table: TableName, key: string): JsonObject {
  const record = existing(parts, table, key);
  parts.rates.read(bytesOf(record.value));
  return wholeRecord(key, record);
}

function existing({ store, rates }: KvsParts, table: TableName, key: string): KvsRecord {
  checkKey(key);
  const record = store.read(table).get(key);
  if (record !== undefined) return record;
  rates.read(0);
  throw new KvsRefusal(404, 'KEY_NOT_FOUND', 'The key does not exist');
}

/** @returns the record that `returnValue` asks for, undefined when it asks for none or there was none before. */
export function putOne(parts: KvsParts, table: TableName, put: Put): JsonObject | undefined {
  const { key, options } = put;
  const record = recordFor(parts, table, put);
  const before = parts.store.read(table).get(key);
  if (options?.keyPolicy === 'FAIL_IF_EXISTS') {
    if (options.returnValue !== undefined) refuse('INVALID_REQUEST', 'returnValue goes with OVERRIDE only');
    if (before !== undefined) throw new KvsRefusal(409, 'KEY_CONFLICT', 'The key exists');
  }
  parts.rates.write(`${table}/${key}`, bytesOf(record.value));
  parts.store.put(table, key, record);
  if (options?.returnValue === undefined) return undefined;
  const answer = options.returnValue === 'LATEST' ? record : before;
  return answer && wholeRecord(key, answer);
}

function recordFor(parts: KvsParts, table: TableName, put: Put): KvsRecord {
  checkKey(put.key);
  const value = checkedValue(table, put.value);
  if (put.entityName !== undefined) checkEntityValue(entityNamed(parts, put.entityName), value);
  const before = parts.store.read(table).get(put.key);
  return recordAfter(before, { value, options: put.options, now: parts.now() });
}

export function removeOne(parts: KvsParts, table: TableName, key: string): void {
  existing(parts, table, key);
  parts.rates.write(`${table}/${key}`, 0);
  parts.store.remove(table, key);
}

/** Each item on its own, as far as it goes (storage-reference/batchops); the whole fails when it breaks a limit. */
export function batch<T extends Target>(items: T[], one: (item: T) => JsonObject | undefined): JsonObject {
  checkOperations(items, 'INVALID_BATCH_REQUEST');
  const successfulKeys: JsonObject[] = [];
  const failedKeys: JsonObject[] = [];
  for (const item of items) {
    const named = {
      key: item.key,
      ...(item.entityName === undefined ? {} : { entityName: item.entityName }),
    };
    try {
      successfulKeys.push({ ...named, ...one(item) });
    } catch (error) {
      if (!(error instanceof KvsRefusal)) throw error;
      failedKeys.push({ ...named, error: { code: error.code, message: error.message } });
    }
  }
  return { successfulKeys, failedKeys };
}

function checkOperations(operations: Target[], code: string): void {
  if (operations.length === 0) refuse(code, 'There is nothing to do');
  if (operations.length > MAX_OPERATIONS) refuse(code, `More than ${MAX_OPERATIONS} operations`);
  const targets = operations.map(({ key, entityName }) => `${entityName ?? ''}/${key}`);
  if (new Set(targets).size < targets.length) refuse(code, 'A key may be used once');
  if (bytesOf(operations as unknown as Json) > MAX_PAYLOAD_BYTES) refuse(code, 'More than 4 MB');
}

/** All or nothing. Everything is checked before the first record changes; nothing else runs in between. */
export function transact(parts: KvsParts, { set = [], delete: remove = [], check = [] }: Transaction): void {
  const code = 'INVALID_TRANSACTION_REQUEST';
  const operations = [...set, ...remove, ...check];
  checkOperations(operations, code);
  for (const operation of operations) checkKey(operation.key);
  if (check.some(({ conditions }) => conditions === undefined)) refuse(code, 'A check needs conditions');
  const records = set.map((each) => recordFor(parts, tableOf(parts, each.entityName), each));
  if (!operations.every((each) => holds(parts, each)))
    throw new KvsRefusal(400, 'CONDITIONAL_CHECK_FAILED', 'A condition of the transaction does not hold');
  parts.rates.write(
    `transaction/${operations.map(({ key }) => key).join()}`,
    bytesOf(set as unknown as Json),
  );
  set.forEach(({ key, entityName }, position) => {
    const record = records[position];
    if (record !== undefined) parts.store.put(tableOf(parts, entityName), key, record);
  });
  for (const { key, entityName } of remove) parts.store.remove(tableOf(parts, entityName), key);
}

function holds(parts: KvsParts, operation: Target & { conditions?: Filters | undefined }): boolean {
  const { key, entityName, conditions } = operation;
  if (conditions === undefined) return true;
  if (entityName === undefined)
    return refuse('INVALID_TRANSACTION_REQUEST', 'Conditions need an entity: values have no attributes');
  const test = testOf(conditions, entityNamed(parts, entityName));
  return test(parts.store.read(tableOf(parts, entityName)).get(key)?.value);
}
