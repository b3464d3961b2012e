import { seatPeople } from './matching';
import { personOf, type AccountId, type AliasTable } from './people';
import type { ApprovalPolicy, Clause } from './policy';

/** Is somebody of a clause's electorate? `not known` when a list could not be read to its end, which is no `no` and no `yes`. */
export type Standing = 'yes' | 'no' | 'not known';

/** `standings`: one per clause of the policy, as found when the approval was given. */
export type Approval = { by: AccountId; standings: Standing[] };

export type Quorum = {
  /** `cannotVerify`: enough only if lists that could not be read completely say what nobody knows. No progress follows from it. */
  outcome: 'met' | 'missing' | 'cannotVerify';
  /** One per clause, in the policy's order. */
  clauses: ClauseState[];
};

export type ClauseState = {
  clause: Clause;
  /** Who counts for it; of one human's accounts, the one that approved first. */
  metBy: AccountId[];
  missing: number;
  /** Approved, and perhaps of the electorate. */
  unverified: AccountId[];
};

/**
 * Which clause is met by whom, and what is missing. People are distinct humans by `aliases`; who may sit in several clauses is
 * placed so that as many seats as possible are taken.
 */
export const clausesMet = (
  policy: ApprovalPolicy,
  approvals: readonly Approval[],
  aliases: AliasTable,
): Quorum => {
  const voters = votersOf(policy, approvals, aliases);
  const certain = seated(policy, voters, (standing) => standing === 'yes');
  const atBest = seated(policy, voters, (standing) => standing !== 'no');
  const clauses = policy.clauses.map((clause, nth): ClauseState => {
    const metBy = certain[nth] ?? [];
    const unverified = voters
      .filter(({ by, standings }) => standings[nth] === 'not known' && !metBy.includes(by))
      .map(({ by }) => by);
    return { clause, metBy, missing: clause.min - metBy.length, unverified };
  });
  const isFull = (places: AccountId[][]): boolean =>
    policy.clauses.every(({ min }, nth) => (places[nth]?.length ?? 0) >= min);
  return {
    outcome: isFull(certain) ? 'met' : isFull(atBest) ? 'cannotVerify' : 'missing',
    clauses,
  };
};

/** One voter a human: whatever any of the accounts is entitled to. */
const votersOf = (
  policy: ApprovalPolicy,
  approvals: readonly Approval[],
  aliases: AliasTable,
): Approval[] => {
  const voters = new Map<AccountId, Approval>();
  for (const { by, standings } of approvals) {
    if (standings.length !== policy.clauses.length) throw new Error('standings of another policy');
    const person = personOf(aliases, by);
    const known = voters.get(person);
    const best = standings.map((standing, nth) => better(standing, known?.standings[nth] ?? 'no'));
    voters.set(person, { by: known?.by ?? by, standings: best });
  }
  return [...voters.values()];
};

const better = (one: Standing, other: Standing): Standing =>
  one === 'yes' || other === 'yes' ? 'yes' : one === 'not known' ? one : other;

/** Per clause the people that count for it, never more than it needs. */
const seated = (
  policy: ApprovalPolicy,
  voters: Approval[],
  counts: (standing: Standing) => boolean,
): AccountId[][] => {
  const eligible = policy.clauses.map((_, nth) =>
    voters.filter(({ standings }) => counts(standings[nth] ?? 'no')).map(({ by }) => by),
  );
  if (policy.onePersonCountsForSeveral)
    return eligible.map((people, nth) => people.slice(0, policy.clauses[nth]?.min ?? 0));
  const seats = policy.clauses.flatMap(({ min }, nth) =>
    Array.from({ length: min }, () => ({ nth, people: eligible[nth] ?? [] })),
  );
  const taken = seatPeople(seats.map(({ people }) => people));
  return policy.clauses.map((_, nth) =>
    seats.flatMap((seat, place) => (seat.nth === nth ? (taken[place] ?? []) : [])),
  );
};
