import { createReportAccounts } from '../../../host/platform/report-accounts';
import type { Faults } from '../../../host/types';

const RITA = '712020:rita';
type Given = { scopes?: string[]; faults?: Faults };
const ask = (accounts: unknown, { scopes = ['report:personal-data'], faults = {} }: Given = {}) => {
  const people = [{ accountId: RITA, displayName: 'Rita', role: 'reader', groups: [] }];
  const confluence = { people: () => people, request: () => Promise.reject(new Error('not asked')) };
  return createReportAccounts({ scopes, confluence, faults })(JSON.stringify({ accounts }));
};
const kept = (...ids: string[]) => ids.map((accountId) => ({ accountId, updatedAt: '2026-11-23T10:00:00Z' }));

describe('a report of personal data', () => {
  it('is answered with 204 when nothing is to be done', () => {
    expect(ask(kept(RITA, '5be24ad8b1653240376955d2')).status).toBe(204);
    expect(ask([]).status).toBe(204);
  });

  it('names accounts that the site does not have, and the one that was always closed', async () => {
    const response = ask(kept(RITA, '712020:gone', '5be24ba3f91c106033269289'));
    expect([response.status, response.headers.get('cycle-period')]).toEqual([200, '7']);
    expect(await response.json()).toEqual({
      accounts: [
        { accountId: '712020:gone', status: 'closed' },
        { accountId: '5be24ba3f91c106033269289', status: 'closed' },
      ],
    });
  });

  it('is refused without the scope, with more than ninety accounts, without times, and too often', () => {
    expect(ask(kept(RITA), { scopes: [] }).status).toBe(401);
    expect(ask(kept(...Array.from({ length: 91 }, (_, n) => `a${String(n)}`))).status).toBe(400);
    expect(ask([{ accountId: RITA, updatedAt: 'yesterday' }]).status).toBe(400);
    const faults: Faults = { reportsRateLimited: 1 };
    const limited = ask(kept(RITA), { faults });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
    expect(ask(kept(RITA), { faults }).status).toBe(204);
  });
});
