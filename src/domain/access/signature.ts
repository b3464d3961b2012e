import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { JsonObject } from '../json';
import type { EpochMs } from '../time';
import { canonicalJson } from './canonical-json';

/** 32 bytes of secret; lives in Forge secret storage and in the call that signs, nowhere else. */
export type SigningKey = { kid: string; secretKey: Uint8Array };

/** `publicKey`: 64 hex digits. A key signs from `validFrom` until `validUntil`; null: still in use. */
export type VerifyingKey = {
  kid: string;
  publicKey: string;
  validFrom: EpochMs;
  validUntil: EpochMs | null;
};

/** What is signed says when, and by which key. */
export type Signable = JsonObject & { at: EpochMs; kid: string };
/** `sig`: Ed25519, 128 lower-case hex digits. */
export type Signed<T extends Signable> = T & { sig: string };

export type SignatureVerdict = 'good' | 'bad' | 'unknown key';

/** The public half, to be published with the ledger's exports. */
export const verifyingKeyOf = (key: SigningKey, validFrom: EpochMs): VerifyingKey => ({
  kid: key.kid,
  publicKey: bytesToHex(ed25519.getPublicKey(key.secretKey)),
  validFrom,
  validUntil: null,
});

/**
 * How long a key that was replaced still signs: whoever took it before may use it until their invocation ends, which Forge does after
 * 900 s at the latest.
 */
const OVERLAP_MS = 15 * 60_000;

/** The keys once `next` signs: older ones stay, so that what they signed still verifies. */
export const withNextKey = (keys: readonly VerifyingKey[], next: VerifyingKey): VerifyingKey[] => [
  ...keys.map((key) => (key.validUntil === null ? { ...key, validUntil: next.validFrom + OVERLAP_MS } : key)),
  next,
];

/**
 * Signs the canonical JSON of `value`. `purpose` keeps a signature for one kind of thing from passing for another.
 * Throws when `kid` is not the key's: the signature could never be verified.
 */
export const sign = <T extends Signable>(purpose: string, value: T, key: SigningKey): Signed<T> => {
  if (value.kid !== key.kid) throw new Error(`value names key ${value.kid}, signed with ${key.kid}`);
  return { ...value, sig: bytesToHex(ed25519.sign(messageOf(purpose, value), key.secretKey)) };
};

/** `unknown key`: not in `keys`, or not the key in use at the time that the value gives. */
export const verifySignature = (
  purpose: string,
  { sig, ...value }: Signed<Signable>,
  keys: readonly VerifyingKey[],
): SignatureVerdict => {
  const key = keys.find(({ kid }) => kid === value.kid);
  if (key === undefined || value.at < key.validFrom) return 'unknown key';
  if (key.validUntil !== null && value.at >= key.validUntil) return 'unknown key';
  // Upper-case digits would decode to the same bytes, so that an altered text would still verify.
  if (!/^[0-9a-f]{128}$/.test(sig)) return 'bad';
  const isGood = ed25519.verify(hexToBytes(sig), messageOf(purpose, value), hexToBytes(key.publicKey), {
    zip215: false,
  });
  return isGood ? 'good' : 'bad';
};

const messageOf = (purpose: string, value: JsonObject): Uint8Array =>
  utf8ToBytes(`gatehouse ${purpose}\n${canonicalJson(value)}`);
