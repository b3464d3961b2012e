import type { EpochMs } from '../time';
import { policyHash, type ApprovalPolicy } from './policy';
import type { AccountId } from './people';
import { namedPeople } from './policy-people';
import { everyRule, type GroupNames } from './policy-words';
import type { Actor, EntryDraft } from './transition';

/** What is set beside requests. `rev`: of what is set, as it is from now on; null where it has none that a reader knows. */
export const aboutNoRequest = (told: Omit<EntryDraft, 'req' | 'planHash'>): EntryDraft => ({
  ...told,
  req: null,
  planHash: null,
});

/** A group by its id, with its name as it was then; null: it was gone or hidden. */
export type NamedGroup = { groupId: string; name: string | null };

/** Who owns the service of a page; null: nobody in particular. */
export type OwnerTold = { pageId: string; was: NamedGroup | null; is: NamedGroup | null };

export const ownerEntry = ({ at, actor, ...told }: OwnerTold & { at: EpochMs; actor: Actor }): EntryDraft =>
  aboutNoRequest({ type: 'owners.changed', at, actor, rev: null, body: told });

/** Access to what is named is asked for on `pageId` from now on, and no longer on the page beside it. */
export type HomeTold = { pageId: string; moved: { name: string; from: string }[] };

export const homeEntry = ({ at, actor, ...told }: HomeTold & { at: EpochMs; actor: Actor }): EntryDraft =>
  aboutNoRequest({ type: 'home.moved', at, actor, rev: null, body: told });

/** Sentences that held before and hold no more, and those that hold from now on; people who are named no more and from now on, by pseudonym. */
export type PolicyDifference = { gone: string[]; added: string[]; unnamed: string[]; named: string[] };

/** `rev`: of the policy as it is from now on. `because`: why, where nobody's click says it. */
export type PolicyTold = {
  rev: number;
  was: ApprovalPolicy;
  is: ApprovalPolicy;
  /** null: `because` says it all. */
  difference: PolicyDifference | null;
  because?: string;
};

/** `refs`: the pseudonyms of everybody that either names. */
export const policyDifference = (
  { was, is }: Pick<PolicyTold, 'was' | 'is'>,
  { names, refs }: { names: GroupNames; refs: ReadonlyMap<AccountId, string> },
): PolicyDifference => {
  const [before, after] = [everyRule(was, names), everyRule(is, names)];
  const [out, into] = [namedPeople(was), namedPeople(is)];
  const refsOf = (accountIds: readonly AccountId[], others: readonly AccountId[]): string[] =>
    accountIds.filter((one) => !others.includes(one)).flatMap((one) => refs.get(one) ?? []);
  return {
    gone: before.filter((rule) => !after.includes(rule)),
    added: after.filter((rule) => !before.includes(rule)),
    unnamed: refsOf(out, into),
    named: refsOf(into, out),
  };
};

export const policyEntry = ({
  at,
  actor,
  rev,
  was,
  is,
  difference,
  because,
}: PolicyTold & { at: EpochMs; actor: Actor }): EntryDraft =>
  aboutNoRequest({
    type: 'policy.changed',
    at,
    actor,
    rev,
    body: {
      was: policyHash(was),
      is: policyHash(is),
      ...difference,
      ...(because === undefined ? {} : { because }),
    },
  });
