import { allOf, code, joined, sentence } from '../kong/words';
import type { Lifetime, Plan, PlannedRoute } from './plan';

/**
 * A plan for the person who decides, in sentences: what is changed and what that opens, what else it opens and closes, for how long.
 * Made of what the server read; nothing in it is the requester's text.
 */
export const explainPlan = (plan: Plan): string[] => {
  const { consumer } = plan.beneficiary;
  const groups = plan.changes.map(({ group }) => group);
  const verb = plan.changes.length === 1 ? 'ACL group' : 'ACL groups';
  return [
    `Adds consumer ${code(consumer.name)} to ${verb} ${allOf(groups)}, which opens ${operationsOf(plan.opens)}.`,
    ...also(plan.alsoOpens, 'And opens beyond what was asked'),
    ...also(plan.closes, 'Closes, since members of the group are refused there'),
    ...also(plan.mayChange, 'May open or close, since something that decides there is not known'),
    ...(plan.alreadyOpen.length === 0
      ? []
      : [sentence(`${operationsOf(plan.alreadyOpen)} can be called already`)]),
    lifetimePhrase(plan.lifetime),
  ];
};

/** `GET /orders` and `POST /orders`; the first few, then how many more. */
const operationsOf = (routes: readonly PlannedRoute[]): string => {
  const operations = [...new Set(routes.flatMap((route) => route.operations))];
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
