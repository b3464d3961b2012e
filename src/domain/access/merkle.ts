import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Json } from '../json';
import { canonicalJson, type Hash } from './canonical-json';

/**
 * Root over the leaves in their order. Leaves and inner nodes are told apart by a first byte, so that no node passes for a leaf.
 * @source RFC 6962, section 2.1
 */
export const merkleRoot = (leaves: readonly Json[]): Hash => bytesToHex(rootOf(leaves.map(leafHash)));

/** Where a leaf stands in a tree of `size` leaves, and the hashes that lead from it to the root, the lowest first. */
export type MerkleProof = { index: number; size: number; path: Hash[] };

/** @source RFC 6962, section 2.1.1 */
export const merkleProof = (leaves: readonly Json[], index: number): MerkleProof => {
  if (index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
  return { index, size: leaves.length, path: pathTo(leaves.map(leafHash), index).map(bytesToHex) };
};

/** Is the leaf at this place under this root? */
export const isUnderRoot = (leaf: Json, { index, size, path }: MerkleProof, root: Hash): boolean => {
  if (!Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if (!path.every((hash) => /^[0-9a-f]{64}$/.test(hash))) return false;
  const climbed = climb(leafHash(leaf), { index, size }, path.map(hexToBytes));
  return climbed !== null && bytesToHex(climbed) === root;
};

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const leafHash = (leaf: Json): Uint8Array => sha256(concatBytes(LEAF, utf8ToBytes(canonicalJson(leaf))));
const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concatBytes(NODE, left, right));

/** The largest power of two below `size`. */
const leftOf = (size: number): number => 2 ** Math.ceil(Math.log2(size) - 1);

const rootOf = (hashes: readonly Uint8Array[]): Uint8Array => {
  const [first] = hashes;
  if (first === undefined) return sha256(new Uint8Array());
  if (hashes.length === 1) return first;
  const left = leftOf(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
};

const pathTo = (hashes: readonly Uint8Array[], index: number): Uint8Array[] => {
  if (hashes.length <= 1) return [];
  const left = leftOf(hashes.length);
  return index < left
    ? [...pathTo(hashes.slice(0, left), index), rootOf(hashes.slice(left))]
    : [...pathTo(hashes.slice(left), index - left), rootOf(hashes.slice(0, left))];
};

/** null: the path is not as long as the way. */
const climb = (
  leaf: Uint8Array,
  { index, size }: { index: number; size: number },
  path: readonly Uint8Array[],
): Uint8Array | null => {
  const beside = path.at(-1);
  if (size === 1) return path.length === 0 ? leaf : null;
  if (beside === undefined) return null;
  const left = leftOf(size);
  const isLeft = index < left;
  const place = isLeft ? { index, size: left } : { index: index - left, size: size - left };
  const below = climb(leaf, place, path.slice(0, -1));
  if (below === null) return null;
  return isLeft ? nodeHash(below, beside) : nodeHash(beside, below);
};
