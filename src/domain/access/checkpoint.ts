import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import type { Head } from './ledger';
import { merkleRoot } from './merkle';
import { sign, verifySignature, type Signed, type SigningKey, type VerifyingKey } from './signature';

/** All chains' ends on one day, to be kept where the app cannot rewrite it: a restricted page, a mailbox, a SIEM. */
export type Checkpoint = Signed<{
  v: 1;
  /** UTC: `2026-11-23`. */
  day: string;
  at: EpochMs;
  /** By chain. */
  heads: Head[];
  /** Over `heads`; short enough to be read out or printed. */
  merkleRoot: Hash;
  kid: string;
}>;

const PURPOSE = 'checkpoint';

export const checkpointOf = (heads: readonly Head[], at: EpochMs, key: SigningKey): Checkpoint => {
  const sorted = [...heads].sort((a, b) => (a.chain < b.chain ? -1 : 1));
  const day = new Date(at).toISOString().slice(0, 10);
  return sign(PURPOSE, { v: 1, day, at, heads: sorted, merkleRoot: merkleRoot(sorted), kid: key.kid }, key);
};

export const verifyCheckpoint = (
  checkpoint: Checkpoint,
  keys: readonly VerifyingKey[],
): 'verified' | 'altered' | 'unknown key' => {
  const signature = verifySignature(PURPOSE, checkpoint, keys);
  if (signature === 'unknown key') return signature;
  const isWhole = signature === 'good' && merkleRoot(checkpoint.heads) === checkpoint.merkleRoot;
  return isWhole ? 'verified' : 'altered';
};

/** What checkpoints say of one chain, for `walkChain` and `concludeChain`. Verify them first. */
export const anchorsOf = (chain: string, checkpoints: readonly Checkpoint[]): ReadonlyMap<number, Hash> =>
  new Map(
    checkpoints
      .flatMap(({ heads }) => heads.filter((head) => head.chain === chain && head.seq > 0))
      .map(({ seq, hash }) => [seq, hash]),
  );
