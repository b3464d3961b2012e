import { z } from 'zod';

import { textOf } from '../../host/kong/text';
import type { JsonObject } from '../../src/domain/json';
import type { Ask } from '../contract/a-served-kong-writer';
import { tagOf, type LiveKong } from './settings';

/** A real gateway's Admin API as this run uses it: only what the run can tell as its own is ever deleted. */
export type Gateway = {
  /** What the gateway answered. @throws Refused */
  ask: Ask;
  /** The first page of a list, and whether there is more. @throws Refused */
  list(path: string, tag?: string): Promise<{ items: JsonObject[]; more: boolean }>;
  /** How much it holds, as `services: 3`, a line for each kind of which there is any. @throws Refused */
  held(): Promise<string[]>;
  /**
   * Deletes what is the caller's own, and what hangs on it. Answers how many that were; again, 0. @throws Refused
   * @param tag looks among what carries it only
   */
  remove(isOwn: (entity: JsonObject) => boolean, tag?: string): Promise<number>;
  /** The same for everything that carries the run's tag. */
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
  const ask: Ask = async (method, path, body) => {
    const answer = await send(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Refused(answer.status, method, path);
    return text === '' ? {} : (JSON.parse(text) as JsonObject);
  };
  const list: Gateway['list'] = async (path, tag) => {
    const query = new URLSearchParams({ size: '1000', ...(tag === undefined ? {} : { tags: tag }) });
    const { data, offset } = page.parse(await ask('GET', `${path}?${query.toString()}`));
    return { items: data as JsonObject[], more: (offset ?? null) !== null };
  };
  const remove: Gateway['remove'] = (isOwn, tag) => removeEach({ ask, list }, isOwn, tag);
  return {
    ask,
    list,
    held: () => heldIn(list),
    remove,
    removeOwn: () => {
      const tag = tagOf(settings);
      // A way to the gateway that drops the query would list everything.
      return remove(({ tags }) => Array.isArray(tags) && tags.includes(tag), tag);
    },
    forward: (path) => send('GET', path),
  };
};

const heldIn = async (list: Gateway['list']): Promise<string[]> => {
  const counts = await Promise.all(KINDS.map(async (kind) => ({ kind, ...(await list(`/${kind}`)) })));
  return counts
    .filter(({ items }) => items.length > 0)
    .map(({ kind, items, more }) => `${kind}: ${String(items.length)}${more ? ' or more' : ''}`);
};

const removeEach = async (
  { ask, list }: Pick<Gateway, 'ask' | 'list'>,
  isOwn: (entity: JsonObject) => boolean,
  tag?: string,
): Promise<number> => {
  let removed = 0;
  for (const kind of KINDS) {
    for (;;) {
      const { items } = await list(`/${kind}`, tag);
      const own = items.filter(isOwn);
      if (own.length === 0) break;
      await inTurns(own, (entity) => ask('DELETE', `/${kind}/${textOf(entity['id'])}`));
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
