import { forgottenAs, isForgotten } from '../domain/access/forget';
import type { AccountId } from '../domain/access/people';
import { ok, type Result } from '../domain/result';
import { forgetAccount, type ForgettingPorts } from './forget-account';
import type { Ports } from './ports';
import type { KnownPerson } from './ports-of-access';
import type { AccountUpdate } from './ports-of-audit';
import type { Refusal } from './refusal';

export type PersonalDataPorts = ForgettingPorts & Pick<Ports, 'reports'>;

const DAY_MS = 86_400_000;
/** Atlassian wants every account within seven days: a day that fails leaves another one. @source developer.atlassian.com/platform/forge/user-privacy-guidelines */
const CYCLE_MS = 6 * DAY_MS;
/** More than one report takes is cut by nobody here. @source @forge/api privacy: LIMIT */
const AT_ONCE = 90;
/** Kept back to store what the last report said. */
const RESERVE_MS = 30_000;

/**
 * Reports the accounts that are kept to Atlassian, ninety at a time and one report after the other, and forgets those that were closed. What a
 * run does not come to, or is refused, the next one does. Answers how many were reported and forgotten.
 */
export async function reportPersonalData(
  ports: PersonalDataPorts,
): Promise<Result<{ reported: number; forgotten: number }, Refusal | { code: 'REPORT_REFUSED' }>> {
  const done = { reported: 0, forgotten: 0 };
  while (ports.clock.remainingMs() > RESERVE_MS) {
    const now = Date.parse(ports.clock.now());
    const due = await ports.requests.notReportedSince(now - CYCLE_MS, AT_ONCE);
    if (!due.ok) return due;
    if (due.value.length === 0) break;
    const people = due.value.filter(({ accountId }) => isReportable(accountId));
    const told =
      people.length === 0
        ? ok([])
        : await ports.reports.report(
            people.map(({ accountId, updatedAt }) => ({
              accountId,
              updatedAt: new Date(updatedAt).toISOString(),
            })),
          );
    if (!told.ok) return told;
    const closed = await forgetClosed(ports, people, told.value);
    if (!closed.ok) return closed;
    // Those who are no account are put behind the others too.
    const stay = due.value.map(({ accountId }) => accountId).filter((id) => !closed.value.includes(id));
    // Only ids are kept, and names are drawn when they are shown: to refresh is to say so.
    const refreshed = told.value
      .filter(({ status }) => status === 'updated')
      .map(({ accountId }) => accountId);
    const noted = await ports.requests.noteReported({ accountIds: stay, refreshed }, now);
    if (!noted.ok) return noted;
    done.reported += people.length;
    done.forgotten += closed.value.length;
  }
  return ok(done);
}

/** What the platform says of visitors who are nobody in particular is no account. */
const NOBODY: readonly AccountId[] = ['', 'unidentified', 'unknown'];
const isReportable = (accountId: AccountId): boolean =>
  !NOBODY.includes(accountId) && !isForgotten(accountId);

/** Only of those that were reported: whatever else an answer names is not ours to forget. */
const forgetClosed = async (
  ports: PersonalDataPorts,
  people: readonly KnownPerson[],
  told: readonly AccountUpdate[],
): Promise<Result<AccountId[], Refusal>> => {
  const closed = new Set(told.filter(({ status }) => status === 'closed').map(({ accountId }) => accountId));
  const forgotten: AccountId[] = [];
  for (const { accountId, ref } of people) {
    if (!closed.has(accountId)) continue;
    const done = await forgetAccount(ports, { accountId, ref, standIn: forgottenAs(ref) });
    if (!done.ok) return done;
    forgotten.push(accountId);
  }
  return ok(forgotten);
};
