import { aKvs, installForge } from '../test/contract/forge-in-process';

type Counts = { calls: number; units: Promise<number>[]; writes: number };

const UNIT_BYTES = 10 * 1024;

/** The host's storage, whose calls are counted. Time passes with each call, so that its rates are no matter while it is filled. */
export const countedStorage = (now: number) => {
  const time = { now, perCall: 0 };
  const kvs = aKvs(() => time.now);
  const counts: Counts = { calls: 0, units: [], writes: 0 };
  const handle = kvs.handle.bind(kvs);
  const counted: typeof kvs = {
    ...kvs,
    handle: (path, body) => {
      time.now += time.perCall;
      const answer = handle(path, body);
      counts.calls += 1;
      if (/\/(set|delete|transaction)$/.test(path)) counts.writes += writesIn(path, body);
      else counts.units.push(unitsOf(answer));
      return answer;
    },
  };
  installForge({ kvs: counted });
  return {
    counts,
    now: () => time.now,
    /** Milliseconds that pass with each call. */
    passing: (ms: number) => {
      time.perCall = ms;
    },
    batch: (rows: readonly object[]) => {
      const answer = counted.handle('/api/v1/batch/set', JSON.stringify(rows));
      if (!answer.ok) throw new Error(`storage could not be filled: ${String(answer.status)}`);
    },
  };
};

const unitsOf = async (answer: Response): Promise<number> =>
  Math.max(1, Math.ceil((await answer.clone().arrayBuffer()).byteLength / UNIT_BYTES));

const writesIn = (path: string, body: string): number => {
  if (!path.endsWith('/transaction')) return 1;
  const { set = [], delete: removed = [] } = JSON.parse(body) as { set?: unknown[]; delete?: unknown[] };
  return set.length + removed.length;
};
