import { createAuditStore } from '../../src/adapters/forge/audit-store';
import { createIds } from '../../src/adapters/forge/clock-and-ids';
import { outbox } from '../../src/adapters/forge/outbox';
import { pageSettingsStore } from '../../src/adapters/forge/page-settings-store';
import { policyStore } from '../../src/adapters/forge/policy-store';
import { recordedSettings } from '../../src/adapters/forge/recorded-settings';
import { projectionStore } from '../../src/adapters/forge/projection-store';
import { createRequestStore } from '../../src/adapters/forge/request-store';
import { createSigningKeys } from '../../src/adapters/forge/signing-keys';
import { createMemoryRequests } from '../../src/adapters/memory/request-store';
import { makeCheckpoint } from '../../src/app/access/checkpoints';
import { keyEntry } from '../../src/domain/access/site-entries';
import { signHead } from '../../src/domain/access/signed-head';
import { job } from '../../src/domain/access/transition';
import type { Faults } from '../../host/types';
import { good } from '../entry/a-world';
import { decisionOf } from './decisions';
import { aKvs, installForge, uninstallForge } from './forge-in-process';
import { keepsRecordContract } from './kept-record';
import { keepsRequestContract } from './request-store';

const NOON = Date.UTC(2026, 10, 23, 12);

const onForge = (faults: Faults = {}) => {
  let next = 0;
  const kvs = aKvs(() => NOON, faults);
  installForge({ kvs });
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => (next += 1) % 256);
  const ids = createIds({ now: () => NOON, bytes });
  const keys = createSigningKeys({ ids, random: () => bytes(32) });
  const requests = createRequestStore({ ids });
  return {
    kvs,
    keys,
    signing: keys,
    requests,
    policies: policyStore,
    recorded: recordedSettings,
    projections: projectionStore,
    settings: pageSettingsStore,
    outbox,
  };
};

describe('in memory', () => {
  keepsRequestContract(createMemoryRequests);
  keepsRecordContract(createMemoryRequests);
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  keepsRequestContract(() => onForge());
  keepsRecordContract(() => onForge());

  it('gives records that the index does not have yet', async () => {
    const faults: Faults = { storageLagMs: 60_000 };
    const { requests } = onForge(faults);
    const entry = { at: NOON, actor: job('test'), kid: 'k', was: null };
    const committing = () =>
      requests.commit({
        chain: 'site',
        entry: keyEntry(entry),
        request: null,
        policy: null,
        settings: [],
        page: null,
        mappings: [],
        keys: null,
        command: null,
        effects: [],
        seal: (head) => signHead(head, { kid: 'k', secretKey: new Uint8Array(32).fill(1) }),
      });
    for (let n = 0; n < 5; n += 1) good(await committing());
    expect(good(await requests.records('site', { from: 1, to: 5 }))).toHaveLength(5);
  });

  it('signs with one key, whoever asks for it first', async () => {
    const { keys } = onForge();
    const asked = await Promise.all([1, 2, 3].map(() => keys.current()));
    expect(new Set(asked.map((key) => good(key).kid)).size).toBe(1);
    expect(good(await keys.verifying())).toHaveLength(1);
  });

  it('keeps no secret half beside what everybody may know, and none that did not come to sign', async () => {
    const { kvs, keys } = onForge();
    const first = good(await keys.current());
    const { key } = good(await keys.prepare(NOON));
    const secretOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const { secrets, ...rest } = kvs.dump();
    for (const { secretKey } of [first, key]) {
      expect(JSON.stringify(secrets)).toContain(secretOf(secretKey));
      expect(JSON.stringify(rest)).not.toContain(secretOf(secretKey));
    }
    good(await keys.discard(key.kid));
    expect(JSON.stringify(kvs.dump())).not.toContain(secretOf(key.secretKey));
    expect(good(await keys.current()).kid).toBe(first.kid);
  });

  it('throws the secret half of a key away once it was replaced and nothing may be signed with it', async () => {
    const { kvs, keys, requests } = onForge();
    const first = good(await keys.current());
    const { key, stored } = good(await keys.prepare(NOON));
    const entry = keyEntry({ at: NOON, actor: job('test'), kid: key.kid, was: first.kid });
    good(await requests.commit(decisionOf({ chain: 'site', entry, keys: stored })));
    const daily = async (at: number) => {
      const clock = { now: () => new Date(at).toISOString(), remainingMs: () => 25_000 };
      const audit = createAuditStore({ ids: { next: () => String(at) } });
      good(await makeCheckpoint({ clock, requests, signing: keys, audit }));
      const { secrets } = kvs.dump();
      return [first, key].map(({ secretKey }) =>
        JSON.stringify(secrets).includes(Buffer.from(secretKey).toString('hex')),
      );
    };
    expect(await daily(NOON + 60_000)).toEqual([true, true]);
    expect(await daily(NOON + 86_400_000)).toEqual([false, true]);
    expect(await daily(NOON + 2 * 86_400_000)).toEqual([false, true]);
    expect(good(await keys.current()).kid).toBe(key.kid);
    expect(good(await keys.verifying())).toHaveLength(2);
  });
});
