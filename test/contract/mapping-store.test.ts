import { createIds } from '../../src/adapters/forge/clock-and-ids';
import { mappingStore } from '../../src/adapters/forge/mapping-store';
import { createRequestStore } from '../../src/adapters/forge/request-store';
import { createMemoryRequests } from '../../src/adapters/memory/request-store';
import { aKvs, installForge, uninstallForge } from './forge-in-process';
import { keepsMappingContract } from './mapping-store';

const NOON = Date.UTC(2026, 10, 23, 12);

describe('in memory', () => {
  keepsMappingContract(createMemoryRequests);
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  keepsMappingContract(() => {
    installForge({ kvs: aKvs(() => NOON) });
    let next = 0;
    const bytes = (count: number) => Uint8Array.from({ length: count }, () => (next += 1) % 256);
    const requests = createRequestStore({ ids: createIds({ now: () => NOON, bytes }) });
    return { mappings: mappingStore, requests };
  });
});
