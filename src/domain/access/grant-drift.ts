import type { EpochMs } from '../time';
import type { Hash } from './canonical-json';
import { isOfKong, type PlannedChange } from './change';
import { changeWords, type NamedThing, type SeenThing } from './change-words';
import type { Estate, MarkedThing } from './estate';
import type { ThingsRead } from './things-read';
import type { Holder, Holding } from './holding';

/** How what is there differs from what was granted. */
export type DriftKind =
  /** A grant holds it, and it is not there. */
  | 'missing'
  /** It is Gatehouse's, and not as it was granted. */
  | 'changed'
  /** Something that is not Gatehouse's is there in its place. */
  | 'foreign'
  /** It carries the mark of a grant, and no grant holds it. */
  | 'extra'
  /** A membership that somebody gave beside Gatehouse, in a group by which access is granted here, since it is. */
  | 'beside';

/** One difference between the record and a reading. Nobody mends it: whoever reads it decides. */
export type Drift = {
  is: DriftKind;
  /** Of the thing: with `is`, what tells one difference from another. */
  key: Hash;
  thing: SeenThing;
  /** `foreign`: what is there instead; '' where it is the same without the mark. */
  instead: string;
  /** `changed`: the fields in which it differs, in the product's words. */
  fields: string[];
  /** When it was seen first: the time of that reading. */
  since: EpochMs;
  /** `extra`: the request whose mark it carries names no such thing, so that whoever reads the request must not learn of it. */
  isUnnamed?: true;
  /** Grants that it is about: who holds the thing, whose mark it carries, or who holds the group. Empty: none that is known here. */
  grants: DriftedGrant[];
};

/** A difference as somebody is told of it. */
export type ToldDrift = Omit<Drift, 'thing'> & { thing: NamedThing };

export type DriftedGrant = Pick<Holder, 'requestId' | 'pageId' | 'spaceId'>;

/** As it is told to those who may read the requests that it is about, and know no more of the gateway or the mesh than they name. */
export const asReadersSee = (drift: Drift): ToldDrift =>
  drift.isUnnamed === true ? { ...drift, thing: { kind: 'unnamed' } } : drift;

/** Whether the changes name the thing, or the namespace that it is in: a copy of a mark may be on anything, anywhere. */
export const isNamedIn = (changes: readonly PlannedChange[], thing: SeenThing): boolean =>
  changes.some((change) =>
    'namespace' in thing
      ? 'namespace' in change && change.namespace === thing.namespace
      : changeWords(change) === changeWords(thing),
  );

export const driftId = ({ is, key }: Pick<Drift, 'is' | 'key'>): string => `${is} ${key}`;

/** How the thing of a change was found: as it should be, in another way, or not at all, since its list could not be read. */
export type Found =
  | { is: 'as granted' }
  | { is: 'not known' }
  | (Pick<Drift, 'instead' | 'fields'> & { is: 'missing' | 'changed' | 'foreign' });

export const foundOf = (change: PlannedChange, estate: ThingsRead): Found => {
  const standing = estate.standing(change);
  if (standing === null) return { is: 'not known' };
  switch (standing.is) {
    case 'as wanted':
      // There, and without a mark of ours: what ends the grant would leave it.
      if (standing.by === null) return { is: 'foreign', instead: '', fields: [] };
      return isOfKong(change) ? asGrantedBut(estate.differences(change)) : { is: 'as granted' };
    case 'foreign':
      return { is: 'foreign', instead: standing.what, fields: [] };
    case 'to be written':
      if (standing.by !== null) return { is: 'changed', instead: '', fields: estate.differences(change) };
      return estate.wouldShow(change) ? { is: 'missing', instead: '', fields: [] } : { is: 'not known' };
  }
};

/** Likewise where people write: what they put there need carry no mark, so that it is taken for what it is. */
export const foundByHand = (change: PlannedChange, estate: ThingsRead): Found => {
  const found = foundOf(change, estate);
  // A consumer is its id: another one of the name has nothing that was granted.
  const isAnother = change.kind === 'kong-consumer' && found.is === 'foreign' && found.instead !== '';
  return found.is !== 'foreign' || isAnother ? found : asGrantedBut(estate.differences(change));
};

/** Where carrying out would write nothing, something may have been changed all the same that nobody here writes. */
const asGrantedBut = (fields: string[]): Found =>
  fields.length === 0 ? { is: 'as granted' } : { is: 'changed', instead: '', fields };

export const grantOf = ({ requestId, pageId, spaceId }: Holder): DriftedGrant => ({
  requestId,
  pageId,
  spaceId,
});

/** Things that carry a mark and are not held, as far as `held` says: whoever asks further asks for each. */
export const unheld = (
  estate: Estate,
  { held, connectionId }: { held: ReadonlySet<Hash>; connectionId: string },
): MarkedThing[] => estate.marked.filter(({ keysAt }) => !keysAt(connectionId).some((key) => held.has(key)));

/**
 * Memberships that were given beside Gatehouse since it began to grant access by the group. Those of before are how things were when people
 * decided; one whose age is not said counts as one of them.
 */
export const givenBeside = (estate: Estate, holdings: readonly Holding[]): Omit<Drift, 'since'>[] => {
  const groups = new Map<string, { since: EpochMs; holders: Holder[] }>();
  const held = new Set(holdings.map(({ key }) => key));
  for (const { change, holders } of holdings) {
    if (change.kind !== 'kong-acl') continue;
    const known = groups.get(change.group) ?? { since: Number.POSITIVE_INFINITY, holders: [] };
    const since = Math.min(known.since, ...holders.map((holder) => holder.since));
    known.holders.push(...holders);
    groups.set(change.group, { since, holders: known.holders });
  }
  return estate.plainMembers.flatMap(({ key, thing, group, createdAt }) => {
    const granted = groups.get(group);
    if (granted === undefined || held.has(key) || createdAt === null) return [];
    if (createdAt * 1000 < granted.since) return [];
    return [{ is: 'beside', key, thing, instead: '', fields: [], grants: onePerPage(granted.holders) }];
  });
};

/** One group opens one service, which has one home: of more pages than that, those whose grants last longest are told. */
const MOST_PAGES = 50;

/** A page that has many grants by one group is told once, of the one that lasts longest: the others end before it. */
const onePerPage = (holders: readonly Holder[]): DriftedGrant[] => {
  const lasting = [...holders].sort((a, b) => a.expiresAt - b.expiresAt);
  const pages = [...new Map(lasting.map((holder) => [holder.pageId, holder])).values()];
  return pages
    .sort((a, b) => b.expiresAt - a.expiresAt)
    .slice(0, MOST_PAGES)
    .map(grantOf);
};
