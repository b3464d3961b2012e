import type { Head } from './ledger';
import {
  sign,
  verifySignature,
  type SignatureVerdict,
  type Signed,
  type SigningKey,
  type VerifyingKey,
} from './signature';

/** The end of a chain as the app vouches for it. Says that the app wrote it, not that its vendor could not have. */
export type SignedHead = Signed<Head & { v: 1; kid: string }>;

const PURPOSE = 'ledger head';

export const signHead = (head: Head, key: SigningKey): SignedHead =>
  sign(PURPOSE, { v: 1, ...head, kid: key.kid }, key);

export const verifyHead = (head: SignedHead, keys: readonly VerifyingKey[]): SignatureVerdict =>
  verifySignature(PURPOSE, head, keys);
