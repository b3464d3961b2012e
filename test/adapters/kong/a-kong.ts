import type { Errand, StoredSecrets } from '../../../src/app/ports';
import { createKongSource } from '../../../src/adapters/kong/kong-source';
import type { KongApi, KongConnection } from '../../../src/domain/connection';
import type { Json } from '../../../src/domain/json';
import { anErrand, aWorld } from '../http/world';

type Answers = (path: string, headers: Headers) => Json | Response;

/** A Kong source over answers by path (query included, base taken off). */
export const aKong = (answers: Answers, options: { api?: KongApi } = {}) => {
  const api: KongApi = options.api ?? {
    type: 'admin',
    url: 'https://kong.shop.example:8444',
    workspace: null,
    tokenHeader: 'Kong-Admin-Token',
  };
  const world = aWorld(({ url, headers }) => {
    const { pathname, search } = new URL(url);
    const answer = answers(decodeURIComponent(pathname + search), headers);
    return answer instanceof Response ? answer : Response.json(answer);
  });
  const connection = { kind: 'kong', id: 'kong', api } as KongConnection;
  const secrets: StoredSecrets | null = { current: 's3cr3t-admin-token' };
  return {
    ...world,
    source: createKongSource({ call: world.call }),
    access: { connection, secrets },
    paths: () => world.sent.map(({ url }) => url.replace('https://kong.shop.example:8444', '')),
    errand: (fields: Partial<Errand> = {}) => anErrand(fields),
  };
};

export const page = (data: Json[], offset?: string): Json => ({
  data,
  next: offset === undefined ? null : `/lost-prefix?offset=${offset}`,
  ...(offset === undefined ? {} : { offset }),
});

export const notFound = (): Response => Response.json({ message: 'Not found' }, { status: 404 });
