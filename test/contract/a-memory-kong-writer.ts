import { createMemoryKongWriter } from '../../src/adapters/memory/kong-writer';
import type { KongEstate } from '../../src/adapters/memory/kong-source';
import type { KongConnection } from '../../src/domain/connection';
import type { Plugin } from '../../src/domain/kong/entities';
import { aConsumer, aPlugin } from './kong-estate';
import type { KongWriterWorld, Somebody } from './kong-writer';
import { OLD_TOKEN, WHOLE_FAILURES } from './source-situations';
import type { Everything } from './writer-situations';

const MOMENT = Date.UTC(2026, 10, 23, 10);

/** A writer over an estate in memory. */
export const aMemoryKongWriter = (estate: KongEstate, connection: KongConnection): KongWriterWorld => {
  let made = 0;
  const nextId = (): string => `ffffffff-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`;
  const writer = createMemoryKongWriter(estate, { now: () => MOMENT, id: nextId });
  writer.accept([OLD_TOKEN]);
  const access = { connection, secrets: { current: OLD_TOKEN } };
  return {
    writer,
    access,
    everything: () => Promise.resolve(everythingIn(estate)),
    read: () =>
      Promise.resolve(
        structuredClone({
          acls: estate.acls ?? [],
          plugins: estate.plugins,
          consumers: estate.consumers,
        }),
      ),
    somebody: somebodyAt(estate, nextId),
    beforeWrite: (act) => {
      writer.beforeWrite(act);
    },
    cut: (cut) => {
      writer.cut(cut);
    },
    forbidWrites: () => {
      for (const part of ['write acls', 'write plugins', 'write consumers'])
        writer.fail(part, { code: 'NOT_PERMITTED', status: 403 });
    },
    becomeReadOnly: () => {
      estate.node.database = 'off';
    },
    provoke: (code) => {
      if (code === 'CREDENTIAL_MISSING') return { access: { ...access, secrets: null } };
      if (code === 'UNAUTHENTICATED') return { access: { ...access, secrets: { current: 'unknown' } } };
      writer.fail('everything', { code, ...WHOLE_FAILURES[code] });
      return { access };
    },
  };
};

const everythingIn = (estate: KongEstate): Everything => {
  const { node: _node, credentialCounts = [], ...kinds } = estate;
  const entities = Object.entries(kinds).flatMap(([kind, list]) =>
    Array.isArray(list) ? list.map((one) => [`${kind}/${(one as { id: string }).id}`, one]) : [],
  );
  const counts = credentialCounts.map((one) => [`credentials/${one.consumerId}/${one.kind}`, one]);
  return structuredClone(Object.fromEntries([...entities, ...counts]) as Everything);
};

const somebodyAt = (estate: KongEstate, nextId: () => string): Somebody => {
  const done = (): Promise<void> => Promise.resolve();
  const pluginAt = (pluginId: string): Plugin => {
    const plugin = estate.plugins.find((one) => one.id === pluginId);
    if (plugin === undefined) throw new Error(`no plugin ${pluginId}`);
    return plugin;
  };
  return {
    joins: (consumerId, group) => {
      estate.acls = [...(estate.acls ?? []), { id: nextId(), consumerId, group, tags: [], createdAt: 1 }];
      return done();
    },
    limits: ({ id, serviceId, consumerId, minute }) => {
      const scope = { serviceId, consumerId };
      estate.plugins.push({ ...aPlugin(0, { name: 'rate-limiting', scope, config: { minute } }), id });
      return done();
    },
    makesConsumer: ({ id, username }) => {
      estate.consumers.push({ ...aConsumer(0, username), id });
      return done();
    },
    givesKey: (consumerId) => {
      const counts = estate.credentialCounts ?? [];
      estate.credentialCounts = [...counts, { consumerId, kind: 'key-auth', count: 1 }];
      return done();
    },
    retags: (kind, entityId, tags) => {
      for (const one of estate[kind] ?? []) if (one.id === entityId) one.tags = tags;
      return done();
    },
    sets: (pluginId, { enabled, config }) => {
      const plugin = pluginAt(pluginId);
      plugin.enabled = enabled ?? plugin.enabled;
      plugin.config = { ...plugin.config, ...config };
      return done();
    },
  };
};
