import kvs from '@forge/kvs';
import type { SecretStore, StoredSecrets } from '../../app/ports';
import type { CredentialRole } from '../../domain/connection';
import { ok } from '../../domain/result';
import { storageFailure } from './storage-call';

const keyOf = (id: string, role: CredentialRole): string => `credential:${id}:${role}`;

/** Forge's secret storage: encrypted, not listed by any query, gone with the installation. */
export const secretStore: SecretStore = {
  async put(id, role, secrets) {
    try {
      await kvs.setSecret(keyOf(id, role), secrets);
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async get(id, role) {
    try {
      return ok((await kvs.getSecret<StoredSecrets>(keyOf(id, role))) ?? null);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async remove(id, role) {
    try {
      await kvs.deleteSecret(keyOf(id, role));
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
};
