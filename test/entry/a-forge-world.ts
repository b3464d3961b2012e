import { createAuditStore } from '../../src/adapters/forge/audit-store';
import { createIds } from '../../src/adapters/forge/clock-and-ids';
import { connectionStore } from '../../src/adapters/forge/connection-store';
import { createExchangeLog } from '../../src/adapters/forge/exchange-log';
import { grantStore } from '../../src/adapters/forge/grant-store';
import { mappingStore } from '../../src/adapters/forge/mapping-store';
import { outbox } from '../../src/adapters/forge/outbox';
import { unpack } from '../../src/adapters/forge/packing';
import { pageSettingsStore } from '../../src/adapters/forge/page-settings-store';
import { policyStore } from '../../src/adapters/forge/policy-store';
import { projectionStore } from '../../src/adapters/forge/projection-store';
import { createReadingStore } from '../../src/adapters/forge/reading-store';
import { recordedSettings } from '../../src/adapters/forge/recorded-settings';
import { createRequestStore } from '../../src/adapters/forge/request-store';
import { secretStore } from '../../src/adapters/forge/secret-store';
import { createSigningKeys } from '../../src/adapters/forge/signing-keys';
import { snapshotStore } from '../../src/adapters/forge/snapshot-store';
import type { ResolverPorts } from '../../src/app/resolver-ports';
import { aKvs, installForge } from '../contract/forge-in-process';
import { aCarryingWorld } from './a-carrying-world';

/**
 * A carrying world that keeps everything where Forge keeps it: the app's own adapters over the host's storage. `kept` is all of it but the
 * secrets, by entity and key, each value as text, unpacked where it was packed.
 */
export const aForgeWorld = async () => {
  const start = Date.UTC(2026, 10, 23, 10);
  let now = () => start;
  let next = 0;
  const kvs = aKvs(() => now());
  installForge({ kvs });
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => (next += 1) % 256);
  const ids = createIds({ now: () => now(), bytes });
  const clock = { now: () => new Date(now()).toISOString(), remainingMs: () => 25_000 };
  const real: Partial<ResolverPorts> = {
    ids,
    connections: connectionStore,
    secrets: secretStore,
    settings: pageSettingsStore,
    readings: createReadingStore(ids),
    exchanges: createExchangeLog({ clock, ids }),
    snapshots: snapshotStore,
    mappings: mappingStore,
    requests: createRequestStore({ ids }),
    policies: policyStore,
    recorded: recordedSettings,
    projections: projectionStore,
    grants: grantStore,
    outbox,
    signing: createSigningKeys({ ids, random: () => bytes(32) }),
    audit: createAuditStore({ ids }),
  };
  const world = await aCarryingWorld({ real });
  now = () => world.time.now;
  return { ...world, kept: () => keptIn(kvs.dump()) };
};

export type ForgeWorld = Awaited<ReturnType<typeof aForgeWorld>>;

const keptIn = async (dump: object): Promise<Map<string, string>> => {
  const { values, entities } = dump as { values: object; entities: object };
  const kept = new Map<string, string>();
  for (const [entity, table] of [['values', values], ...Object.entries(entities)] as [string, object][])
    for (const [key, value] of Object.entries(table))
      kept.set(`${entity} ${key}`, JSON.stringify(value) + (await unpacked(value)));
  return kept;
};

/** What its blob has in it, if that was packed, and whole. */
const unpacked = async (value: unknown): Promise<string> => {
  const { blob } = (value ?? {}) as { blob?: unknown };
  if (typeof blob !== 'string' || blob.startsWith('{') || blob.startsWith('[')) return '';
  return unpack(blob).then(JSON.stringify, () => '');
};
