import type { Json, JsonObject } from '../json';
import { canonicalJson, type Hash } from './canonical-json';
import {
  PROJECTION_KEY,
  PROJECTION_PURPOSE,
  projectionDigest,
  type Place,
  type Projection,
} from './projection';
import { verifySignature, type Signable, type Signed, type VerifyingKey } from './signature';

export type ProjectionVerdict =
  | { verdict: 'verified' }
  /** Ours, and older than the record; a newer one is on its way. */
  | { verdict: 'BEHIND'; rev: number; stored: number }
  | { verdict: 'altered'; because: 'signature' | 'rolled back' | 'ahead of the record' | 'not the record' }
  /** Ours, but of another page, installation or app: a copied page carries its properties along. */
  | { verdict: 'foreign'; of: Place }
  | { verdict: 'unsigned' }
  /** `neverWritten`: there is nothing to miss yet. */
  | { verdict: 'missing'; neverWritten: boolean }
  | { verdict: 'unknown key'; kid: string };

/** `rev`: of the latest projection that was made, `digest` its digest, kept when it was made. `writtenRev`: the last that reached the page, or 0. */
export type StoredProjection = { rev: number; digest: Hash; writtenRev: number };

/** What a page's property is worth. `undefined`: the page has none. Could it not be read, then there is nothing to judge. */
export const judgeProjection = (
  property: Json | undefined,
  stored: StoredProjection,
  expected: Place & { keys: readonly VerifyingKey[] },
): ProjectionVerdict => {
  if (property === undefined) return { verdict: 'missing', neverWritten: stored.writtenRev === 0 };
  if (!isSigned(property)) return { verdict: 'unsigned' };
  const signature = safely(() => verifySignature(PROJECTION_PURPOSE, property, expected.keys));
  if (signature === 'unknown key') return { verdict: 'unknown key', kid: property.kid };
  if (signature !== 'good') return { verdict: 'altered', because: 'signature' };
  // Signed by us for this purpose, so it has the shape that we give it.
  const projection = property as unknown as Projection;
  const place = { app: projection.app, installation: projection.installation, page: projection.page };
  const { app, installation, page } = expected;
  const isHere = canonicalJson(place) === canonicalJson({ app, installation, page });
  if (!isHere || (projection.key as string) !== PROJECTION_KEY) return { verdict: 'foreign', of: place };
  if (projection.rev > stored.rev) return { verdict: 'altered', because: 'ahead of the record' };
  if (projection.rev < stored.writtenRev) return { verdict: 'altered', because: 'rolled back' };
  if (projection.rev < stored.rev) return { verdict: 'BEHIND', rev: projection.rev, stored: stored.rev };
  return projectionDigest(projection) === stored.digest
    ? { verdict: 'verified' }
    : { verdict: 'altered', because: 'not the record' };
};

const isSigned = (property: Json): property is JsonObject & Signed<Signable> =>
  typeof property === 'object' &&
  property !== null &&
  !Array.isArray(property) &&
  typeof property['sig'] === 'string' &&
  typeof property['kid'] === 'string' &&
  typeof property['at'] === 'number';

/** Half a surrogate pair and the like cannot be hashed, so we did not sign it. */
const safely = <T>(verify: () => T): T | null => {
  try {
    return verify();
  } catch {
    return null;
  }
};
