import type { Json } from '../../../src/domain/json';
import { refuse } from './refusal';
import type { Put } from './requests';
import type { KvsRecord, TableName } from './store';

/** developer.atlassian.com/platform/forge/limits-kvs-ce */
const KEY_PATTERN = /^(?!\s+$)[a-zA-Z0-9:._\s\-#]+$/;
const MAX_KEY_LENGTH = 500;
const MAX_VALUE_BYTES = 240 * 1024;
/** storage-reference/kvs-api-secret: "up to 128 KiB". */
const MAX_SECRET_BYTES = 128 * 1024;
const MAX_DEPTH = 31;
export const MAX_OPERATIONS = 25;
export const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;
const YEAR_MS = 366 * 86_400_000;
const UNIT_MS = { SECONDS: 1_000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 };

export function checkKey(key: string): void {
  if (key.length === 0) refuse('KEY_TOO_SHORT', 'The key is empty');
  if (key.length > MAX_KEY_LENGTH)
    refuse('KEY_TOO_LONG', `The key is longer than ${MAX_KEY_LENGTH} characters`);
  if (!KEY_PATTERN.test(key)) refuse('INVALID_KEY', `The key does not match ${String(KEY_PATTERN)}`);
}

/** @returns the value, now known to be present and within the limits of its table. */
export function checkedValue(table: TableName, value: Json | undefined): Json {
  if (value === undefined || value === null) return refuse('INVALID_VALUE', 'The value must be defined');
  const limit = table === 'secrets' ? MAX_SECRET_BYTES : MAX_VALUE_BYTES;
  if (bytesOf(value) > limit) refuse('MAX_SIZE', `The value is larger than ${limit} bytes`);
  if (depthOf(value) > MAX_DEPTH) refuse('MAX_DEPTH', `The value is nested deeper than ${MAX_DEPTH}`);
  return value;
}

export function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function depthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** The record that a write leaves: the first creation stays, a write without ttl never expires. */
export function recordAfter(
  before: KvsRecord | undefined,
  { value, options, now }: { value: Json; options: Put['options']; now: number },
): KvsRecord {
  const record = { value, createdAt: before?.createdAt ?? now, updatedAt: now };
  if (options?.ttl === undefined) return record;
  const ms = options.ttl.value * UNIT_MS[options.ttl.unit];
  if (!(ms > 0 && ms <= YEAR_MS))
    refuse('INVALID_TTL', 'A time to live is more than nothing and at most a year');
  return { ...record, expiresAt: now + ms };
}
