import {
  checkpointOf,
  verifyCheckpoint,
  type Checkpoint,
  type CheckpointRoot,
  type CheckpointVerdict,
} from '../../domain/access/checkpoint';
import type { Head } from '../../domain/access/ledger';
import type { CheckpointDocument } from '../../domain/access/ledger-export';
import { err, ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';
import type { Refusal } from '../refusal';
import { nowOf } from './keep-step';

export type CheckpointPorts = Pick<Ports, 'clock' | 'requests' | 'signing' | 'audit'>;

/** Heads that are read at the same time. */
const AT_A_TIME = 20;

/**
 * The day's checkpoint over the ends of all chains, made if it is not there yet: a day has one, however often this runs, and that of a day
 * before is never made later. With it the secret halves of keys that were replaced are thrown away. null: nothing was ever recorded.
 */
export async function makeCheckpoint(ports: CheckpointPorts): Promise<Result<Checkpoint | null, Refusal>> {
  const at = nowOf(ports);
  const day = new Date(at).toISOString().slice(0, 10);
  const known = await ports.audit.checkpoint(day);
  if (!known.ok || known.value !== null) return known;
  const heads = await headsOf(ports);
  if (!heads.ok) return heads;
  if (heads.value.length === 0) return ok(null);
  const key = await ports.signing.current();
  if (!key.ok) return key;
  const checkpoint = checkpointOf(heads.value, at, key.value);
  const added = await ports.audit.addCheckpoint(checkpoint);
  if (!added.ok) return added.error.code === 'CONFLICT' ? ports.audit.checkpoint(day) : added;
  const retired = await discardRetired(ports, at);
  return retired.ok ? ok(checkpoint) : retired;
}

/** Whoever came by a key that was replaced could date what they sign back: once nothing may be signed with it any more it is gone. */
const discardRetired = async (
  { signing }: CheckpointPorts,
  now: number,
): Promise<Result<true, StorageFailure>> => {
  const keys = await signing.verifying();
  if (!keys.ok) return keys;
  for (const { kid, validUntil } of keys.value) {
    if (validUntil === null || validUntil > now) continue;
    const gone = await signing.discard(kid);
    if (!gone.ok) return gone;
  }
  return ok(true);
};

/** One end that could not be read leaves no checkpoint: it would say that there was no such chain. */
const headsOf = async ({ requests }: CheckpointPorts): Promise<Result<Head[], Refusal>> => {
  const chains = await requests.chains();
  if (!chains.ok) return chains;
  const heads: Head[] = [];
  for (let n = 0; n < chains.value.length; n += AT_A_TIME) {
    const some = await Promise.all(chains.value.slice(n, n + AT_A_TIME).map((chain) => requests.head(chain)));
    for (const head of some) {
      if (!head.ok) return head;
      if (head.value === null) continue;
      const { chain, seq, hash, at } = head.value;
      heads.push({ chain, seq, hash, at });
    }
  }
  return ok(heads);
};

const SHOWN = 30;

/** `before`: the day that the next page begins before; null: these were the last. */
export type CheckpointPage = { rows: CheckpointRoot[]; before: string | null };

export async function listCheckpoints(
  { audit }: Pick<Ports, 'audit'>,
  { before }: { before: string | null },
): Promise<Result<CheckpointPage, Refusal>> {
  const rows = await audit.checkpoints({ before, limit: SHOWN });
  if (!rows.ok) return rows;
  const last = rows.value.length === SHOWN ? rows.value.at(-1) : undefined;
  return ok({ rows: rows.value, before: last?.day ?? null });
}

export type CheckpointRead = {
  document: CheckpointDocument;
  verdict: CheckpointVerdict;
};

/** err BAD_INPUT when the day has none. */
export async function readCheckpoint(
  { audit, signing }: Pick<Ports, 'audit' | 'signing'>,
  day: string,
): Promise<Result<CheckpointRead, Refusal>> {
  const [found, keys] = await Promise.all([audit.checkpoint(day), signing.verifying()]);
  if (!found.ok) return found;
  if (!keys.ok) return keys;
  if (found.value === null)
    return err({ code: 'BAD_INPUT', field: 'day', detail: 'There is no checkpoint of this day.' });
  const document: CheckpointDocument = {
    v: 1,
    kind: 'gatehouse checkpoint',
    checkpoint: found.value,
    keys: keys.value,
  };
  return ok({ document, verdict: verifyCheckpoint(found.value, keys.value) });
}
