import type { SigningKeys } from '../../app/ports-of-access';
import { verifyingKeyOf, type SigningKey, type VerifyingKey } from '../../domain/access/signature';
import { ok } from '../../domain/result';

/** Keys that anybody can guess: for tests and benches. */
export const createMemorySigningKeys = (): SigningKeys => {
  const keyNo = (nth: number): SigningKey => ({
    kid: `key-${nth}`,
    secretKey: new Uint8Array(32).fill(nth),
  });
  let current = keyNo(1);
  let known: VerifyingKey[] = [verifyingKeyOf(current, 0)];
  return {
    current: () => Promise.resolve(ok(current)),
    verifying: () => Promise.resolve(ok([...known])),
    rotate: (at) => {
      current = keyNo(known.length + 1);
      const next = verifyingKeyOf(current, at);
      known = [...known.map((key) => (key.validUntil === null ? { ...key, validUntil: at } : key)), next];
      return Promise.resolve(ok(next));
    },
  };
};
