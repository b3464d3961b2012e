import type { CheckpointPage, CheckpointRead } from '../../app/access/checkpoints';
import type { CheckpointsView, CheckpointView, KeyView } from '../../contract/audit';
import type { VerifyingKey } from '../../domain/access/signature';

const iso = (ms: number): string => new Date(ms).toISOString();

/** The first key holds from the beginning of time: it has no date of its own. */
export const keyViews = (keys: readonly VerifyingKey[]): KeyView[] =>
  keys.map(({ kid, publicKey, validFrom, validUntil }) => ({
    kid,
    publicKey,
    from: validFrom === 0 ? null : iso(validFrom),
    until: validUntil === null ? null : iso(validUntil),
  }));

export const checkpointsView = ({ rows, before }: CheckpointPage): CheckpointsView => ({
  rows: rows.map(({ day, at, merkleRoot, kid, chains }) => ({ day, at: iso(at), merkleRoot, kid, chains })),
  before,
});

export const checkpointView = ({ document, verdict }: CheckpointRead): CheckpointView => ({
  day: document.checkpoint.day,
  verdict,
  text: JSON.stringify(document, null, 2),
});
