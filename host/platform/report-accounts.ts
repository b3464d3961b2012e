import { z } from 'zod';
import type { Confluence, Faults } from '../types';

const Accounts = z.object({
  accounts: z.array(z.object({ accountId: z.string(), updatedAt: z.iso.datetime() })).max(90),
});

/** Accounts that Atlassian keeps for trying reports out: one that always exists, one that was always closed. */
const ALWAYS_ACTIVE = '5be24ad8b1653240376955d2';
const ALWAYS_CLOSED = '5be24ba3f91c106033269289';

/** What an answer says of when the next report is wanted. */
const CYCLE = { 'cycle-period': '7' };
const RETRY_AFTER_SECONDS = '60';

type Settings = { scopes: string[]; confluence: Confluence; faults: Faults };

/**
 * Reports of personal data (developer.atlassian.com/platform/forge/user-privacy-guidelines): accounts that the site no longer has are
 * `closed`; 204 when there is nothing to do; 401 without the scope, as was measured. Changed profiles (`updated`) do not occur here.
 */
export const createReportAccounts =
  ({ scopes, confluence, faults }: Settings) =>
  (body: string): Response => {
    if (!scopes.includes('report:personal-data'))
      return Response.json(
        { message: 'The app does not have the scope report:personal-data' },
        { status: 401 },
      );
    if ((faults.reportsRateLimited ?? 0) > 0) {
      faults.reportsRateLimited = (faults.reportsRateLimited ?? 0) - 1;
      return new Response(null, { status: 429, headers: { 'retry-after': RETRY_AFTER_SECONDS } });
    }
    const parsed = Accounts.safeParse(JSON.parse(body));
    if (!parsed.success) return Response.json({ message: parsed.error.message }, { status: 400 });
    const known = new Set([...confluence.people().map(({ accountId }) => accountId), ALWAYS_ACTIVE]);
    const closed = parsed.data.accounts.filter(
      ({ accountId }) => accountId === ALWAYS_CLOSED || !known.has(accountId),
    );
    if (closed.length === 0) return new Response(null, { status: 204, headers: CYCLE });
    const accounts = closed.map(({ accountId }) => ({ accountId, status: 'closed' }));
    return Response.json({ accounts }, { headers: CYCLE });
  };
