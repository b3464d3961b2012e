import type { AccountId } from './people';
import type { ApprovalPolicy } from './policy';

/** Accounts that a policy names. */
export const namedPeople = ({ clauses }: ApprovalPolicy): AccountId[] => [
  ...new Set(
    clauses.flatMap(({ anyOf }) => anyOf.flatMap((one) => (one.kind === 'people' ? one.accountIds : []))),
  ),
];

/**
 * The policy without somebody whose account was closed. What a clause needs stays: where too few are left, nobody meets it until an admin
 * says who does. That they could not approve any more was so before.
 */
export const withoutNamed = (policy: ApprovalPolicy, accountId: AccountId): ApprovalPolicy => ({
  ...policy,
  clauses: policy.clauses.map(({ anyOf, min }) => ({
    min,
    anyOf: anyOf.map((one) =>
      one.kind === 'people'
        ? { ...one, accountIds: one.accountIds.filter((other) => other !== accountId) }
        : one,
    ),
  })),
});
