import type { JsonObject } from '../json';
import type { EpochMs } from '../time';
import { hashOf, type Hash } from './canonical-json';
import type { EntryDraft, EntryType } from './transition';

/**
 * One record of a chain. `actorRef` is a pseudonym: who it stands for is kept elsewhere and can be erased without breaking the chain.
 * The body is kept beside it for the same reason; the chain holds its hash.
 */
export type LedgerEntry = {
  v: 1;
  chain: string;
  /** From 1, without a gap. */
  seq: number;
  /** Hash of the entry before; 64 zeros for the first. */
  prev: Hash;
  /** The server's clock; never earlier than the entry before. */
  at: EpochMs;
  type: EntryType;
  actorRef: string;
  req: string | null;
  rev: number | null;
  planHash: Hash | null;
  bodyHash: Hash;
};

/** `body` null: erased, as the law or the customer's retention asked. */
export type LedgerRecord = { entry: LedgerEntry; hash: Hash; body: JsonObject | null };

/** The end of a chain. `seq` 0: nothing was recorded yet. */
export type Head = { chain: string; seq: number; hash: Hash; at: EpochMs };

const GENESIS_HASH: Hash = '0'.repeat(64);

export const genesis = (chain: string): Head => ({ chain, seq: 0, hash: GENESIS_HASH, at: 0 });

/** One chain per space: a single one would be the one hot row of a whole site. */
export const chainOfSpace = (spaceId: string): string => `space-${spaceId}`;

/** What belongs to no space: mappings, aliases, keys. */
export const CHAIN_OF_SITE = 'site';

/** The draft in its place after `head`, and the head that it makes. */
export const append = (
  head: Head,
  draft: EntryDraft,
  { actorRef }: { actorRef: string },
): { record: LedgerRecord; head: Head } => {
  const entry: LedgerEntry = {
    v: 1,
    chain: head.chain,
    seq: head.seq + 1,
    prev: head.hash,
    at: Math.max(draft.at, head.at),
    type: draft.type,
    actorRef,
    req: draft.req,
    rev: draft.rev,
    planHash: draft.planHash,
    bodyHash: hashOf(draft.body),
  };
  const hash = hashOf(entry);
  return {
    record: { entry, hash, body: draft.body },
    head: { chain: head.chain, seq: entry.seq, hash, at: entry.at },
  };
};
