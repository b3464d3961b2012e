import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import type { Head } from './ledger';
import { isUnderRoot, merkleProof, merkleRoot, type MerkleProof } from './merkle';
import { sign, verifySignature, type Signed, type SigningKey, type VerifyingKey } from './signature';

/** The root over all chains' ends on one day, signed; short enough to be read out or printed. */
export type CheckpointRoot = Signed<{
  v: 1;
  /** UTC: `2026-11-23`. */
  day: string;
  at: EpochMs;
  /** How many ends are under the root. */
  chains: number;
  merkleRoot: Hash;
  kid: string;
}>;

/** All chains' ends on one day, by chain, to be kept where the app cannot rewrite it: a restricted page, a mailbox, a SIEM. */
export type Checkpoint = CheckpointRoot & { heads: Head[] };

/** That one chain's end is under a root, without the others' ends: they are nobody's business who sees one space. */
export type CheckpointProof = { root: CheckpointRoot; head: Head; proof: MerkleProof };

export type CheckpointVerdict = 'verified' | 'altered' | 'unknown key';

const PURPOSE = 'checkpoint';

export const checkpointOf = (heads: readonly Head[], at: EpochMs, key: SigningKey): Checkpoint => {
  const sorted = [...heads].sort((a, b) => (a.chain < b.chain ? -1 : 1));
  const day = new Date(at).toISOString().slice(0, 10);
  const root = {
    v: 1 as const,
    day,
    at,
    chains: sorted.length,
    merkleRoot: merkleRoot(sorted),
    kid: key.kid,
  };
  return { ...sign(PURPOSE, root, key), heads: sorted };
};

export const verifyCheckpoint = (
  { heads, ...root }: Checkpoint,
  keys: readonly VerifyingKey[],
): CheckpointVerdict => {
  const signature = verifySignature(PURPOSE, root, keys);
  if (signature === 'unknown key') return signature;
  const isWhole = heads.length === root.chains && merkleRoot(heads) === root.merkleRoot;
  return signature === 'good' && isWhole ? 'verified' : 'altered';
};

/** null: the checkpoint does not hold the chain. */
export const proofOf = (chain: string, { heads, ...root }: Checkpoint): CheckpointProof | null => {
  const index = heads.findIndex((head) => head.chain === chain);
  const head = heads[index];
  return head === undefined ? null : { root, head, proof: merkleProof(heads, index) };
};

export const verifyProof = (
  { root, head, proof }: CheckpointProof,
  keys: readonly VerifyingKey[],
): CheckpointVerdict => {
  const signature = verifySignature(PURPOSE, root, keys);
  if (signature === 'unknown key') return signature;
  const isUnder = proof.size === root.chains && isUnderRoot(head, proof, root.merkleRoot);
  return signature === 'good' && isUnder ? 'verified' : 'altered';
};

/** What checkpoints say of one chain, for `walkChain` and `concludeChain`. Verify them first. */
export const anchorsOf = (chain: string, checkpoints: readonly Checkpoint[]): ReadonlyMap<number, Hash> =>
  new Map(
    checkpoints
      .flatMap(({ heads }) => heads.filter((head) => head.chain === chain && head.seq > 0))
      .map(({ seq, hash }) => [seq, hash]),
  );
