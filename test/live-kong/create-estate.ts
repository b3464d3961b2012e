import { randomUUID } from 'node:crypto';

import { textOf } from '../../host/kong/text';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { JsonObject } from '../../src/domain/json';
import { publicConfig } from '../../src/domain/kong/public-fields';
import { adminApiState } from '../contract/kong-estate';
import { inTurns, type Gateway } from './gateway';

/**
 * Creates the estate in the gateway, and notes on it what the gateway alone decides: when things were created, the settings that a
 * plugin has by default. Everything else stays as it was asked for, so what is read later is compared with that.
 */
export const createEstate = async (gateway: Gateway, estate: KongEstate): Promise<void> => {
  const raw = adminApiState(estate);
  const put = async (kind: string, note: (n: number, taken: JsonObject) => void): Promise<void> =>
    inTurns(
      (raw[kind] ?? []).map((entity, n) => ({ entity, n })),
      async ({ entity, n }) => {
        const { id, created_at: _, updated_at: __, ...body } = entity;
        note(n, await gateway.ask('PUT', `/${kind}/${textOf(id)}`, body));
      },
    );
  await put('services', (n, taken) => Object.assign(estate.services[n] ?? {}, datesOf(taken)));
  await put('routes', (n, taken) => Object.assign(estate.routes[n] ?? {}, datesOf(taken)));
  await put('consumers', (n, taken) =>
    Object.assign(estate.consumers[n] ?? {}, { createdAt: datesOf(taken).createdAt }),
  );
  await put('plugins', (n, taken) => {
    const { config, hiddenFields } = publicConfig(textOf(taken['name']), taken['config'] as JsonObject);
    Object.assign(estate.plugins[n] ?? {}, { ...datesOf(taken), config, hiddenFields });
  });
  await put('upstreams', () => undefined);
  await inTurns(estate.acls ?? [], async (acl) => {
    const body = { id: acl.id, group: acl.group };
    const taken = await gateway.ask('POST', `/consumers/${acl.consumerId}/acls`, body);
    acl.createdAt = datesOf(taken).createdAt;
  });
  await createCredentials(gateway, estate);
};

const createCredentials = async (gateway: Gateway, estate: KongEstate): Promise<void> => {
  const wanted = (estate.credentialCounts ?? []).flatMap(({ consumerId, kind, count }) =>
    Array.from({ length: count }, () => `/consumers/${consumerId}/${kind}`),
  );
  // Keys that nobody can guess: for a moment they open something.
  await inTurns(wanted, (path) => gateway.ask('POST', path, { key: randomUUID() }));
};

const datesOf = (taken: JsonObject) => ({
  createdAt: numberOf(taken['created_at']),
  updatedAt: numberOf(taken['updated_at']),
});

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
