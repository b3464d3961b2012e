import { isForgotten } from '../../domain/access/forget';
import type { OrphanCause, AccessRequest } from '../../domain/access/request';
import { ok, type Result } from '../../domain/result';
import type { StorageFailure } from '../ports';
import type { AccessRefusal } from './access-refusal';
import type { CarryPorts } from './carry/carry-ports';
import { nowOf } from './keep-step';
import { liveRequests, orphanAll } from './live-grants';
import { readingOnce, stillMapped } from './still-mapped';

const SLOT_MS = 300_000;
const SLOTS_AN_HOUR = 12;

/** Confluence's points are one quota for all customers: once an hour is soon enough. */
const isItsTurn = (now: number): boolean => Math.floor(now / SLOT_MS) % SLOTS_AN_HOUR === 0;

/**
 * Ends grants of which the reason is gone without anybody's click here: an account that was closed, a caller that is no longer mapped to
 * whom it was for, a page that was put in the bin. What could not be read ends nothing.
 * @returns how many
 */
export async function endOrphans(ports: CarryPorts): Promise<Result<number, AccessRefusal>> {
  if (!isItsTurn(nowOf(ports))) return ok(0);
  const live = await liveRequests(ports);
  if (!live.ok) return live;
  let ended = 0;
  for (const find of [ofClosedAccounts, withoutMapping, onTrashedPages]) {
    const found = await find(ports, live.value);
    if (!found.ok) return found;
    const { because, requests } = found.value;
    const done = await orphanAll(ports, requests, { because, by: null, leaves: false });
    if (!done.ok) return done;
    ended += done.value;
  }
  return ok(ended);
}

type Orphans = Result<{ because: OrphanCause; requests: AccessRequest[] }, StorageFailure>;

const accountsOf = ({ requester, plan: { beneficiary } }: AccessRequest): string[] => [
  requester,
  ...(beneficiary.kind === 'myself' ? [beneficiary.accountId] : []),
];

const ofClosedAccounts = async (ports: CarryPorts, live: readonly AccessRequest[]): Promise<Orphans> => {
  const because = 'account closed';
  const accounts = [...new Set(live.flatMap(accountsOf))];
  const closed = await ports.confluence.closedAccounts(accounts.filter((one) => !isForgotten(one)));
  const known = new Set(closed.ok ? closed.value : []);
  // Only closed accounts are forgotten, and Confluence cannot be asked about them any more.
  const isClosed = (account: string): boolean => isForgotten(account) || known.has(account);
  return ok({ because, requests: live.filter((request) => accountsOf(request).some(isClosed)) });
};

const withoutMapping = async (ports: CarryPorts, live: readonly AccessRequest[]): Promise<Orphans> => {
  const requests: AccessRequest[] = [];
  const reading = readingOnce(ports);
  for (const request of live) if ((await stillMapped(reading, request)) === 'no') requests.push(request);
  return ok({ because: 'mapping lost', requests });
};

const onTrashedPages = async (ports: CarryPorts, live: readonly AccessRequest[]): Promise<Orphans> => {
  const because = 'page deleted';
  const trashed = new Set<string>();
  for (const pageId of new Set(live.map((request) => request.pageId))) {
    const shown = await ports.projections.get(pageId);
    if (!shown.ok) return shown;
    // Only what the daily look found hidden is asked about.
    if (shown.value?.barred?.from !== 'page') continue;
    const found = await ports.confluence.isTrashed(pageId);
    if (found.ok && found.value) trashed.add(pageId);
  }
  return ok({ because, requests: live.filter(({ pageId }) => trashed.has(pageId)) });
};
