import type { Checkpoint, CheckpointRoot } from '../domain/access/checkpoint';
import type { Verification, VerificationScope } from '../domain/access/verification';
import type { AccountId } from '../domain/access/people';
import type { IsoTime } from '../domain/time';
import type { Result } from '../domain/result';
import type { StorageFailure } from './ports';

/** What is kept beside the ledger so that it can be checked. Nothing of it is a decision, and none is read from it. */
export type AuditStore = {
  /** err CONFLICT when the day has one already: that one stays. */
  addCheckpoint(checkpoint: Checkpoint): Promise<Result<true, { code: 'CONFLICT' } | StorageFailure>>;
  /** @param day UTC, `2026-11-23` */
  checkpoint(day: string): Promise<Result<Checkpoint | null, StorageFailure>>;
  /** The latest first, without what they hold; the one of today may be missing for a moment. `before`: a day; null begins. */
  checkpoints(page: {
    before: string | null;
    limit: number;
  }): Promise<Result<CheckpointRoot[], StorageFailure>>;
  /** The latest verification of the chain in that scope, finished or not. */
  verification(chain: string, scope: VerificationScope): Promise<Result<Verification | null, StorageFailure>>;
  /** Stored if the stored `rev` is `verification.rev - 1` (0: there must be none). */
  saveVerification(verification: Verification): Promise<Result<true, { code: 'CONFLICT' } | StorageFailure>>;
};

/** Atlassian's word on the accounts that are kept. */
export type AccountReports = {
  /**
   * Tells that these accounts are kept, at most 90. Answers those of which something is to be done: `closed`, to be erased; `updated`, to be read
   * anew. err REPORT_REFUSED with the status when the report was not taken, as 429 when there were too many.
   */
  report(
    accounts: readonly { accountId: AccountId; updatedAt: IsoTime }[],
  ): Promise<Result<AccountUpdate[], { code: 'REPORT_REFUSED'; detail: string }>>;
};

export type AccountUpdate = { accountId: AccountId; status: 'closed' | 'updated' };
