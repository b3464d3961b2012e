import { callerName, consumerOf } from '../../domain/access/ask';
import type { LedgerRecord } from '../../domain/access/ledger';
import { connectionsOf } from '../../domain/access/plan';
import type { AccessRequest } from '../../domain/access/request';
import type { SignedHead } from '../../domain/access/signed-head';
import type { EntryDraft } from '../../domain/access/transition';
import { pack, unpack } from './packing';
import { ROW_VERSION } from './rows';

/** Rows of requests and of what is stored with them: declared attributes to find and compare by, the rest in `blob`. */
export type RequestRow = {
  v: number;
  rev: number;
  state: string;
  space: string;
  page: string;
  target: string;
  requester: string;
  beneficiary: string;
  planHash: string;
  policyHash: string;
  /** In states that have none, when it was changed last: requests of one state are listed by it. */
  pendingUntil: number;
  /** 0 in states that have none. */
  expiresAt: number;
  updatedAt: number;
  blob: string;
};
export type ReviewRow = {
  v: number;
  req: string;
  actor: string;
  verdict: string;
  reqRev: number;
  at: number;
  blob: string;
};
export type LedgerRow = {
  v: number;
  chain: string;
  seq: number;
  hash: string;
  prev: string;
  type: string;
  /** Empty when the entry is about no request. */
  req: string;
  at: number;
  blob: string;
};
export type HeadRow = { v: number; chain: string; seq: number; hash: string; blob: string };
export type CommandRow = { v: number; at: number; actor: string; blob: string };
export type OutboxRow = {
  v: number;
  rev: number;
  kind: string;
  due: number;
  attempts: number;
  /** Empty when it is about no request. */
  req: string;
  blob: string;
};
export type PersonRow = { v: number; accountId: string; status: string; at: number; blob: string };

/** Compressed: a plan that opens hundreds of routes names them all. */
export const requestRow = async (request: AccessRequest): Promise<RequestRow> => ({
  v: ROW_VERSION,
  rev: request.rev,
  state: request.state,
  space: request.spaceId,
  page: request.pageId,
  target: connectionsOf(request.plan).join(' '),
  requester: request.requester,
  beneficiary: consumerOf(request.plan.beneficiary)?.id ?? callerName(request.plan.beneficiary),
  planHash: request.planHash,
  policyHash: request.policyHash,
  pendingUntil: 'pendingUntil' in request ? request.pendingUntil : request.updatedAt,
  expiresAt: 'expiresAt' in request ? request.expiresAt : 0,
  updatedAt: request.updatedAt,
  blob: await pack(request),
});

export const requestIn = async ({ blob }: RequestRow): Promise<AccessRequest> =>
  (await unpack(blob)) as AccessRequest;

/** Who took which step on which request: by it everything is found that somebody had a hand in. What they decided is in the request. */
export const reviewRow = (request: AccessRequest, entry: EntryDraft, accountId: string): ReviewRow => ({
  v: ROW_VERSION,
  req: request.id,
  actor: accountId,
  verdict: entry.type,
  reqRev: request.rev,
  at: entry.at,
  blob: '{}',
});

export const ledgerRow = (record: LedgerRecord): LedgerRow => ({
  v: ROW_VERSION,
  chain: record.entry.chain,
  seq: record.entry.seq,
  hash: record.hash,
  prev: record.entry.prev,
  type: record.entry.type,
  req: record.entry.req ?? '',
  at: record.entry.at,
  blob: JSON.stringify(record),
});

export const headRow = (head: SignedHead | null, chain: string): HeadRow => ({
  v: ROW_VERSION,
  chain,
  seq: head?.seq ?? 0,
  hash: head?.hash ?? '',
  blob: JSON.stringify(head),
});

/** Nine digits, so that keys sort as their numbers do. */
export const ledgerKey = (chain: string, seq: number): string => `${chain}#${String(seq).padStart(9, '0')}`;
