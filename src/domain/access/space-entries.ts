import type { EpochMs } from '../time';
import { policyHash, type ApprovalPolicy } from './policy';
import type { Actor, EntryDraft } from './transition';

/** A group by its id, with its name as it was then; null: it was gone or hidden. */
export type NamedGroup = { groupId: string; name: string | null };

/** Who owns the service of a page; null: nobody in particular. */
export type OwnerTold = { pageId: string; was: NamedGroup | null; is: NamedGroup | null };

export const ownerEntry = ({
  at,
  actor,
  ...told
}: OwnerTold & { at: EpochMs; actor: Actor }): EntryDraft => ({
  type: 'owners.changed',
  at,
  actor,
  req: null,
  rev: null,
  planHash: null,
  body: told,
});

/** Access to what is named is asked for on `pageId` from now on, and no longer on the page beside it. */
export type HomeTold = { pageId: string; moved: { name: string; from: string }[] };

export const homeEntry = ({ at, actor, ...told }: HomeTold & { at: EpochMs; actor: Actor }): EntryDraft => ({
  type: 'home.moved',
  at,
  actor,
  req: null,
  rev: null,
  planHash: null,
  body: told,
});

/** `rev`: of the policy as it is from now on. `because`: why, where nobody's click says it. */
export type PolicyTold = { rev: number; was: ApprovalPolicy; is: ApprovalPolicy; because?: string };

export const policyEntry = ({
  at,
  actor,
  rev,
  was,
  is,
  because,
}: PolicyTold & { at: EpochMs; actor: Actor }): EntryDraft => ({
  type: 'policy.changed',
  at,
  actor,
  req: null,
  rev,
  planHash: null,
  body: { was: policyHash(was), is: policyHash(is), ...(because === undefined ? {} : { because }) },
});
