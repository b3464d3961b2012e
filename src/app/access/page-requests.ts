import { chainOfSpace, genesis, type Head } from '../../domain/access/ledger';
import type { PageProjection } from '../../domain/access/page-projection';
import type { AccessRequest } from '../../domain/access/request';
import { err, ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import { everyRequest } from './each-request';

/** All requests of a page as they are now, and the end of the record that they are told in. */
export type PageRequests = { requests: AccessRequest[]; spaceId: string; head: Head };

type Reading = { pageId: string; kept: PageProjection | null; known: readonly AccessRequest[] };

/** Indexes lag by seconds: what they do not name yet is among the last entries of the record. */
const LOOKED_BACK = 25;

/**
 * Indexes name what they know; what was stored a moment ago is found through the record, which is read strictly.
 * @param known requests that the caller holds
 * @returns err NOT_THERE_YET when nothing names a request of the page so far
 */
export async function requestsOfPage(
  ports: Pick<Ports, 'requests'>,
  { pageId, kept, known }: Reading,
): Promise<Result<PageRequests, { code: 'NOT_THERE_YET' } | StorageFailure>> {
  const found = new Map(known.map((one) => [one.id, one]));
  const listed = await requestsOn(ports, pageId);
  if (!listed.ok) return listed;
  for (const one of listed.value) found.set(one.id, one);
  const latest = [...found.values()].sort((a, b) => b.updatedAt - a.updatedAt)[0];
  const spaceId = latest?.spaceId ?? kept?.spaceId;
  if (spaceId === undefined) return err({ code: 'NOT_THERE_YET' });
  const chain = chainOfSpace(spaceId);
  const head = await ports.requests.head(chain);
  if (!head.ok) return head;
  const { seq, hash, at } = head.value ?? genesis(chain);
  const from = Math.max(kept === null ? 1 : kept.property.head.seq + 1, seq - LOOKED_BACK + 1);
  const recent = await namedIn(ports, chain, { from, to: seq });
  if (!recent.ok) return recent;
  for (const id of recent.value.filter((one) => !found.has(one))) {
    const read = await ports.requests.get(id);
    if (!read.ok) return read;
    if (read.value?.pageId === pageId) found.set(id, read.value);
  }
  const requests = [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return ok({ requests, spaceId, head: { chain, seq, hash, at } });
}

/** All requests for the page, as an index that lags has them. */
export const requestsOn = (
  ports: Pick<Ports, 'requests'>,
  pageId: string,
): Promise<Result<AccessRequest[], StorageFailure>> => everyRequest(ports, { by: 'page', pageId });

/** Ids of the requests that these entries tell of. */
const namedIn = async (
  { requests }: Pick<Ports, 'requests'>,
  chain: string,
  range: { from: number; to: number },
): Promise<Result<string[], StorageFailure>> => {
  if (range.from > range.to) return ok([]);
  const records = await requests.records(chain, range);
  if (!records.ok) return records;
  return ok([...new Set(records.value.flatMap(({ entry }) => entry.req ?? []))]);
};
