import type { Json, JsonObject } from '../json';
import type { Hash } from './canonical-json';
import { PROJECTION_KEY, PROJECTION_PURPOSE, type Projection } from './projection';
import { verifySignature, type Signable, type Signed, type VerifyingKey } from './signature';

type About = { chain: string; page: string; keys: readonly VerifyingKey[] };

/**
 * The entry that a page's property vouches for, whatever became of the ledger since. null: the property was not signed by us, or is another
 * page's or another chain's. An older property is as good a witness as the newest.
 */
export const projectionAnchor = (property: Json, about: About): { seq: number; hash: Hash } | null => {
  if (!isSigned(property) || !isGood(property, about.keys)) return null;
  // Signed by us for this purpose, so it has the shape that we give it.
  const { page, key, chain } = property as unknown as Projection;
  const isOurs = page === about.page && (key as string) === PROJECTION_KEY && chain.id === about.chain;
  return isOurs && chain.seq > 0 ? { seq: chain.seq, hash: chain.head } : null;
};

const isSigned = (property: Json): property is JsonObject & Signed<Signable> =>
  typeof property === 'object' &&
  property !== null &&
  !Array.isArray(property) &&
  typeof property['sig'] === 'string' &&
  typeof property['kid'] === 'string' &&
  typeof property['at'] === 'number';

/** What cannot be hashed at all was not signed by us. */
const isGood = (property: Signed<Signable>, keys: readonly VerifyingKey[]): boolean => {
  try {
    return verifySignature(PROJECTION_PURPOSE, property, keys) === 'good';
  } catch {
    return false;
  }
};
