import { accountReports } from '../../src/adapters/forge/account-reports';
import { createMemoryReports } from '../../src/adapters/memory/account-reports';
import type { AccountReports } from '../../src/app/ports-of-audit';
import { createReportAccounts } from '../../host/platform/report-accounts';
import type { Faults } from '../../host/types';
import { good, RITA } from '../entry/a-world';
import { aKvs, installForge, uninstallForge } from './forge-in-process';

const AT = '2026-11-23T10:00:00.000Z';
const ACTIVE = '5be24ad8b1653240376955d2';
const CLOSED = '5be24ba3f91c106033269289';
const kept = (...accountIds: string[]) => accountIds.map((accountId) => ({ accountId, updatedAt: AT }));

type World = { reports: AccountReports; refuse: () => void };

/** Rita is there, and so is the account that always is; the one that was always closed is not. */
const keepsReportContract = (make: () => World): void => {
  it('names those that were closed, and nobody of whom nothing is to be done', async () => {
    const { reports } = make();
    expect(good(await reports.report(kept(RITA, ACTIVE)))).toEqual([]);
    expect(good(await reports.report(kept(RITA, CLOSED)))).toEqual([{ accountId: CLOSED, status: 'closed' }]);
  });

  it('says with which status a report was refused', async () => {
    const { reports, refuse } = make();
    refuse();
    expect(await reports.report(kept(RITA))).toEqual({
      ok: false,
      error: { code: 'REPORT_REFUSED', detail: '429' },
    });
  });
};

describe('in memory', () => {
  keepsReportContract(() => {
    const reports = createMemoryReports();
    reports.closed.add(CLOSED);
    return {
      reports,
      refuse: () => {
        reports.refuse(429);
      },
    };
  });
});

describe('on Forge', () => {
  afterAll(uninstallForge);
  const onForge = (scopes = ['report:personal-data']) => {
    const faults: Faults = {};
    const calls: { path: string; accounts: unknown[] }[] = [];
    const people = [{ accountId: RITA, displayName: 'Rita', role: 'reader', groups: [] }];
    const confluence = { people: () => people, request: () => Promise.reject(new Error('not asked')) };
    const answer = createReportAccounts({ scopes, confluence, faults });
    installForge({
      kvs: aKvs(() => Date.parse(AT)),
      stargate: (path, body) => {
        calls.push({ path, accounts: (JSON.parse(body) as { accounts: unknown[] }).accounts });
        return answer(body);
      },
    });
    return {
      calls,
      reports: accountReports,
      refuse: () => {
        faults.reportsRateLimited = 1;
      },
    };
  };
  keepsReportContract(onForge);

  it('is one call for what one report takes', async () => {
    const { reports, calls } = onForge();
    const ids = Array.from({ length: 90 }, (_, n) => `712020:${String(n)}`);
    expect(good(await reports.report(kept(...ids)))).toHaveLength(90);
    expect(calls.map(({ path, accounts }) => [path, accounts.length])).toEqual([
      ['/app/report-accounts', 90],
    ]);
  });

  it('is refused without the scope', async () => {
    expect(await onForge([]).reports.report(kept(RITA))).toEqual({
      ok: false,
      error: { code: 'REPORT_REFUSED', detail: '401' },
    });
  });
});
