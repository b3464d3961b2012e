import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Json } from '../json';

/**
 * One text per value: keys in UTF-16 order, no space, numbers as JavaScript writes them.
 * Throws on what JSON cannot carry (NaN, undefined, half a surrogate pair): hashing a guess would be worse.
 * @source RFC 8785, JSON Canonicalization Scheme
 */
export const canonicalJson = (value: Json): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (HALF_PAIR.test(value)) throw new TypeError('half a surrogate pair has no canonical form');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`not JSON: ${typeof value}`);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalJson(key)}:${canonicalJson(value[key] as Json)}`);
  return `{${members.join(',')}}`;
};

const HALF_PAIR = /\p{Surrogate}/u;

/** 64 lower-case hex digits. */
export type Hash = string;

/** SHA-256 over the canonical JSON of `value`. */
export const hashOf = (value: Json): Hash => bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
