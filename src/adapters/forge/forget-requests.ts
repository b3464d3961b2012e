import kvs, { Filter, FilterConditions } from '@forge/kvs';
import { withoutPerson } from '../../domain/access/forget';
import { requestIn, requestRow, type RequestRow, type ReviewRow } from './access-rows';
import { lostTheSwap } from './storage-call';
import { rowsOf } from './rows-of';

const requests = () => kvs.entity<RequestRow>('request');
const steps = () => kvs.entity<ReviewRow>('review');

/** Requests that they asked for, or took a step on: all are found before any is changed, which leaves the index. Doing it again is harmless. */
export const forgetInRequests = async (accountId: string, standIn: string): Promise<string[]> => {
  const pages = new Set<string>();
  const forget = async (id: string): Promise<void> => {
    const page = await forgetIn(id, accountId, standIn);
    if (page !== null) pages.add(page);
  };
  const asked = await rowsOf<RequestRow>('request', { index: 'by-requester', partition: [accountId] });
  for (const { key } of asked) await forget(key);
  const taken = await rowsOf<ReviewRow>('review', { index: 'by-actor', partition: [accountId] });
  for (const { key, value } of taken) {
    await forget(value.req);
    await steps().delete(key);
  }
  return [...pages];
};

const ATTEMPTS = 5;

/**
 * One revision on, although nothing happened to the request: whoever read it before, and stores their step after, would bring the account back.
 * They are told, as by any other change. Answers its page; null: it named nobody.
 */
const forgetIn = async (id: string, accountId: string, standIn: string): Promise<string | null> => {
  for (let tries = 1; ; tries += 1) {
    const row = await requests().get(id);
    if (row === undefined) return null;
    const request = await requestIn(row);
    const forgotten = withoutPerson(request, accountId, standIn);
    if (forgotten === request) return null;
    try {
      await kvs
        .transact()
        .set(id, await requestRow({ ...forgotten, rev: row.rev + 1 }), {
          entityName: 'request',
          conditions: new Filter<RequestRow>().and('rev', FilterConditions.equalTo(row.rev)),
        })
        .execute();
      return row.page;
    } catch (thrown) {
      if (!lostTheSwap(thrown) || tries === ATTEMPTS) throw thrown;
    }
  }
};
