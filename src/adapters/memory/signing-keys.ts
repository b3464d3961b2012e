import type { SigningKeys, StoredKeys } from '../../app/ports-of-access';
import {
  verifyingKeyOf,
  withNextKey,
  type SigningKey,
  type VerifyingKey,
} from '../../domain/access/signature';
import { ok } from '../../domain/result';

/** The row that says which key signs; changed together with the entry that tells it. */
export type KeptKeys = { row: StoredKeys };

/** Keys that anybody can guess: for tests and benches. */
export const firstKeys = (): KeptKeys => ({ row: { rev: 1, keys: [verifyingKeyOf(keyNo(1), 0)] } });

export const signingKeysIn = (kept: KeptKeys): SigningKeys => ({
  current: () => Promise.resolve(ok(keyNo(kept.row.keys.length))),
  verifying: () => Promise.resolve(ok([...kept.row.keys])),
  prepare: (at) => {
    const key = keyNo(kept.row.keys.length + 1);
    const next: VerifyingKey = verifyingKeyOf(key, at);
    return Promise.resolve(
      ok({ key, stored: { rev: kept.row.rev + 1, keys: withNextKey(kept.row.keys, next) } }),
    );
  },
  discard: () => Promise.resolve(ok(true)),
});

const keyNo = (nth: number): SigningKey => ({
  kid: `key-${nth}`,
  secretKey: new Uint8Array(32).fill(nth),
});
