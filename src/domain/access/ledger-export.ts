import type { EpochMs, IsoTime } from '../time';
import type { Hash } from './canonical-json';
import { verifyCheckpoint, verifyProof, type Checkpoint, type CheckpointProof } from './checkpoint';
import type { LedgerRecord } from './ledger';
import type { AccountId } from './people';
import type { SignedHead } from './signed-head';
import type { VerifyingKey } from './signature';
import { concludeChain, walkChain, wholeChain, type ChainOutcome } from './verify-chain';

/**
 * A whole record, to be verified without Gatehouse. Names nobody: who did something is a pseudonym. Which pseudonym is whose is in
 * `people`, for those who were asked to have it; it can be erased from the document, and nothing else changes.
 */
export type LedgerExport = {
  v: 1;
  kind: 'gatehouse ledger';
  chain: string;
  madeAt: IsoTime;
  /** The pseudonym of whoever asked for it. */
  madeBy: string;
  head: SignedHead | null;
  /** Every key that ever signed. */
  keys: VerifyingKey[];
  /** The chain's end in each checkpoint that was kept. */
  checkpoints: CheckpointProof[];
  records: LedgerRecord[];
  people: Record<string, AccountId> | null;
};

/** A checkpoint as it is taken along, with the keys of that day. */
export type CheckpointDocument = {
  v: 1;
  kind: 'gatehouse checkpoint';
  checkpoint: Checkpoint;
  keys: VerifyingKey[];
};

export type ExportVerdict =
  | ChainOutcome
  | { outcome: 'empty' }
  /** A key of the export has the name of one that was kept elsewhere, and is another: the export was signed by somebody else. */
  | { outcome: 'other key'; kid: string }
  /** `kept`: one that was given beside the export; otherwise one of the export. */
  | { outcome: 'bad checkpoint'; day: string; kept: boolean };

/**
 * Walks the export from its first entry to its signed end, against its own checkpoints and those that were kept elsewhere. Only the latter
 * prove that the end was not cut back by whoever holds the key.
 */
export const verifyExport = (
  document: LedgerExport,
  kept: readonly CheckpointDocument[],
): { verdict: ExportVerdict; days: string[] } => {
  const keys = keysOf(document, kept);
  if ('other' in keys) return { verdict: { outcome: 'other key', kid: keys.other }, days: [] };
  const published = publishedIn(document, kept, keys.keys);
  if (!('anchors' in published)) return { verdict: published, days: [] };
  const { anchors, days } = published;
  const { chain, head, records } = document;
  if (head === null) {
    const expected = Math.max(0, records.length, ...anchors.keys());
    return {
      verdict: expected === 0 ? { outcome: 'empty' } : { outcome: 'truncated', at: 0, expected },
      days,
    };
  }
  const cursor = walkChain(wholeChain(chain), records, anchors);
  return { verdict: concludeChain(cursor, { head, keys: keys.keys, anchors }), days };
};

/** Those that were kept elsewhere count; of the export those that came later. */
const keysOf = (
  { keys }: LedgerExport,
  kept: readonly CheckpointDocument[],
): { keys: VerifyingKey[] } | { other: string } => {
  const trusted = new Map<string, VerifyingKey>();
  for (const key of [...kept.flatMap((one) => one.keys), ...keys]) {
    const known = trusted.get(key.kid);
    if (known !== undefined && known.publicKey !== key.publicKey) return { other: key.kid };
    trusted.set(key.kid, known === undefined ? key : closing(known, key.validUntil));
  }
  return { keys: [...trusted.values()] };
};

/** A key that was replaced since has an end now. */
const closing = (key: VerifyingKey, until: EpochMs | null): VerifyingKey =>
  key.validUntil === null ? { ...key, validUntil: until } : key;

type Published =
  | { anchors: ReadonlyMap<number, Hash>; days: string[] }
  | Extract<ExportVerdict, { outcome: 'bad checkpoint' | 'unknown key' }>;

const publishedIn = (
  { chain, checkpoints }: LedgerExport,
  kept: readonly CheckpointDocument[],
  keys: readonly VerifyingKey[],
): Published => {
  const anchors = new Map<number, Hash>();
  const days: string[] = [];
  const take = ({ seq, hash }: { seq: number; hash: Hash }, day: string): void => {
    const other = anchors.get(seq);
    if (seq > 0) anchors.set(seq, other === undefined || other === hash ? hash : '');
    days.push(day);
  };
  for (const proof of checkpoints) {
    const { day, kid } = proof.root;
    const verdict = verifyProof(proof, keys);
    if (verdict === 'unknown key') return { outcome: 'unknown key', kid };
    if (verdict === 'altered' || proof.head.chain !== chain)
      return { outcome: 'bad checkpoint', day, kept: false };
    take(proof.head, day);
  }
  for (const { checkpoint } of kept) {
    const { day, kid } = checkpoint;
    const verdict = verifyCheckpoint(checkpoint, keys);
    if (verdict === 'unknown key') return { outcome: 'unknown key', kid };
    if (verdict === 'altered') return { outcome: 'bad checkpoint', day, kept: true };
    const head = checkpoint.heads.find((one) => one.chain === chain);
    if (head !== undefined) take(head, day);
  }
  return { anchors, days: [...new Set(days)].sort() };
};
