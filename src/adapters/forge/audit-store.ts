import kvs, { Filter, FilterConditions, Sort, WhereConditions } from '@forge/kvs';
import type { Ids } from '../../app/ports';
import type { AuditStore } from '../../app/ports-of-audit';
import type { Checkpoint, CheckpointRoot } from '../../domain/access/checkpoint';
import type { Verification } from '../../domain/access/verification';
import { err, ok } from '../../domain/result';
import { cut, pack, unpack } from './packing';
import { ROW_VERSION, type SettingRow } from './rows';
import { existsAlready, lostTheSwap, storageFailure } from './storage-call';

const settings = () => kvs.entity<SettingRow>('setting');
const KIND = 'checkpoint';
const PARTS = 'checkpoint-part';
const DAY_MS = 86_400_000;
const MOST_ROWS = 100;

const keyOf = (day: string): string => `${KIND}#${day}`;
const partKey = (day: string, writing: string, n: number): string => `${KIND}#${day}#${writing}#${String(n)}`;
/** Days since 1970: what checkpoints are sorted by. */
const dayNo = (day: string): number => Date.parse(day) / DAY_MS;

/** `writing` and `parts`: where the heads are. */
type CheckpointBlob = CheckpointRoot & { writing: string; parts: number };

/**
 * A checkpoint is a small row a day, by which it is found, and its heads in parts. The parts are written first, each writing under an id
 * of its own; the row that makes them visible is made once a day.
 */
export const createAuditStore = ({ ids }: { ids: Ids }): AuditStore => ({
  async addCheckpoint(checkpoint) {
    try {
      return await add(checkpoint, ids.next());
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async checkpoint(day) {
    try {
      const row = await settings().get(keyOf(day));
      if (row === undefined) return ok(null);
      const { writing, parts, ...rest } = JSON.parse(row.blob) as CheckpointBlob;
      return ok({ ...rest, heads: await headsOf(day, writing, parts) });
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async checkpoints({ before, limit }) {
    try {
      const query = settings()
        .query()
        .index('by-kind', { partition: [KIND] })
        .sort(Sort.DESC)
        .limit(Math.min(limit, MOST_ROWS));
      const from = before === null ? query : query.where(WhereConditions.lessThan(dayNo(before)));
      const { results } = await from.getMany();
      return ok(
        results.map(({ value }) => {
          const { writing: _writing, parts: _parts, ...kept } = JSON.parse(value.blob) as CheckpointBlob;
          return kept;
        }),
      );
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async verification(chain, scope) {
    try {
      const row = await settings().get(verificationKey(chain, scope));
      return ok(row === undefined ? null : (JSON.parse(row.blob) as Verification));
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async saveVerification(verification) {
    try {
      await save(verification);
      return ok(true);
    } catch (thrown) {
      if (lostTheSwap(thrown) || existsAlready(thrown)) return err({ code: 'CONFLICT' });
      return storageFailure(thrown);
    }
  },
});

const VERIFICATION = 'verification';
const verificationKey = (chain: string, scope: string): string => `${VERIFICATION}#${chain}#${scope}`;

const save = async (verification: Verification): Promise<void> => {
  const { rev, chain, scope } = verification;
  const key = verificationKey(chain, scope);
  const row = rowOf(VERIFICATION, rev, JSON.stringify(verification));
  if (rev === 1) {
    await settings().set(key, row, { keyPolicy: 'FAIL_IF_EXISTS' });
    return;
  }
  await kvs
    .transact()
    .set(key, row, {
      entityName: 'setting',
      conditions: new Filter<SettingRow>().and('rev', FilterConditions.equalTo(rev - 1)),
    })
    .execute();
};

const rowOf = (kind: string, rev: number, blob: string): SettingRow => ({ v: ROW_VERSION, rev, kind, blob });

const add = async ({ heads, ...rest }: Checkpoint, writing: string) => {
  const { day } = rest;
  if ((await settings().get(keyOf(day))) !== undefined) return err({ code: 'CONFLICT' as const });
  const parts = cut(await pack(heads));
  for (const [n, part] of parts.entries())
    await settings().set(partKey(day, writing, n), rowOf(PARTS, 0, part));
  const blob: CheckpointBlob = { ...rest, writing, parts: parts.length };
  try {
    await settings().set(keyOf(day), rowOf(KIND, dayNo(day), JSON.stringify(blob)), {
      keyPolicy: 'FAIL_IF_EXISTS',
    });
    return ok(true as const);
  } catch (thrown) {
    if (!existsAlready(thrown)) throw thrown;
    for (const n of parts.keys()) await settings().delete(partKey(day, writing, n));
    return err({ code: 'CONFLICT' as const });
  }
};

const headsOf = async (day: string, writing: string, parts: number): Promise<Checkpoint['heads']> => {
  const rows = await Promise.all(
    Array.from({ length: parts }, (_, n) => settings().get(partKey(day, writing, n))),
  );
  return (await unpack(rows.map((row) => row?.blob ?? '').join(''))) as Checkpoint['heads'];
};
