import { randomUUID } from 'node:crypto';

import type { NodeInfo } from '../../host/kong/context';
import { createKong, RECORDED_NODE } from '../../host/kong/kong';
import { createKonnect } from '../../host/kong/konnect';
import type { KongState } from '../../host/kong/store';
import { textOf } from '../../host/kong/text';
import type { StandIn } from '../../host/types';
import { consumer, plugin } from '../../src/adapters/kong/entity-shapes';
import { acl } from '../../src/adapters/kong/snapshot-shapes';
import type { Cut } from '../../src/adapters/memory/writer-switches';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { JsonObject } from '../../src/domain/json';
import { createInterceptor } from './interceptor';
import { adminApiState } from './kong-estate';
import type { KongWriterWorld, Somebody } from './kong-writer';
import { OLD_TOKEN } from './source-situations';
import type { Everything } from './writer-situations';

const ADMIN_TOKEN = 'admin-token-0001';
export const CONTROL_PLANE = '2b901f63-bf47-4cd4-9736-085024a3d2d9';

/** A gateway with an estate, and everything of its world but the writer that calls it. */
export type ServedKong = Omit<KongWriterWorld, 'writer' | 'access' | 'provoke'> & { standIn: StandIn };

export type Flavour = {
  name: string;
  node: Partial<NodeInfo>;
  prefix: string;
  workspace: string | null;
};

export type Ask = (method: string, path: string, body?: JsonObject) => Promise<JsonObject>;

const isWrite = ({ method, url }: Request): boolean => method !== 'GET' && !url.endsWith('/validate');

/** The Admin API of the estate, as OSS or Enterprise has it. */
export const aServedKong = (estate: KongEstate, { node: facts, prefix, workspace }: Flavour): ServedKong => {
  const node: NodeInfo = { ...RECORDED_NODE, ...facts };
  const tokens: Record<string, { user: string; may: 'read' | 'write' }> = {
    [OLD_TOKEN]: { user: 'gatehouse', may: 'write' },
    [ADMIN_TOKEN]: { user: 'somebody', may: 'write' },
  };
  const kong = createKong({
    state: adminApiState(estate),
    now: Date.now,
    randomUuid: randomUUID,
    node,
    access: { style: 'key-auth', header: 'kong-admin-token', tokens },
    prefix,
    ...(workspace === null ? {} : { workspaces: [workspace] }),
  });
  const base = `https://kong.shop.example:8444${prefix}${workspace === null ? '' : `/${workspace}`}`;
  const ask = asking(kong, base, { 'kong-admin-token': ADMIN_TOKEN });
  return {
    ...served(kong, { ask, amend: patchingWith(ask), state: () => Promise.resolve(kong.export()) }),
    forbidWrites: () => {
      tokens[OLD_TOKEN] = { user: 'gatehouse', may: 'read' };
    },
    becomeReadOnly: () => {
      node.database = 'off';
    },
  };
};

/** A Konnect control plane with the estate, from specification. */
export const aServedKonnect = (estate: KongEstate): ServedKong => {
  const tokens: Record<string, 'read' | 'write'> = { [OLD_TOKEN]: 'write', [ADMIN_TOKEN]: 'write' };
  const options = { state: adminApiState(estate), now: Date.now, randomUuid: randomUUID };
  const konnect = createKonnect({ ...options, controlPlaneId: CONTROL_PLANE, tokens });
  const base = `https://eu.api.konghq.com/v2/control-planes/${CONTROL_PLANE}/core-entities`;
  const ask = asking(konnect, base, { authorization: `Bearer ${ADMIN_TOKEN}` });
  const amend: Amend = async (path, fields) => {
    const before = await ask('GET', path);
    const config = {
      ...(before.config as JsonObject | undefined),
      ...(fields.config as JsonObject | undefined),
    };
    return ask('PUT', path, { ...before, ...fields, ...(before.config === undefined ? {} : { config }) });
  };
  const world = served(konnect, { ask, amend, state: () => Promise.resolve(konnect.export()) });
  return {
    ...world,
    forbidWrites: () => {
      tokens[OLD_TOKEN] = 'read';
    },
    becomeReadOnly: () => {
      world.interceptor.answerWith(({ method }) =>
        method === 'GET' ? null : Response.json({ status: 405 }, { status: 405 }),
      );
    },
  };
};

const asking =
  (standIn: StandIn, base: string, headers: Record<string, string>): Ask =>
  async (method, path, body) => {
    const answer = await standIn.fetch(
      new Request(base + path, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as JsonObject);
  };

type Amend = (path: string, fields: JsonObject) => Promise<JsonObject>;

export const patchingWith =
  (ask: Ask): Amend =>
  (path, fields) =>
    ask('PATCH', path, fields);

type Behind = { ask: Ask; amend: Amend; state: () => Promise<KongState> };

/** The way to a gateway, what people do there by `ask` and `amend`, and what it holds by then. */
export const served = (gateway: StandIn, { ask, amend, state }: Behind) => {
  const interceptor = createInterceptor(gateway, isWrite);
  return {
    interceptor,
    standIn: interceptor.standIn,
    everything: async () => everythingIn(await state()),
    read: async () => {
      const { acls = [], plugins = [], consumers = [] } = await state();
      return {
        acls: acls.map((row) => acl.parse(row)),
        plugins: plugins.map((row) => plugin.parse(row)),
        consumers: consumers.map((row) => consumer.parse(row)),
      };
    },
    somebody: somebodyAt(ask, amend),
    beforeWrite: (act: () => Promise<void>) => {
      interceptor.beforeWrite(act);
    },
    cut: (cut: Cut | null) => {
      interceptor.cut(cut);
    },
  };
};

const everythingIn = (state: KongState): Everything =>
  structuredClone(
    Object.fromEntries(
      Object.entries(state).flatMap(([kind, list]) => list.map((row) => [`${kind}/${textOf(row.id)}`, row])),
    ),
  );

const somebodyAt = (ask: Ask, amend: Amend): Somebody => ({
  joins: async (consumerId, group) => {
    await ask('POST', `/consumers/${consumerId}/acls`, { group });
  },
  limits: async ({ id, serviceId, consumerId, minute }) => {
    const scope = { service: { id: serviceId }, consumer: { id: consumerId } };
    await ask('POST', '/plugins', { id, name: 'rate-limiting', ...scope, config: { minute } });
  },
  makesConsumer: async (fields) => {
    await ask('POST', '/consumers', fields);
  },
  givesKey: async (consumerId) => {
    await ask('POST', `/consumers/${consumerId}/key-auth`, {});
  },
  retags: async (kind, id, tags) => {
    const owner = kind === 'acls' ? (await ask('GET', `/acls/${id}`)).consumer : null;
    const within = owner === null ? '' : `/consumers/${textOf((owner as JsonObject).id)}`;
    await amend(`${within}/${kind}/${id}`, { tags });
  },
  sets: async (id, fields) => {
    await amend(`/plugins/${id}`, fields);
  },
});
