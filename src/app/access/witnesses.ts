import { verifyCheckpoint, type Checkpoint } from '../../domain/access/checkpoint';
import type { Head } from '../../domain/access/ledger';
import { PROJECTION_KEY } from '../../domain/access/projection';
import { projectionAnchor } from '../../domain/access/projection-anchor';
import type { VerifyingKey } from '../../domain/access/signature';
import type { Anchor } from '../../domain/access/verification';
import { ok, type Result } from '../../domain/result';
import type { Ports, StorageFailure } from '../ports';

export type WitnessPorts = Pick<Ports, 'audit' | 'requests' | 'confluence'>;

export type Witnesses = {
  anchors: Anchor[];
  /** The latest usable checkpoint that holds the chain. */
  checkpoint: { day: string; head: Head } | null;
  unusable: string[];
};

/** The newest checkpoints that are looked at: a fortnight, so that one bad day hides nothing. */
const DAYS = 14;
/** Pages of the space's newest requests: their properties were signed last. */
const REQUESTS = 20;

type About = { chain: string; spaceId: string | null; keys: readonly VerifyingKey[] };

/**
 * What was published of a chain outside of it: checkpoints, and the signed properties of pages. Pages that the person cannot see, or whose
 * property is not signed by us, are no witnesses; neither is a checkpoint that does not verify, which is named.
 */
export async function witnessesFor(
  ports: WitnessPorts,
  about: About,
): Promise<Result<Witnesses, StorageFailure>> {
  const kept = await ports.audit.checkpoints({ before: null, limit: DAYS });
  if (!kept.ok) return kept;
  const read = await Promise.all(kept.value.map(({ day }) => ports.audit.checkpoint(day)));
  const checkpoints: Checkpoint[] = [];
  for (const one of read) {
    if (!one.ok) return one;
    if (one.value !== null) checkpoints.push(one.value);
  }
  const usable = checkpoints.filter((one) => verifyCheckpoint(one, about.keys) === 'verified');
  const held = usable.flatMap(({ day, heads }) =>
    heads.filter(({ chain, seq }) => chain === about.chain && seq > 0).map((head) => ({ day, head })),
  );
  const pages = about.spaceId === null ? ok([]) : await anchorsOnPages(ports, about, about.spaceId);
  if (!pages.ok) return pages;
  return ok({
    anchors: [
      ...held.map(({ day, head }): Anchor => {
        return { seq: head.seq, hash: head.hash, witness: { kind: 'checkpoint', day } };
      }),
      ...pages.value,
    ],
    checkpoint: held[0] ?? null,
    unusable: checkpoints.filter((one) => !usable.includes(one)).map(({ day }) => day),
  });
}

const anchorsOnPages = async (
  { requests, confluence }: WitnessPorts,
  { chain, keys }: About,
  spaceId: string,
): Promise<Result<Anchor[], StorageFailure>> => {
  const newest = await requests.list(
    { by: 'space', spaceId, state: null },
    { cursor: null, limit: REQUESTS },
  );
  if (!newest.ok) return newest;
  const pageIds = [...new Set(newest.value.requests.map(({ pageId }) => pageId))];
  const found = await Promise.all(
    pageIds.map(async (pageId): Promise<Anchor[]> => {
      const property = await confluence.readProperty(pageId, PROJECTION_KEY);
      if (!property.ok || property.value === null) return [];
      const anchor = projectionAnchor(property.value.value, { chain, page: pageId, keys });
      return anchor === null ? [] : [{ ...anchor, witness: { kind: 'page', pageId } }];
    }),
  );
  return ok(found.flat());
};
