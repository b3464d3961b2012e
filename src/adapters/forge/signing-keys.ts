import kvs, { Filter, FilterConditions } from '@forge/kvs';
import type { Ids } from '../../app/ports';
import type { SigningKeys } from '../../app/ports-of-access';
import { verifyingKeyOf, type SigningKey, type VerifyingKey } from '../../domain/access/signature';
import { err, ok } from '../../domain/result';
import { ROW_VERSION, type SettingRow } from './rows';
import { existsAlready, lostTheSwap, storageFailure } from './storage-call';

const ROW_KEY = 'signing-keys';
const secretKey = (kid: string): string => `signing:${kid}`;
const settings = () => kvs.entity<SettingRow>('setting');

/**
 * Ed25519 keys: the secret half in secret storage under its own id, the public halves in one row that decides which key signs.
 * Whoever loses the race to write that row throws its own secret away.
 * @param random 32 bytes
 */
export const createSigningKeys = ({ ids, random }: { ids: Ids; random: () => Uint8Array }): SigningKeys => {
  const make = async (validFrom: number): Promise<VerifyingKey> => {
    const key: SigningKey = { kid: ids.next(), secretKey: random() };
    await kvs.setSecret(secretKey(key.kid), Buffer.from(key.secretKey).toString('hex'));
    return verifyingKeyOf(key, validFrom);
  };
  const stored = async (): Promise<{ rev: number; keys: VerifyingKey[] }> => {
    const row = await settings().get(ROW_KEY);
    if (row !== undefined) return { rev: row.rev, keys: JSON.parse(row.blob) as VerifyingKey[] };
    // Valid from the beginning: what it signs first was decided a moment before it was made.
    const first = await make(0);
    try {
      await settings().set(ROW_KEY, keysRow(1, [first]), { keyPolicy: 'FAIL_IF_EXISTS' });
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
    async rotate(at) {
      try {
        const { rev, keys } = await stored();
        const next = await make(at);
        const closed = keys.map((key) => (key.validUntil === null ? { ...key, validUntil: at } : key));
        try {
          await kvs
            .transact()
            .set(ROW_KEY, keysRow(rev + 1, [...closed, next]), {
              entityName: 'setting',
              conditions: new Filter<SettingRow>().and('rev', FilterConditions.equalTo(rev)),
            })
            .execute();
          return ok(next);
        } catch (thrown) {
          if (!lostTheSwap(thrown)) throw thrown;
          await kvs.deleteSecret(secretKey(next.kid));
          return err({ code: 'CONFLICT' });
        }
      } catch (thrown) {
        return storageFailure(thrown);
      }
    },
  };
};

const keysRow = (rev: number, keys: VerifyingKey[]): SettingRow => ({
  v: ROW_VERSION,
  rev,
  kind: 'signing-keys',
  blob: JSON.stringify(keys),
});
