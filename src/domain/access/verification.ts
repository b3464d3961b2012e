import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import type { Head, LedgerRecord } from './ledger';
import type { SignedHead } from './signed-head';
import type { VerifyingKey } from './signature';
import {
  concludeChain,
  fromHead,
  walkChain,
  wholeChain,
  type Anchors,
  type ChainOutcome,
  type Cursor,
} from './verify-chain';

/** From the first entry, or from the latest checkpoint that holds the chain and verifies. */
export type VerificationScope = 'whole' | 'since-checkpoint';

/** Where the hash of an entry was published: it is kept there, out of the ledger's reach. */
export type Witness = { kind: 'checkpoint'; day: string } | { kind: 'page'; pageId: string };
export type Anchor = { seq: number; hash: Hash; witness: Witness };

/**
 * One verification of a chain, as far as it has come. Plain data that the server keeps: nobody who watches it can make it skip an entry.
 * A chain that grows meanwhile is walked to its new end.
 */
export type Verification = {
  v: 1;
  chain: string;
  scope: VerificationScope;
  rev: number;
  startedAt: EpochMs;
  /** Of the last step. */
  at: EpochMs;
  /** The checkpoint it starts from; null: the first entry. */
  since: { day: string; seq: number } | null;
  anchors: Anchor[];
  /** Days whose checkpoint is not as it was made, so that it is no witness. */
  unusable: string[];
  cursor: Cursor;
  /** null while it goes on. */
  outcome: ChainOutcome | { outcome: 'empty' } | null;
};

type Beginning = Pick<Verification, 'chain' | 'scope' | 'anchors' | 'unusable'> & {
  at: EpochMs;
  checkpoint: { day: string; head: Head } | null;
};

export const beginVerification = ({ checkpoint, at, ...rest }: Beginning): Verification => {
  const start = rest.scope === 'whole' ? null : checkpoint;
  return {
    v: 1,
    rev: 0,
    ...rest,
    startedAt: at,
    at,
    since: start === null ? null : { day: start.day, seq: start.head.seq },
    cursor: start === null ? wholeChain(rest.chain) : fromHead(start.head),
    outcome: null,
  };
};

/** The number of the last entry that was found to be in order. */
export const walkedTo = ({ cursor }: Verification): number =>
  cursor.walked === 'broken' ? cursor.at - 1 : cursor.head.seq;

/** Walks on over the next records. */
export const verifyOn = (
  verification: Verification,
  records: readonly LedgerRecord[],
  at: EpochMs,
): Verification => ({
  ...verification,
  at,
  cursor: walkChain(verification.cursor, records, anchorsOf(verification)),
});

/** The verdict, once the walk has come to the end or to a break. `head` null: the chain has none. */
export const concludeVerification = (
  verification: Verification,
  { head, keys, at }: { head: SignedHead | null; keys: readonly VerifyingKey[]; at: EpochMs },
): Verification => {
  const anchors = anchorsOf(verification);
  const expected = Math.max(0, ...anchors.keys());
  const cutAt = (end: number) => ({ outcome: 'truncated' as const, at: end, expected });
  if (head === null) return { ...verification, at, outcome: expected > 0 ? cutAt(0) : { outcome: 'empty' } };
  const found = concludeChain(verification.cursor, { head, keys, anchors });
  // A walk that began at a checkpoint may stand beyond a head that was cut back since.
  const isCut = found.outcome === 'broken' && found.cause === 'beyond the head' && expected > head.seq;
  return { ...verification, at, outcome: isCut ? cutAt(head.seq) : found };
};

/** Who published the entry with this number. */
export const witnessesOf = ({ anchors }: Verification, seq: number): Witness[] =>
  anchors.filter((anchor) => anchor.seq === seq).map(({ witness }) => witness);

/** Two witnesses that contradict each other cannot both be right: no entry fits them. */
const anchorsOf = ({ anchors }: Verification): Anchors => {
  const bySeq = new Map<number, Hash>();
  for (const { seq, hash } of anchors) {
    const other = bySeq.get(seq);
    bySeq.set(seq, other === undefined || other === hash ? hash : '');
  }
  return bySeq;
};
