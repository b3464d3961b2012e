import type { EpochMs, IsoTime } from '../time';
import { hashOf, type Hash } from './canonical-json';
import type { ProjectionVerdict, StoredProjection } from './judge-projection';
import type { Head } from './ledger';
import { projectionDigest, projectionOf, type Place, type Projection } from './projection';
import type { AccessRequest } from './request';
import type { SigningKey } from './signature';

/**
 * What is kept about what a page shows: what its property was last made of, whether it reached the page, and what was found there since.
 * Names nobody: who altered something is in the ledger, under a pseudonym.
 */
export type PageProjection = {
  v: 1;
  pageId: string;
  /** Of the page's latest request: the property names the end of this space's chain. */
  spaceId: string;
  /** Grows with every change of this row. */
  rev: number;
  property: KeptProperty;
  /** The last one that was noticed; kept after it was restored. */
  alteration: Alteration | null;
  table: KeptTable;
  /** null: whoever wrote last could. */
  barred: Barred | null;
  /** When the page was last looked at, and not found to need anything. */
  checkedAt: EpochMs;
  /** Since when looks have found neither macro nor binding of ours, where access rests on the page. */
  unboundSince?: EpochMs;
};

/** `head`: the end of the chain that this revision names, so that it can be signed again. `at`: when it was made; `writtenAt`: when it reached the page. */
export type KeptProperty = StoredProjection & { head: Head; at: EpochMs; writtenAt: EpochMs };

/** The app may not see the page or it does not exist (`page`), or it may see and not edit it (`edit`). */
export type Barred = { from: 'page' | 'edit'; at: EpochMs };

/** `written`: what stands on the page if nobody else changed it; `writing`: what a write that may have been cut short would have put there. */
export type KeptTable = {
  written: Hash | null;
  writing: Hash | null;
  /** When `written` was. */
  at: EpochMs;
  /** Somebody changed or removed the table by hand: it is left alone until somebody asks for it to be written anew. */
  handEdited: { pageVersion: number; at: EpochMs } | null;
};

/** `version` and `at` are the property's, as Confluence has them; 0 and null when it is gone. `chain` and `entry`: where the ledger tells it. */
export type Alteration = {
  because: AlteredBecause;
  version: number;
  at: IsoTime | null;
  seenAt: EpochMs;
  chain: string;
  entry: number;
  restoredAt: EpochMs | null;
};

export type AlteredBecause =
  | Extract<ProjectionVerdict, { verdict: 'altered' }>['because']
  | 'unsigned'
  | 'missing'
  | 'foreign'
  | 'unknown key';

export const NO_TABLE: KeptTable = { written: null, writing: null, at: 0, handEdited: null };

/** Five minutes each. Every page is looked at in one of them, so that a day's looking is spread over the day. */
export const SLOTS_A_DAY = 288;
const SLOT_MS = 86_400_000 / SLOTS_A_DAY;

export const slotOf = (pageId: string): number =>
  Number.parseInt(hashOf(pageId).slice(0, 8), 16) % SLOTS_A_DAY;

export const slotAt = (now: EpochMs): number => Math.floor(now / SLOT_MS) % SLOTS_A_DAY;

type Facts = { place: Place; requests: readonly AccessRequest[]; head: Head; spaceId: string; now: EpochMs };

/**
 * What the page should show now. Where that is what it was last made to show, the same revision is signed again: a chain that grew
 * by other pages' entries changes nothing here.
 */
export const projectAnew = (
  kept: PageProjection | null,
  { place, requests, head, spaceId, now }: Facts,
  key: SigningKey,
): { row: PageProjection; projection: Projection; isNew: boolean } => {
  if (kept !== null) {
    const { rev, digest } = kept.property;
    const same = projectionOf(place, { requests, rev, head: kept.property.head, now }, key);
    if (projectionDigest(same) === digest) return { row: kept, projection: same, isNew: false };
  }
  const rev = (kept?.property.rev ?? 0) + 1;
  const projection = projectionOf(place, { requests, rev, head, now }, key);
  const property: KeptProperty = {
    rev,
    digest: projectionDigest(projection),
    writtenRev: kept?.property.writtenRev ?? 0,
    head,
    at: now,
    writtenAt: kept?.property.writtenAt ?? 0,
  };
  const row: PageProjection =
    kept === null
      ? {
          v: 1,
          pageId: place.page,
          spaceId,
          rev: 1,
          property,
          alteration: null,
          table: NO_TABLE,
          barred: null,
          checkedAt: 0,
        }
      : { ...kept, spaceId, rev: kept.rev + 1, property };
  return { row, projection, isNew: true };
};

/** Before anything was ever projected. */
export const NEVER_PROJECTED: StoredProjection = { rev: 0, digest: '', writtenRev: 0 };

/** Confluence's lists may show for a moment what was there before a write: nobody is accused of that. */
const LAG_MS = 60_000;

/**
 * Why what stands on the page is somebody's doing; null when it is not. Where nothing of ours ever stood, nothing was altered: a copied
 * page brings another's property along.
 */
export const alterationIn = (
  found: ProjectionVerdict,
  { property }: PageProjection,
  now: EpochMs,
): AlteredBecause | null => {
  const mayLag = now - property.writtenAt < LAG_MS;
  switch (found.verdict) {
    case 'verified':
    case 'BEHIND':
      return null;
    case 'altered':
      return found.because === 'rolled back' && mayLag ? null : found.because;
    case 'missing':
      return property.writtenRev === 0 || mayLag ? null : 'missing';
    case 'foreign':
    case 'unsigned':
    case 'unknown key':
      return property.writtenRev === 0 ? null : found.verdict;
  }
};

/** Is this the alteration that was noticed before, and not put right yet? */
export const isNoticed = (
  { alteration }: PageProjection,
  { version, at }: Pick<Alteration, 'version' | 'at'>,
): boolean =>
  alteration !== null &&
  alteration.restoredAt === null &&
  alteration.version === version &&
  alteration.at === at;
