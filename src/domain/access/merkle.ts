import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Json } from '../json';
import { canonicalJson, type Hash } from './canonical-json';

/**
 * Root over the leaves in their order. Leaves and inner nodes are told apart by a first byte, so that no node passes for a leaf.
 * @source RFC 6962, section 2.1
 */
export const merkleRoot = (leaves: readonly Json[]): Hash =>
  bytesToHex(rootOf(leaves.map((leaf) => sha256(concatBytes(LEAF, utf8ToBytes(canonicalJson(leaf)))))));

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const rootOf = (hashes: readonly Uint8Array[]): Uint8Array => {
  const [first] = hashes;
  if (first === undefined) return sha256(new Uint8Array());
  if (hashes.length === 1) return first;
  const left = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return sha256(concatBytes(NODE, rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left))));
};
