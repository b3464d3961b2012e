import { createAuditStore } from '../../src/adapters/forge/audit-store';
import { createIds } from '../../src/adapters/forge/clock-and-ids';
import { createMemoryAudit } from '../../src/adapters/memory/audit-store';
import { keepsAuditContract } from './audit-store';
import { aKvs, installForge, uninstallForge } from './forge-in-process';

const NOON = Date.UTC(2026, 10, 23, 12);

describe('in memory', () => {
  keepsAuditContract(createMemoryAudit);
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  keepsAuditContract(() => {
    installForge({ kvs: aKvs(() => NOON) });
    let next = 0;
    const bytes = (count: number) => Uint8Array.from({ length: count }, () => (next += 1) % 256);
    return createAuditStore({ ids: createIds({ now: () => NOON, bytes }) });
  });
});
