import type { Json } from '../json';
import { allOf, code, joined } from '../kong/words';
import { callerName } from './ask';
import { canonicalJson } from './canonical-json';
import { changeKey, type PlannedChange } from './change';
import type { CallerChange, Plan, PlannedReach, PlannedRoute } from './plan';
import { planHash } from './plan';
import { limitsPhrase } from './plan-words';

/**
 * What is different in the plan that the world gives now, in sentences; empty exactly when both have the same hash.
 * For the person who reads why a request is STALE.
 */
export const planDifferences = (was: Plan, is: Plan): string[] => {
  if (planHash(was) === planHash(is)) return [];
  const found = [
    ...membershipDifferences(was, is),
    ...otherChanges(was, is),
    ...routeDifferences(was.opens, is.opens, 'is opened by the request'),
    ...routeDifferences(was.alreadyOpen, is.alreadyOpen, 'can be called already'),
    ...routeDifferences(was.alsoOpens, is.alsoOpens, 'is opened besides'),
    ...routeDifferences(was.mayChange, is.mayChange, 'may open or close'),
    ...routeDifferences(was.closes, is.closes, 'is closed by it'),
    ...limitDifferences(was, is),
    ...reachDifferences(was.reach, is.reach),
    ...versionDifferences('Route', was.seen.routes, is.seen.routes),
    ...versionDifferences('Plugin', was.seen.plugins, is.seen.plugins),
    ...policyDifferences(was, is),
    ...consumerDifferences(was, is),
    ...(was.seen.mesh === is.seen.mesh || is.reach === null || was.reach === null
      ? []
      : ['The settings of the mesh, or the proxy that guards the workload, were changed.']),
  ];
  return found.length > 0 ? found : ['Something that the plan names was changed.'];
};

const groupsIn = ({ changes }: Plan) =>
  new Map(changes.flatMap((change) => (change.kind === 'kong-acl' ? [[change.group, change] as const] : [])));

const membershipDifferences = (was: Plan, is: Plan): string[] => {
  const name = code(callerName(is.beneficiary));
  const before = groupsIn(was);
  const now = groupsIn(is);
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

/** Everything that is no membership. */
const otherChanges = (was: Plan, is: Plan): string[] => {
  const others = ({ changes }: Plan) =>
    new Map(changes.flatMap((one) => (one.kind === 'kong-acl' ? [] : [[changeKey(one), one] as const])));
  const [before, now] = [others(was), others(is)];
  return [
    ...[...now].filter(([key]) => !before.has(key)).map(([, one]) => `It would now ${verbOf(one)}.`),
    ...[...before].filter(([key]) => !now.has(key)).map(([, one]) => `It would no longer ${verbOf(one)}.`),
    ...[...now].flatMap(([key, one]) => {
      const earlier = before.get(key);
      if (earlier === undefined || canonicalJson(earlier.seen) === canonicalJson(one.seen)) return [];
      return [`What is there to ${verbOf(one)} is not what was there before.`];
    }),
  ];
};

const verbOf = (change: Exclude<PlannedChange, { kind: 'kong-acl' }>): string => {
  switch (change.kind) {
    case 'kong-consumer':
      return `make consumer ${code(change.consumer.name)}`;
    case 'kong-rate-limit':
      return `limit ${code(change.consumer.name)} on ${code(change.service.name)}`;
    case 'istio-grant':
      return `write policy ${code(`${change.namespace}/${change.name}`)}`;
    case 'istio-deny-all':
      return `close the workload with ${code(`${change.namespace}/${change.name}`)}`;
  }
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

const limitDifferences = (was: Plan, is: Plan): string[] => {
  const before = new Map(was.limits.map((limit) => [limit.service, limit]));
  return is.limits.flatMap((limit) => {
    const earlier = before.get(limit.service);
    if (earlier === undefined || canonicalJson(earlier) === canonicalJson(limit)) return [];
    const now = limit.instead.length === 0 ? 'no limit' : joined(limit.instead, 'and');
    return [`On ${code(limit.service)}, ${limitsPhrase(limit.limits)} would take the place of ${now}.`];
  });
};

const reachDifferences = (was: PlannedReach | null, is: PlannedReach | null): string[] => {
  if (was === null || is === null) return [];
  const changed = (of: (reach: PlannedReach) => Json, told: string): string[] =>
    canonicalJson(of(was)) === canonicalJson(of(is)) ? [] : [told];
  return [
    ...changed(
      ({ opens, alreadyOpen }) => [opens, alreadyOpen],
      `${code(is.caller)} may make other calls already.`,
    ),
    ...changed(
      ({ beside }) => beside,
      `${code(is.workload)} is guarded by ${allOf(is.beside.map(({ namespace, name }) => `${namespace}/${name}`))} now.`,
    ),
    ...changed(
      ({ dependsOn }) => dependsOn,
      `What may still refuse has changed: ${is.dependsOn.join(' ') || 'nothing does.'}`,
    ),
    ...changed(({ letIn }) => letIn, `It would let in besides: ${callers(is.letIn)}.`),
    ...changed(({ shutOut }) => shutOut, `It would shut out: ${callers(is.shutOut)}.`),
  ];
};

const callers = (changes: readonly CallerChange[]): string =>
  changes.length === 0 ? 'nobody' : changes.map(({ caller }) => caller).join(', ');

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

const policyDifferences = (was: Plan, is: Plan): string[] => {
  const digests = ({ seen }: Plan) =>
    new Map(
      seen.policies.map(({ kind, namespace, name, digest }) => [
        `${kind} ${code(`${namespace}/${name}`)}`,
        digest,
      ]),
    );
  const [before, now] = [digests(was), digests(is)];
  return [
    ...[...now.keys()].filter((name) => !before.has(name)).map((name) => `${name} is new.`),
    ...[...before.keys()].filter((name) => !now.has(name)).map((name) => `${name} is gone.`),
    ...[...now]
      .filter(([name, digest]) => before.has(name) && before.get(name) !== digest)
      .map(([name]) => `${name} was changed in the mesh.`),
  ];
};

const consumerDifferences = (was: Plan, is: Plan): string[] =>
  canonicalJson(was.seen.consumer) === canonicalJson(is.seen.consumer)
    ? []
    : [`Consumer ${code(callerName(is.beneficiary))} is another one than before.`];
