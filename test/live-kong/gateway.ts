import { z } from 'zod';

import { textOf } from '../../host/kong/text';
import type { JsonObject } from '../../src/domain/json';
import { tagOf, type LiveKong } from './settings';

/** A real gateway's Admin API as this run uses it: what it creates carries its tag, and only what carries its tag is ever deleted. */
export type Gateway = {
  /** The entity as the gateway took it. @throws Refused */
  put(path: string, body: JsonObject): Promise<JsonObject>;
  post(path: string, body: JsonObject): Promise<JsonObject>;
  /** The first page of a list, and whether there is more. @throws Refused */
  list(path: string, tag?: string): Promise<{ items: JsonObject[]; more: boolean }>;
  /** Deletes everything that carries the run's tag. Answers how many that were; again, 0. @throws Refused */
  removeOwn(): Promise<number>;
  /** The answer to a read, as it is. */
  forward(path: string): Promise<Response>;
};

/** Neither the body that was sent nor the one that came back is told: either may hold a key. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    method: string,
    path: string,
  ) {
    super(`The gateway answered ${method} ${path} with ${String(status)}.`);
  }
}

/** Routes take their plugins along, consumers their memberships and credentials; a service must have no route left. */
const KINDS = ['routes', 'plugins', 'services', 'consumers', 'upstreams'] as const;

const page = z.object({
  data: z.union([z.array(z.record(z.string(), z.unknown())), z.object({}).transform(() => [])]),
  offset: z.string().nullish(),
});

const AT_A_TIME = 8;

export const gatewayOf = (settings: LiveKong): Gateway => {
  const { url, token, tokenHeader } = settings;
  const base = url.replace(/\/+$/, '');
  const send = (method: string, path: string, body?: JsonObject): Promise<Response> =>
    fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === null ? {} : { [tokenHeader]: token }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const good = async (method: string, path: string, body?: JsonObject): Promise<JsonObject> => {
    const answer = await send(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Refused(answer.status, method, path);
    return text === '' ? {} : (JSON.parse(text) as JsonObject);
  };
  const list: Gateway['list'] = async (path, tag) => {
    const query = new URLSearchParams({ size: '1000', ...(tag === undefined ? {} : { tags: tag }) });
    const { data, offset } = page.parse(await good('GET', `${path}?${query.toString()}`));
    return { items: data as JsonObject[], more: (offset ?? null) !== null };
  };
  return {
    put: (path, body) => good('PUT', path, body),
    post: (path, body) => good('POST', path, body),
    list,
    removeOwn: () => removeOwn(tagOf(settings), { list, remove: (path) => good('DELETE', path) }),
    forward: (path) => send('GET', path),
  };
};

type Remover = { list: Gateway['list']; remove: (path: string) => Promise<unknown> };

const removeOwn = async (tag: string, { list, remove }: Remover): Promise<number> => {
  let removed = 0;
  for (const kind of KINDS) {
    for (;;) {
      const { items } = await list(`/${kind}`, tag);
      // A way to the gateway that drops the query would list everything.
      const own = items.filter(({ tags }) => Array.isArray(tags) && tags.includes(tag));
      if (own.length === 0) break;
      await inTurns(own, (entity) => remove(`/${kind}/${textOf(entity['id'])}`));
      removed += own.length;
    }
  }
  return removed;
};

/** `work` for every item, a few at a time, in order. */
export const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < items.length; from += AT_A_TIME)
    await Promise.all(items.slice(from, from + AT_A_TIME).map(work));
};
