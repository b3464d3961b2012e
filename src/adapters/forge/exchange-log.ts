import kvs, { Sort } from '@forge/kvs';
import type { Clock, ExchangeLog, Ids } from '../../app/ports';
import type { Exchange } from '../../domain/connection';
import { forgottenAs } from '../../domain/access/forget';
import { ok } from '../../domain/result';
import { LARGEST_BLOB, ROW_VERSION, type ExchangeRow } from './rows';
import { accountsOf, pseudonymOf } from './pseudonyms';
import { storageFailure } from './storage-call';

const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
/** A row holds the calls of one invocation, and most make several. */
const ROWS_A_PAGE = 50;

const rows = () => kvs.entity<ExchangeRow>('exchange');

/**
 * One row for the exchanges of one invocation with one connection, so that a page view costs one write. Kept for 30 days, under pseudonyms:
 * there are far too many rows to look for somebody in when they are forgotten.
 * `newest` rests on an index, which may lag a moment behind.
 */
export const createExchangeLog = ({ clock, ids }: { clock: Clock; ids: Ids }): ExchangeLog => ({
  async append(id, exchanges) {
    try {
      const at = Date.parse(clock.now());
      const refs = new Map<string, string>();
      for (const accountId of peopleIn(exchanges))
        refs.set(accountId, await pseudonymOf(accountId, { ids, at }));
      for (const part of rowsOf(renamed(exchanges, (accountId) => refs.get(accountId) ?? ''))) {
        const row = { v: ROW_VERSION, connection: id, at, blob: part };
        await rows().set(`${id}:${ids.next()}`, row, { ttl: { value: KEPT_DAYS, unit: 'DAYS' } });
      }
      return ok(true);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async newest(id, limit) {
    try {
      const oldest = Date.parse(clock.now()) - KEPT_DAYS * DAY_MS;
      const found = await rows()
        .query()
        .index('by-connection', { partition: [id] })
        .sort(Sort.DESC)
        .limit(Math.min(limit, ROWS_A_PAGE))
        .getMany();
      // Expired rows stay readable for up to 48 hours. Rows of one millisecond come in the order of their ids.
      const exchanges = found.results
        .filter(({ value }) => value.at > oldest)
        .sort((a, b) => b.value.at - a.value.at || (a.key < b.key ? 1 : -1))
        .flatMap(({ value }) => (JSON.parse(value.blob) as Exchange[]).reverse())
        .slice(0, limit);
      const people = await accountsOf([...peopleIn(exchanges)]);
      return ok(renamed(exchanges, (ref) => people.get(ref) ?? forgottenAs(ref)));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
});

const peopleIn = (exchanges: readonly Exchange[]): Set<string> =>
  new Set(exchanges.flatMap(({ actor }) => (actor.kind === 'person' ? actor.accountId : [])));

const renamed = (exchanges: readonly Exchange[], name: (one: string) => string): Exchange[] =>
  exchanges.map((exchange) =>
    exchange.actor.kind === 'person'
      ? { ...exchange, actor: { kind: 'person', accountId: name(exchange.actor.accountId) } }
      : exchange,
  );

/** As JSON, in as many rows as their size needs; nearly always one. */
const rowsOf = (exchanges: readonly Exchange[]): string[] => {
  const whole = JSON.stringify(exchanges);
  if (whole.length <= LARGEST_BLOB || exchanges.length <= 1) return [whole];
  const middle = Math.ceil(exchanges.length / 2);
  return [...rowsOf(exchanges.slice(0, middle)), ...rowsOf(exchanges.slice(middle))];
};
