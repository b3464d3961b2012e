import type { AccountId } from './people';
import type { ApprovalPolicy, Electorate } from './policy';

/** Accounts that a policy names, whether to approve or to take access without approval. */
export const namedPeople = ({ clauses, breakGlass }: ApprovalPolicy): AccountId[] => [
  ...new Set(
    [...clauses.flatMap(({ anyOf }) => anyOf), ...(breakGlass?.mayDeclare ?? [])].flatMap((one) =>
      one.kind === 'people' ? one.accountIds : [],
    ),
  ),
];

/**
 * The policy without somebody whose account was closed. What a clause needs stays: where too few are left, nobody meets it until an admin
 * says who does. That they could not approve any more was so before.
 */
export const withoutNamed = (policy: ApprovalPolicy, accountId: AccountId): ApprovalPolicy => {
  const without = (one: Electorate): Electorate =>
    one.kind === 'people'
      ? { ...one, accountIds: one.accountIds.filter((other) => other !== accountId) }
      : one;
  return {
    ...policy,
    clauses: policy.clauses.map(({ anyOf, min }) => ({ min, anyOf: anyOf.map(without) })),
    breakGlass: policy.breakGlass && {
      ...policy.breakGlass,
      mayDeclare: policy.breakGlass.mayDeclare.map(without),
    },
  };
};
