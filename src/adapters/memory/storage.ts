import type {
  ConnectionStore,
  ExchangeLog,
  KeptReading,
  ReadingStore,
  SecretStore,
  StorageFailure,
  StoredSecrets,
} from '../../app/ports';
import type { Connection, ConnectionHealth, Exchange } from '../../domain/connection';
import { err, ok, type Result } from '../../domain/result';

export type MemoryStorage = {
  connections: ConnectionStore;
  secrets: SecretStore;
  readings: ReadingStore;
  exchanges: ExchangeLog;
  /** Calls before storage stops answering; null: it never does. Each call counts. */
  stopAfter(calls: number | null): void;
  /** All that is kept, as text: for tests that look for what must not be there. */
  dump(part: 'secrets' | 'everything-else'): string;
};

/** Storage in memory. Values are copied in and out, as a real store would. */
export const createMemoryStorage = (): MemoryStorage => {
  const kept = {
    connections: new Map<string, Connection>(),
    health: new Map<string, ConnectionHealth>(),
    readings: new Map<string, KeptReading>(),
    exchanges: new Map<string, Exchange[]>(),
  };
  const secrets = new Map<string, StoredSecrets>();
  let left: number | null = null;
  const call = <T, E extends { code: string }>(
    run: () => Result<T, E>,
  ): Promise<Result<T, E | StorageFailure>> => {
    if (left !== null && left-- <= 0) {
      return Promise.resolve(err({ code: 'STORAGE_UNAVAILABLE', detail: 'switched off' }));
    }
    return Promise.resolve(structuredClone(run()));
  };
  return {
    connections: connectionStore(kept, call),
    secrets: secretStore(secrets, call),
    readings: {
      get: (key) => call(() => ok(kept.readings.get(key) ?? null)),
      put: (key, reading) => call(() => ok(set(kept.readings, key, structuredClone(reading)))),
    },
    exchanges: {
      append: (id, exchanges) =>
        call(() => ok(set(kept.exchanges, id, [...(kept.exchanges.get(id) ?? []), ...exchanges]))),
      newest: (id, limit) => call(() => ok([...(kept.exchanges.get(id) ?? [])].reverse().slice(0, limit))),
    },
    stopAfter: (calls) => {
      left = calls;
    },
    dump: (part) =>
      JSON.stringify(part === 'secrets' ? [...secrets] : Object.values(kept).map((map) => [...map])),
  };
};

type Call = <T, E extends { code: string }>(
  run: () => Result<T, E>,
) => Promise<Result<T, E | StorageFailure>>;

const set = <V>(map: Map<string, V>, key: string, value: V): true => {
  map.set(key, value);
  return true;
};

const NEVER_CALLED: ConnectionHealth = { lastSuccessAt: null, lastFailure: null };

const connectionStore = (
  kept: { connections: Map<string, Connection>; health: Map<string, ConnectionHealth> },
  call: Call,
): ConnectionStore => {
  const revOf = (id: string): number => kept.connections.get(id)?.rev ?? 0;
  return {
    list: () => call(() => ok([...kept.connections.values()].sort((a, b) => (a.name < b.name ? -1 : 1)))),
    get: (id) => call(() => ok(kept.connections.get(id) ?? null)),
    put: (connection) =>
      call(() => {
        if (revOf(connection.id) !== connection.rev - 1) return err({ code: 'CONFLICT' as const });
        kept.connections.set(connection.id, structuredClone(connection));
        return ok(connection);
      }),
    remove: (id, rev) =>
      call(() => {
        if (revOf(id) !== rev) return err({ code: 'CONFLICT' as const });
        kept.connections.delete(id);
        kept.health.delete(id);
        return ok(true as const);
      }),
    health: (id) => call(() => ok(kept.health.get(id) ?? NEVER_CALLED)),
    noteHealth: (id, health) => call(() => ok(set(kept.health, id, structuredClone(health)))),
  };
};

const secretStore = (secrets: Map<string, StoredSecrets>, call: Call): SecretStore => {
  const key = (id: string, role: string): string => `${id} ${role}`;
  return {
    put: (id, role, value) => call(() => ok(set(secrets, key(id, role), structuredClone(value)))),
    get: (id, role) => call(() => ok(secrets.get(key(id, role)) ?? null)),
    remove: (id, role) =>
      call(() => {
        secrets.delete(key(id, role));
        return ok(true as const);
      }),
  };
};
