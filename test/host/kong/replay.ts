import { parse } from 'yaml';

import { textOf } from '../../../host/kong/text';
import { createKong, type Kong, type KongOptions } from '../../../host/kong/kong';
import type { Json, JsonObject } from '../../../src/domain/json';

/** One recorded request to a real Kong and its answer. */
export type Exchange = {
  name: string;
  request: { method: string; path: string; headers: Record<string, string>; body: Json };
  response: { status: number; headers: Record<string, string>; body: Json };
};
export type Recording = { kong: Record<string, string>; note: string; exchanges: Exchange[] };

/** A stand-in that is asked what a real Kong was asked, at the same times and with the same ids coming from chance. */
export type Replay = {
  kong: Kong;
  /** Why ours differs from the recorded answer; null when it agrees. */
  disagreement(exchange: Exchange): Promise<string | null>;
};

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What chance gave Kong for this exchange: the id of what it made, first. */
const drawnIds = (exchange: Exchange, snis: Map<string, string>): string[] => {
  const { request, response } = exchange;
  if (!isObject(response.body) || typeof response.body.id !== 'string') return [];
  const names =
    isObject(request.body) && Array.isArray(request.body.snis) ? request.body.snis.map(String) : [];
  const own = request.path.startsWith('/certificates/') ? [] : [response.body.id];
  return [...own, ...names.flatMap((name) => snis.get(name) ?? [])];
};

const momentOf = ({ request, response }: Exchange): number => {
  const { body } = response;
  const written = ['PUT', 'POST', 'PATCH'].includes(request.method) && isObject(body) ? body : {};
  const at = written.updated_at ?? written.created_at ?? loadedAt(body);
  if (typeof at === 'number') return at * 1000;
  return Date.parse(response.headers.Date ?? '');
};

/** A `POST /config` answers every entity: the time of the load is on each. */
const loadedAt = (body: Json): number | undefined => {
  if (!isObject(body)) return undefined;
  for (const rows of Object.values(body))
    if (isObject(rows))
      for (const row of Object.values(rows))
        if (isObject(row) && typeof row.created_at === 'number') return row.created_at;
  return undefined;
};

const snisOf = (recordings: Recording[]): Map<string, string> => {
  const found = new Map<string, string>();
  for (const { exchanges } of recordings)
    for (const { request, response } of exchanges) {
      if (request.path !== '/snis' || !isObject(response.body) || !Array.isArray(response.body.data))
        continue;
      for (const row of response.body.data) if (isObject(row)) found.set(textOf(row.name), textOf(row.id));
    }
  return found;
};

/** Replaces what belongs to one node or one moment; `ids` renames ours to the recorded ones. */
const normalised = (value: Json, ids: Map<string, string>): Json => {
  if (typeof value === 'string') return value.replace(UUID, (id) => ids.get(id) ?? id);
  if (Array.isArray(value)) return value.map((one) => normalised(one, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]): [string, Json] => [ids.get(key) ?? key, normalised(one, ids)]),
  );
};

const nodeFree = (path: string, status: number, body: Json): Json => {
  if (!isObject(body)) return body;
  const { request_id: _request, node_id: _node, ...rest } = body;
  if (path === '/' && isObject(rest.configuration)) {
    const { database, role, router_flavor, vaults, cluster_incremental_sync } = rest.configuration;
    const { version, edition, tagline, lua_version } = rest;
    // A node's own host, ports, paths and process numbers, and 300 settings that say nothing of what it answers.
    return {
      version,
      edition,
      tagline,
      lua_version,
      configuration: { database, role, router_flavor, vaults, cluster_incremental_sync },
    } as Json;
  }
  if (path === '/status') return numbersAside(rest);
  if (path === '/config' && typeof rest.config === 'string') return parse(rest.config) as Json;
  return status === 200 ? offsetsRead(rest) : rest;
};

const numbersAside = (value: Json): Json => {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return value.replace(/^[\d.]+ MiB$/, '# MiB');
  if (Array.isArray(value)) return value.map(numbersAside);
  if (!isObject(value)) return value;
  const read = Object.entries(value).map(([key, one]): [string, Json] => [
    key,
    // The sizes of shared memory zones are a node's settings; the hash of a configuration is Kong's own text of it.
    key === 'configuration_hash' ? (/^0+$/.test(textOf(one)) ? 'empty' : 'some') : numbersAside(one),
  ]);
  return Object.fromEntries(read);
};

const decoded = (offset: string): string =>
  Buffer.from(offset, 'base64url')
    .toString()
    .replace(/^(\w+\|)[^|]+(\|)/, '$1workspace$2');

/** Offsets in clear: a db-less one names the node's workspace. */
const offsetsRead = (body: JsonObject): JsonObject => {
  if (typeof body.offset !== 'string') return body;
  const { offset } = body;
  const next = typeof body.next === 'string' ? body.next.replace(offset, '<offset>') : null;
  const [path, query = ''] = (next ?? '').split('?');
  return { ...body, offset: decoded(offset), next: `${path ?? ''}?${query.split('&').sort().join('&')}` };
};

/** Our ids of entities that a file named, renamed to Kong's: paired by all that they are beside ids. */
const learnIds = (ids: Map<string, string>, recorded: Json, ours: Json): void => {
  if (!isObject(recorded) || !isObject(ours)) return;
  const plain = (row: Json): string => JSON.stringify(normalised(row, new Map())).replace(UUID, '');
  for (const [kind, rows] of Object.entries(recorded)) {
    const own = ours[kind];
    if (!isObject(rows) || !isObject(own)) continue;
    const byContent = (all: JsonObject): string[] =>
      Object.keys(all).sort((a, b) => (plain(all[a] ?? null) < plain(all[b] ?? null) ? -1 : 1));
    const [theirs, mine] = [byContent(rows), byContent(own)];
    theirs.forEach((id, index) => ids.set(mine[index] ?? '', id));
  }
};

/** Seconds left: Kong counts from a part of a second that no recording shows. */
const isSameCountdown = (recorded: Json, ours: Json, path: string): boolean =>
  path.endsWith('.ttl') &&
  typeof recorded === 'number' &&
  typeof ours === 'number' &&
  Math.abs(recorded - ours) <= 1;

const difference = (recorded: Json, ours: Json, path = ''): string | null => {
  if (JSON.stringify(recorded) === JSON.stringify(ours) || isSameCountdown(recorded, ours, path)) return null;
  if (isObject(recorded) && isObject(ours)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(ours)])) {
      const found = difference(
        recorded[key] ?? (key in recorded ? null : '(absent)'),
        ours[key] ?? (key in ours ? null : '(absent)'),
        `${path}.${key}`,
      );
      if (found !== null) return found;
    }
    return null;
  }
  if (Array.isArray(recorded) && Array.isArray(ours) && recorded.length === ours.length) {
    for (const [index, one] of recorded.entries()) {
      const found = difference(one, ours[index] ?? null, `${path}[${index}]`);
      if (found !== null) return found;
    }
    return null;
  }
  return `${path || 'body'}: Kong ${JSON.stringify(recorded).slice(0, 300)}, ours ${JSON.stringify(ours).slice(0, 300)}`;
};

const requestOf = ({ request }: Exchange): Request => {
  const { method, path, headers, body } = request;
  const hasBody = body !== null && !['GET', 'HEAD'].includes(method);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = {
    'content-type': 'application/json',
    ...Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v])),
  };
  return new Request(`http://kong.test${path}`, {
    method,
    headers: type,
    ...(hasBody ? { body: text } : {}),
  });
};

const jsonOf = async (answer: Response): Promise<Json> => {
  const text = await answer.text();
  if (text === '') return null;
  return answer.headers.get('content-type')?.includes('json') === true ? (JSON.parse(text) as Json) : text;
};

/** Secrets that Kong draws: their place is compared, not their value. */
const SECRETS: [RegExp, string][] = [
  [/"\$pbkdf2-sha512\$i=10000,l=32\$[^"]+"/g, '"<hash>"'],
  [/"key":"[A-Za-z0-9]{32}"/g, '"key":"<generated>"'],
];

const withoutDrawnSecrets = (exchange: Exchange, body: Json): Json => {
  const drawn =
    exchange.request.path.endsWith('/key-auth') &&
    exchange.request.method === 'POST' &&
    !JSON.stringify(exchange.request.body).includes('"key"');
  const patterns = drawn ? SECRETS : SECRETS.slice(0, 1);
  return JSON.parse(
    patterns.reduce((text, [pattern, sign]) => text.replace(pattern, sign), JSON.stringify(body)),
  ) as Json;
};

export const startReplay = (
  options: Omit<KongOptions, 'now' | 'randomUuid'>,
  recordings: Recording[],
): Replay => {
  const snis = snisOf(recordings);
  const ids = new Map<string, string>();
  let now = 0;
  let drawn: string[] = [];
  let count = 0;
  const randomUuid = (): string => {
    count += 1;
    return drawn.shift() ?? `00000000-0000-4000-9000-${String(count).padStart(12, '0')}`;
  };
  const kong = createKong({ ...options, now: () => now, randomUuid });
  return {
    kong,
    disagreement: async (exchange) => {
      now = momentOf(exchange);
      drawn = drawnIds(exchange, snis);
      const answer = await kong.fetch(requestOf(exchange));
      const body = await jsonOf(answer);
      const { status, body: wanted } = exchange.response;
      if (answer.status !== status)
        return `status: Kong ${status}, ours ${answer.status} ${JSON.stringify(body).slice(0, 300)}`;
      const path = exchange.request.path.replace(/^\/kong-admin/, '').split('?')[0] ?? '';
      if (path === '/config' && status === 201) learnIds(ids, wanted, body);
      const read = (value: Json): Json =>
        normalised(nodeFree(path, status, withoutDrawnSecrets(exchange, value)), ids);
      return difference(read(wanted), read(body));
    },
  };
};
