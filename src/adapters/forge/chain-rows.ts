import kvs, { Sort, WhereConditions } from '@forge/kvs';
import type { LedgerRecord } from '../../domain/access/ledger';
import { ledgerKey, type LedgerRow } from './access-rows';
import { ROW_VERSION, type SettingRow } from './rows';
import { rowsOf } from './rows-of';

/** One row a chain, so that all of them are found without looking through what they hold. */
const KIND = 'chain';
const settings = () => kvs.entity<SettingRow>('setting');
const keyOf = (chain: string): string => `${KIND}#${chain}`;
const ROWS_A_PAGE = 100;

/** Made before the chain's head is: a chain that is not listed would be in no checkpoint. Making it again is harmless. */
export const listChain = async (chain: string): Promise<void> => {
  const row: SettingRow = { v: ROW_VERSION, rev: 1, kind: KIND, blob: JSON.stringify(chain) };
  await settings().set(keyOf(chain), row);
};

export const chainsListed = async (): Promise<string[]> => {
  const found = await rowsOf<SettingRow>('setting', { index: 'by-kind', partition: [KIND] });
  return found.map(({ value }) => JSON.parse(value.blob) as string).sort();
};

/** Records about a request, in order. */
export const recordsAbout = async (requestId: string): Promise<LedgerRecord[]> => {
  const found = await rowsOf<LedgerRow>('ledger', { index: 'by-request', partition: [requestId] });
  return found.map(({ value }) => JSON.parse(value.blob) as LedgerRecord);
};

/**
 * Records of a chain by their numbers. From the index, which reads a hundred for what ten single reads cost; it lags, so those that it
 * does not have yet are read by key. A record never changes once it is there.
 */
export const recordsBetween = async (
  chain: string,
  { from, to }: { from: number; to: number },
): Promise<LedgerRecord[]> => {
  if (to < from) return [];
  const { results } = await kvs
    .entity<LedgerRow>('ledger')
    .query()
    .index('by-chain', { partition: [chain] })
    .where(WhereConditions.between(from, to))
    .sort(Sort.ASC)
    .limit(ROWS_A_PAGE)
    .getMany();
  const found = new Map(results.map(({ value }) => [value.seq, value]));
  const numbers = Array.from({ length: Math.min(to - from + 1, ROWS_A_PAGE) }, (_, n) => from + n);
  const rows = await Promise.all(
    numbers.map(
      async (seq) => found.get(seq) ?? (await kvs.entity<LedgerRow>('ledger').get(ledgerKey(chain, seq))),
    ),
  );
  return rows.flatMap((row) => (row === undefined ? [] : (JSON.parse(row.blob) as LedgerRecord)));
};
