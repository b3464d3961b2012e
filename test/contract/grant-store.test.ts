import { grantStore } from '../../src/adapters/forge/grant-store';
import { createMemoryGrants } from '../../src/adapters/memory/grant-store';
import { aKvs, installForge, uninstallForge } from './forge-in-process';
import { keepsGrantContract } from './grant-store';

describe('in memory', () => {
  keepsGrantContract(createMemoryGrants);
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  keepsGrantContract(() => {
    installForge({ kvs: aKvs(() => Date.UTC(2026, 10, 23, 12)) });
    return grantStore;
  });
});
