import { createIds } from '../../src/adapters/forge/clock-and-ids';
import { outbox } from '../../src/adapters/forge/outbox';
import { policyStore } from '../../src/adapters/forge/policy-store';
import { recordedSettings } from '../../src/adapters/forge/recorded-settings';
import { projectionStore } from '../../src/adapters/forge/projection-store';
import { createRequestStore } from '../../src/adapters/forge/request-store';
import { createSigningKeys } from '../../src/adapters/forge/signing-keys';
import { createMemoryRequests } from '../../src/adapters/memory/request-store';
import { verifySignature, sign } from '../../src/domain/access/signature';
import type { Faults } from '../../host/types';
import { good } from '../entry/a-world';
import { aKvs, installForge, uninstallForge } from './forge-in-process';
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
    requests,
    policies: policyStore,
    recorded: recordedSettings,
    projections: projectionStore,
    outbox,
  };
};

describe('in memory', () => {
  keepsRequestContract(createMemoryRequests);
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  keepsRequestContract(() => onForge());

  it('signs with one key, whoever asks for it first', async () => {
    const { keys } = onForge();
    const asked = await Promise.all([1, 2, 3].map(() => keys.current()));
    expect(new Set(asked.map((key) => good(key).kid)).size).toBe(1);
    expect(good(await keys.verifying())).toHaveLength(1);
  });

  it('keeps the public half of every key that ever signed, and no secret half beside it', async () => {
    const { kvs, keys } = onForge();
    const first = good(await keys.current());
    const signed = sign('test', { at: NOON - 1, kid: first.kid }, first);
    good(await keys.rotate(NOON));
    expect(good(await keys.current()).kid).not.toBe(first.kid);
    expect(verifySignature('test', signed, good(await keys.verifying()))).toBe('good');
    const { secrets: _, ...rest } = kvs.dump();
    expect(JSON.stringify(rest)).not.toContain(Buffer.from(first.secretKey).toString('hex'));
  });
});
