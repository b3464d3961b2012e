import { code, joined } from '../kong/words';
import { durationPhrase } from './plan-words';
import type { ApprovalPolicy, BreakGlass, Clause, Electorate } from './policy';

/** Names of groups by id; a group without one is gone or hidden. */
export type GroupNames = ReadonlyMap<string, string>;

/** `One space admin`, `2 members of group orders-owners or space admins`. */
export const clausePhrase = ({ anyOf, min }: Clause, names: GroupNames): string =>
  `${min === 1 ? 'One' : String(min)} of: ${joined(
    anyOf.map((one) => electoratePhrase(one, names)),
    'or',
  )}`;

const electoratePhrase = (electorate: Electorate, names: GroupNames): string => {
  switch (electorate.kind) {
    case 'space-admins':
      return 'the space admins';
    case 'group': {
      const name = names.get(electorate.groupId);
      return name === undefined ? 'a group that cannot be read' : `group ${code(name)}`;
    }
    case 'people':
      return PEOPLE[electorate.accountIds.length] ?? `${electorate.accountIds.length} named people`;
    case 'page-owners':
      return 'the owners of the page';
  }
};

const PEOPLE = ['people who were forgotten', 'one named person'];

/** A policy for the person who asks under it, in sentences. */
export const explainPolicy = (policy: ApprovalPolicy, names: GroupNames): string[] => [
  ...policy.clauses.map((clause) => `${clausePhrase(clause, names)} must approve.`),
  policy.denials === 1 ? 'One denial ends a request.' : `${policy.denials} denials end a request.`,
  `Access lasts ${durationPhrase(policy.defaultDurationMs)} unless asked otherwise, at most ${durationPhrase(policy.maximumDurationMs)}.`,
  `A request that nobody decides ends after ${durationPhrase(policy.pendingTimeoutMs)}.`,
  ...(policy.plansMayOpenMore ? [] : ['A request may not open anything that was not asked for.']),
  ...(policy.breakGlass === null ? [] : [breakGlassSentence(policy.breakGlass, names)]),
];

/** Everything that a policy says, for its record: also what somebody who asks meets in the form. */
export const everyRule = (policy: ApprovalPolicy, names: GroupNames): string[] => [
  ...explainPolicy(policy, names),
  `With its extensions access lasts at most ${durationPhrase(policy.maximumTotalMs)}.`,
  `A reason has at least ${policy.reasonMinLength} characters.`,
  policy.onePersonCountsForSeveral
    ? 'One person’s approval may count for several clauses.'
    : 'Every clause needs people of its own.',
  ...(policy.plansMayOpenMore ? ['A plan may open what was not asked for, where a group opens it too.'] : []),
  ...(policy.ticket === null
    ? []
    : [
        `Tickets look like ${code(policy.ticket.pattern)}${policy.ticket.required ? ', and one is needed' : ''}.`,
      ]),
  ...policy.autoApprove.map(({ group }) => `Joining ACL group ${code(group)} needs nobody’s approval.`),
];

const breakGlassSentence = (
  { mayDeclare, maximumMs, reviewWithinMs }: BreakGlass,
  names: GroupNames,
): string => {
  const who = joined(
    mayDeclare.map((one) => electoratePhrase(one, names)),
    'or',
  );
  return `In an emergency ${who} may take access without approval, for ${durationPhrase(maximumMs)} at most; somebody else judges it within ${durationPhrase(reviewWithinMs)} after its end.`;
};

export const groupsOf = (policy: ApprovalPolicy): string[] => [
  ...new Set(
    [...policy.clauses.flatMap(({ anyOf }) => anyOf), ...(policy.breakGlass?.mayDeclare ?? [])].flatMap(
      (one) => (one.kind === 'group' ? one.groupId : []),
    ),
  ),
];
