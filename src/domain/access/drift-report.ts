import type { EpochMs, IsoTime } from '../time';
import { changeWords } from './change-words';
import { asReadersSee, driftId, type ToldDrift, type Drift, type DriftedGrant } from './grant-drift';
import { job, type EntryDraft, type EntryType } from './transition';

/** What the newest comparison of a connection's snapshot with the grants there came to. */
export type DriftReport = {
  v: 1;
  /** Of the snapshot. */
  generation: string;
  /** What that was read of: at another address is something else, of which nothing follows from it. */
  address: string;
  /** When that had been read. */
  readAt: IsoTime;
  comparedAt: IsoTime;
  /** Things that grants hold there and that were looked for. */
  held: number;
  /** How many of them could not be found out about. */
  unknown: number;
  /** The first of each kind. */
  drifts: Drift[];
  /** false: there are more than are kept, or than there was time for. */
  isAll: boolean;
};

/** What the next comparison says of a difference that the one before found. */
export type Became =
  /** It is as it should be now. */
  | 'over'
  /** There is no grant any more that it would be about, or it is another difference by now. */
  | 'dropped'
  /** It could not be found out about. */
  | 'not known';

export type Compared = {
  /** Without `since`: those that were known keep theirs. */
  found: readonly Omit<Drift, 'since'>[];
  became: (drift: Drift) => Became;
  readAt: EpochMs;
};

/** `fresh`: not known before. `over`: known before, and as it should be now. What could not be found out about stays. */
export type Developed = { drifts: Drift[]; fresh: Drift[]; over: Drift[] };

export const developed = (before: readonly Drift[], { found, became, readAt }: Compared): Developed => {
  const known = new Map(before.map((drift) => [driftId(drift), drift]));
  const now = new Map<string, Drift>(
    found.map((drift) => [driftId(drift), { ...drift, since: known.get(driftId(drift))?.since ?? readAt }]),
  );
  const fresh = [...now].filter(([id]) => !known.has(id)).map(([, drift]) => drift);
  const over: Drift[] = [];
  for (const [id, drift] of known) {
    if (now.has(id)) continue;
    const is = became(drift);
    if (is === 'over') over.push(drift);
    if (is === 'not known') now.set(id, drift);
  }
  return { drifts: [...now.values()], fresh, over };
};

type Told = { drift: Drift; at: EpochMs; readAt: IsoTime; type: DriftEntryType };

/** That it differs, or does no longer. */
export type DriftEntryType = Extract<EntryType, 'grant.drifted' | 'grant.drift-over' | 'deny-all.drifted'>;

/** What keeps a workload closed is told apart: nobody's grant is in force there, and the workload may be open to everybody. */
export const typeOfFresh = ({ is, thing }: Drift): DriftEntryType =>
  is !== 'extra' && thing.kind === 'istio-deny-all' ? 'deny-all.drifted' : 'grant.drifted';

/**
 * One entry for each grant that the difference is about, in the record of its space; one that names no grant where it is about none. What was
 * given beside Gatehouse is about a group, and told once in each space that grants access by it.
 */
export const driftEntries = ({
  drift,
  at,
  readAt,
  type,
}: Told): { grant: DriftedGrant | null; entry: EntryDraft }[] => {
  const { is, instead, fields, grants } = drift;
  const entry = (req: string | null, { thing }: ToldDrift = asReadersSee(drift)): EntryDraft => ({
    type,
    at,
    actor: job('compare'),
    req,
    rev: null,
    planHash: null,
    body: { is, what: changeWords(thing), instead, fields, readAt },
  });
  // Where nobody's grant names it, the record of the site says what it is.
  const ofSite = { grant: null, entry: entry(null, drift) };
  if (grants.length === 0) return [ofSite];
  if (is !== 'beside') {
    const told = grants.map((grant) => ({ grant, entry: entry(grant.requestId) }));
    return drift.isUnnamed === true ? [...told, ofSite] : told;
  }
  const spaces = new Map(grants.map((grant) => [grant.spaceId, grant]));
  return [...spaces.values()].map((grant) => ({ grant, entry: entry(null) }));
};
