import type { AccountReports, AccountUpdate } from '../../app/ports-of-audit';
import { err, ok } from '../../domain/result';

export type MemoryReports = AccountReports & {
  /** What Atlassian knows of accounts that it closed, or that changed since they were reported last. */
  closed: Set<string>;
  updated: Set<string>;
  /** The reports that were taken, in order. */
  taken: { accountId: string; updatedAt: string }[][];
  /** The status with which the next reports are refused; null: they are taken. */
  refuse(status: number | null): void;
};

export const createMemoryReports = (): MemoryReports => {
  const closed = new Set<string>();
  const updated = new Set<string>();
  const taken: MemoryReports['taken'] = [];
  let refused: number | null = null;
  return {
    closed,
    updated,
    taken,
    report: (accounts) => {
      if (refused !== null || accounts.length > 90)
        return Promise.resolve(err({ code: 'REPORT_REFUSED', detail: String(refused ?? 400) }));
      taken.push(accounts.map((account) => ({ ...account })));
      return Promise.resolve(
        ok(
          accounts.flatMap(({ accountId }): AccountUpdate[] =>
            closed.has(accountId)
              ? [{ accountId, status: 'closed' }]
              : updated.has(accountId)
                ? [{ accountId, status: 'updated' }]
                : [],
          ),
        ),
      );
    },
    refuse: (status) => {
      refused = status;
    },
  };
};
