import { allOf, code, joined, sentence } from '../kong/words';
import type { KongAclChange, RateLimits } from './change';
import { callerName } from './ask';
import type { CallerChange, Lifetime, Plan, PlannedLimit, PlannedReach, PlannedRoute } from './plan';

/**
 * A plan for the person who decides, in sentences: what is changed and what that opens, what else it opens and closes, for how long.
 * Made of what the server read; nothing in it is the requester's text.
 */
export const explainPlan = (plan: Plan): string[] => [
  ...forGroup(plan),
  ...newConsumer(plan),
  ...memberships(plan),
  ...also(plan.alsoOpens, 'And opens beyond what was asked'),
  ...also(plan.closes, 'Closes, since members of the group are refused there'),
  ...also(plan.mayChange, 'May open or close, since something that decides there is not known'),
  ...(plan.alreadyOpen.length === 0
    ? []
    : [sentence(`${operationsOf(plan.alreadyOpen)} can be called already`)]),
  ...plan.limits.flatMap((limit) => limitSentences(callerName(plan.beneficiary), limit)),
  ...(plan.reach === null ? [] : reachSentences(plan.reach)),
  lifetimePhrase(plan.lifetime),
];

const newConsumer = ({ changes }: Plan): string[] =>
  changes.flatMap((change) =>
    change.kind === 'kong-consumer'
      ? [
          `Makes consumer ${code(change.consumer.name)}. It has no credential; whoever runs the gateway gives it one.`,
        ]
      : [],
  );

const memberships = ({ changes, opens }: Plan): string[] => {
  const acls = changes.filter((change): change is KongAclChange => change.kind === 'kong-acl');
  const [first] = acls;
  if (first === undefined) return [];
  const consumer = `consumer ${code(first.consumer.name)}`;
  const [fresh, kept] = [
    acls.filter(({ seen }) => seen.aclId === null),
    acls.filter(({ seen }) => seen.aclId !== null),
  ];
  const opened = `which opens ${operationsOf(opens)}`;
  return [
    ...(fresh.length === 0 ? [] : [`Adds ${consumer} to ${groupsPhrase(fresh)}, ${opened}.`]),
    ...(kept.length === 0
      ? []
      : [
          `Keeps ${consumer} in ${groupsPhrase(kept)}, where a grant has put it for a time${fresh.length === 0 ? `, ${opened}` : ''}.`,
        ]),
  ];
};

const groupsPhrase = (acls: readonly KongAclChange[]): string =>
  `${acls.length === 1 ? 'ACL group' : 'ACL groups'} ${allOf(acls.map(({ group }) => group))}`;

const forGroup = ({ beneficiary }: Plan): string[] =>
  beneficiary.kind === 'group'
    ? [
        `For everybody in the group ${code(beneficiary.name)}, who call as ${code(beneficiary.consumer.name)}.`,
      ]
    : [];

/** `GET /orders` and `POST /orders`; the first few, then how many more. */
const operationsOf = (routes: readonly PlannedRoute[]): string =>
  fewOf([...new Set(routes.flatMap((route) => route.operations))]);

const fewOf = (operations: readonly string[]): string => {
  const shown = operations.slice(0, SHOWN).map(code);
  const left = operations.length - shown.length;
  return left === 0 ? joined(shown, 'and') : `${shown.join(', ')} and ${left} more`;
};

const SHOWN = 4;

const also = (routes: readonly PlannedRoute[], lead: string): string[] => {
  if (routes.length === 0) return [];
  const services = [...new Set(routes.map(({ service }) => service))].sort();
  const each = services.map(
    (service) => `${code(service)} (${operationsOf(routes.filter((route) => route.service === service))})`,
  );
  const count = `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}`;
  return [`${lead}: ${count} of ${joined(each, 'and')}.`];
};

const limitSentences = (caller: string, { service, limits, instead, except }: PlannedLimit): string[] => [
  `Limits ${code(caller)} to ${limitsPhrase(limits)} on ${code(service)}${
    instead.length === 0 ? ', where no limit holds for it now' : `, in the place of ${joined(instead, 'and')}`
  }.`,
  ...(except.length === 0
    ? []
    : [`On ${allOf(except)} another limit of this consumer goes first and stays.`]),
];

/** `5 calls a second and 100 a minute`. */
export const limitsPhrase = (limits: RateLimits): string => {
  const counts = PERIODS.flatMap((period) => {
    const count = limits[period];
    return count === undefined ? [] : [`${count} ${period === 'hour' ? 'an' : 'a'} ${period}`];
  });
  const [first, ...rest] = counts;
  if (first === undefined) return 'no number of calls';
  return joined(
    [first.replace(/^(\d+)/, (count) => `${count} ${count === '1' ? 'call' : 'calls'}`), ...rest],
    'and',
  );
};

const PERIODS = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;

const reachSentences = (reach: PlannedReach): string[] => {
  const { caller, workload, opens, alreadyOpen, beside } = reach;
  const policies = beside.map(({ namespace, name }) => `${namespace}/${name}`);
  return [
    ...(opens.length === 0
      ? []
      : [
          `Lets ${code(caller)} make ${fewOf(opens)} of workload ${code(workload)} in the mesh, beside ${allOf(policies)}.`,
        ]),
    ...(alreadyOpen.length === 0
      ? []
      : [`${code(caller)} may make ${fewOf(alreadyOpen)} of ${code(workload)} already.`]),
    ...reach.dependsOn.map((call) => `May still be refused: ${call}`),
    ...callersSentence('Also lets in', reach.letIn),
    ...callersSentence('Shuts out', reach.shutOut),
  ];
};

const callersSentence = (lead: string, changes: readonly CallerChange[]): string[] =>
  changes.length === 0
    ? []
    : [`${lead}: ${changes.map(({ caller, operations }) => `${caller} (${fewOf(operations)})`).join(', ')}.`];

const lifetimePhrase = (lifetime: Lifetime): string =>
  lifetime.kind === 'for'
    ? `Ends ${durationPhrase(lifetime.ms)} after it is approved.`
    : `Ends on ${new Date(lifetime.at).toISOString().slice(0, 16).replace('T', ' ')} UTC.`;

/** `3 days`, `90 minutes`: in the largest unit that fits evenly. */
export const durationPhrase = (ms: number): string => {
  const [size, name] = UNITS.find(([unit]) => ms % unit === 0) ?? SMALLEST;
  const count = Math.max(1, Math.round(ms / size));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
};

const SMALLEST = [60_000, 'minute'] as const;
const UNITS = [[86_400_000, 'day'], [3_600_000, 'hour'], SMALLEST] as const;
