import { allOf, code, joined } from '../kong/words';
import { canonicalJson } from './canonical-json';
import type { Plan, PlannedRoute } from './plan';
import { planHash } from './plan';

/**
 * What is different in the plan that the world gives now, in sentences; empty exactly when both have the same hash.
 * For the person who reads why a request is STALE.
 */
export const planDifferences = (was: Plan, is: Plan): string[] => {
  if (planHash(was) === planHash(is)) return [];
  const found = [
    ...membershipDifferences(was, is),
    ...routeDifferences(was.opens, is.opens, 'is opened by the request'),
    ...routeDifferences(was.alreadyOpen, is.alreadyOpen, 'can be called already'),
    ...routeDifferences(was.alsoOpens, is.alsoOpens, 'is opened besides'),
    ...routeDifferences(was.mayChange, is.mayChange, 'may open or close'),
    ...routeDifferences(was.closes, is.closes, 'is closed by it'),
    ...versionDifferences('Route', was.seen.routes, is.seen.routes),
    ...versionDifferences('Plugin', was.seen.plugins, is.seen.plugins),
    ...consumerDifferences(was, is),
  ];
  return found.length > 0 ? found : ['Something that the plan names was changed in Kong.'];
};

const membershipDifferences = (was: Plan, is: Plan): string[] => {
  const name = code(is.beneficiary.consumer.name);
  const before = new Map(was.changes.map((change) => [change.group, change]));
  const now = new Map(is.changes.map((change) => [change.group, change]));
  const gained = [...now.keys()].filter((group) => !before.has(group));
  const lost = [...before.keys()].filter((group) => !now.has(group));
  const touched = [...now].filter(([group, { seen }]) => {
    const earlier = before.get(group);
    return earlier !== undefined && earlier.seen.aclId !== seen.aclId;
  });
  return [
    ...(gained.length > 0 ? [`${name} would now have to join ${allOf(gained)}.`] : []),
    ...(lost.length > 0 ? [`${name} would no longer have to join ${allOf(lost)}.`] : []),
    ...touched.map(([group, { seen }]) =>
      seen.aclId === null
        ? `${name} is no longer in ${code(group)}.`
        : `${name} was put into ${code(group)} by somebody else.`,
    ),
  ];
};

const routeDifferences = (was: PlannedRoute[], is: PlannedRoute[], what: string): string[] => {
  const before = new Map(was.map((route) => [route.id, route]));
  const now = new Map(is.map((route) => [route.id, route]));
  return [
    ...is.filter(({ id }) => !before.has(id)).map((route) => `${named(route)} ${what} now.`),
    ...was.filter(({ id }) => !now.has(id)).map((route) => `${named(route)} no longer ${what}.`),
    ...is.flatMap((route) => {
      const earlier = before.get(route.id);
      if (earlier === undefined || canonicalJson(earlier) === canonicalJson(route)) return [];
      return [`${named(earlier)} became ${named(route)}.`];
    }),
  ];
};

const named = ({ service, operations }: PlannedRoute): string =>
  `${joined(operations.map(code), 'and')} of ${code(service)}`;

type Version = { id: string; name: string; updatedAt: number | null };

const versionDifferences = (kind: string, was: Version[], is: Version[]): string[] => {
  const before = new Map(was.map((one) => [one.id, one]));
  const now = new Set(is.map(({ id }) => id));
  return [
    ...is.filter(({ id }) => !before.has(id)).map(({ name }) => `${kind} ${code(name)} is new.`),
    ...was.filter(({ id }) => !now.has(id)).map(({ name }) => `${kind} ${code(name)} is gone.`),
    ...is
      .filter(({ id, updatedAt }) => before.has(id) && before.get(id)?.updatedAt !== updatedAt)
      .map(({ name }) => `${kind} ${code(name)} was changed in Kong.`),
  ];
};

const consumerDifferences = (was: Plan, is: Plan): string[] =>
  canonicalJson(was.seen.consumer) === canonicalJson(is.seen.consumer)
    ? []
    : [`Consumer ${code(is.beneficiary.consumer.name)} is another one than before.`];
