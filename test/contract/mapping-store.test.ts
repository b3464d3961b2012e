import { mappingStore } from '../../src/adapters/forge/mapping-store';
import { createMemoryMappingStore } from '../../src/adapters/memory/mapping-store';
import { aKvs, installForge, uninstallForge } from './forge-in-process';
import { keepsMappingContract } from './mapping-store';

describe('in memory', () => {
  keepsMappingContract(createMemoryMappingStore);
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  keepsMappingContract(() => {
    installForge({ kvs: aKvs(() => Date.UTC(2026, 10, 23, 10)) });
    return mappingStore;
  });
});
