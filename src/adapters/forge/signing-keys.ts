import kvs from '@forge/kvs';
import type { Ids } from '../../app/ports';
import type { SigningKeys, StoredKeys } from '../../app/ports-of-access';
import {
  verifyingKeyOf,
  withNextKey,
  type SigningKey,
  type VerifyingKey,
} from '../../domain/access/signature';
import { err, ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { existsAlready, storageFailure } from './storage-call';

/** One row for the whole site. */
export const KEYS_KEY = 'signing-keys';
const secretKey = (kid: string): string => `signing:${kid}`;
const settings = () => kvs.entity<SettingRow>('setting');

/**
 * Ed25519 keys: the secret half in secret storage under its own id, the public halves in one row that decides which key signs. It is
 * written with the entry that tells the change; whoever loses the race to write it throws its own secret away.
 * @param random 32 bytes
 */
export const createSigningKeys = ({ ids, random }: { ids: Ids; random: () => Uint8Array }): SigningKeys => {
  const make = async (): Promise<SigningKey> => {
    const key: SigningKey = { kid: ids.next(), secretKey: random() };
    await kvs.setSecret(secretKey(key.kid), Buffer.from(key.secretKey).toString('hex'));
    return key;
  };
  const stored = async (): Promise<StoredKeys> => {
    const row = await settings().get(KEYS_KEY);
    if (row !== undefined) return { rev: row.rev, keys: JSON.parse(row.blob) as VerifyingKey[] };
    // Valid from the beginning: what it signs first was decided a moment before it was made.
    const first = verifyingKeyOf(await make(), 0);
    try {
      await settings().set(KEYS_KEY, keysRow({ rev: 1, keys: [first] }), { keyPolicy: 'FAIL_IF_EXISTS' });
      return { rev: 1, keys: [first] };
    } catch (thrown) {
      if (!existsAlready(thrown)) throw thrown;
      await kvs.deleteSecret(secretKey(first.kid));
      return stored();
    }
  };
  return {
    async current() {
      try {
        const { keys } = await stored();
        const kid = keys.at(-1)?.kid ?? '';
        const secret = await kvs.getSecret<string>(secretKey(kid));
        if (secret === undefined) return err({ code: 'STORAGE_UNAVAILABLE', detail: 'signing key' });
        return ok({ kid, secretKey: Uint8Array.from(Buffer.from(secret, 'hex')) });
      } catch (thrown) {
        return storageFailure(thrown);
      }
    },
    async verifying() {
      try {
        return ok((await stored()).keys);
      } catch (thrown) {
        return storageFailure(thrown);
      }
    },
    async prepare(at) {
      try {
        const { rev, keys } = await stored();
        const key = await make();
        const next = verifyingKeyOf(key, at);
        return ok({ key, stored: { rev: rev + 1, keys: withNextKey(keys, next) } });
      } catch (thrown) {
        return storageFailure(thrown);
      }
    },
    async discard(kid) {
      try {
        await kvs.deleteSecret(secretKey(kid));
        return ok(true);
      } catch (thrown) {
        return storageFailure(thrown);
      }
    },
  };
};

export const keysRow = ({ rev, keys }: StoredKeys): SettingRow => ({
  v: ROW_VERSION,
  rev,
  kind: 'signing-keys',
  blob: JSON.stringify(keys),
});
