import type { Condition, ConditionValue, Operation } from './resources';
import { BRIEF, named, type Wording } from './words';

/** What a rule speaks of: "GET /orders/*", "anything". */
export function operationPhrase(operations: readonly Operation[] | null, wording: Wording = BRIEF): string {
  return operations === null || operations.length === 0
    ? 'anything'
    : wording.either(operations.map((operation) => oneOperationPhrase(operation, wording)));
}

function oneOperationPhrase(operation: Operation, wording: Wording): string {
  const { methods, paths, hosts, ports } = operation;
  const { both, counted } = wording;
  const call = callPhrase({ methods, paths }, wording);
  const places = [
    ...(hosts.length === 0 ? [] : [`at ${counted('host', hosts.map(named))}`]),
    ...(ports.length === 0 ? [] : [`on ${counted('port', ports)}`]),
  ];
  const exceptions = [
    ...operation.notMethods,
    ...operation.notPaths.map(pathPhrase),
    ...operation.notHosts.map((host) => `host ${named(host)}`),
    ...operation.notPorts.map((port) => `port ${port}`),
  ];
  const what = [call ?? 'anything', ...places].join(' ');
  return exceptions.length === 0 ? what : `${what} except ${both(exceptions)}`;
}

function callPhrase(
  { methods, paths }: Pick<Operation, 'methods' | 'paths'>,
  { either }: Wording,
): string | null {
  if (paths.length === 0) return methods.length === 0 ? null : `${either(methods)} on any path`;
  const where = either(paths.map(pathPhrase));
  if (methods.length === 0) return where;
  return methods.length === 1 ? `${either(methods)} ${where}` : `${either(methods)} on ${where}`;
}

/** A star that is neither first nor last is no wildcard to Istio: people who write it mean something else. */
function pathPhrase(path: string): string {
  if (path === '*') return 'any path';
  const templated = path.includes('{*}') || path.includes('{**}');
  const literalStar =
    !templated && (path.startsWith('*') ? path.slice(1) : path.replace(/\*$/, '')).includes('*');
  return literalStar ? `${path} (the star taken literally)` : path;
}

/** " when header `x-env` is `prod`", or nothing. */
export function conditionPhrase(conditions: readonly Condition[] | null, wording: Wording = BRIEF): string {
  if (conditions === null || conditions.length === 0) return '';
  return ` when ${wording.both(conditions.map((condition) => oneConditionPhrase(condition, wording)))}`;
}

function oneConditionPhrase({ key, values, notValues }: Condition, wording: Wording): string {
  const subject = subjectPhrase(key);
  const claims = [
    ...(values.length === 0 ? [] : [`is ${valuesPhrase(values, wording)}`]),
    ...(notValues.length === 0 ? [] : [`is not ${valuesPhrase(notValues, wording)}`]),
  ];
  return claims.length === 0 ? `${subject} is anything` : `${subject} ${claims.join(' and ')}`;
}

function valuesPhrase(values: readonly ConditionValue[], { either }: Wording): string {
  const hidden = values.filter((value) => typeof value !== 'string').length;
  const shown = values.flatMap((value) =>
    typeof value !== 'string' ? [] : value === '*' ? ['there'] : [named(value)],
  );
  return either(
    hidden === 0 ? shown : [...shown, `${hidden === 1 ? 'a value' : `${hidden} values`} not shown here`],
  );
}

function subjectPhrase(key: string): string {
  const bracketed = /^(request\.headers|request\.auth\.claims)((?:\[[^\]]*\])+)$/.exec(key);
  if (bracketed !== null) {
    const name = (bracketed[2] ?? '').slice(1, -1).split('][').join(' › ');
    return bracketed[1] === 'request.headers' ? `header ${named(name)}` : `the token's claim ${named(name)}`;
  }
  return Object.hasOwn(SUBJECTS, key) ? (SUBJECTS[key] ?? named(key)) : named(key);
}

const SUBJECTS: Record<string, string> = {
  'source.ip': 'the connecting address',
  'remote.ip': "the client's original address",
  'source.namespace': "the caller's namespace",
  'source.principal': "the caller's identity",
  'source.serviceAccount': "the caller's service account",
  'source.trustDomain': "the caller's trust domain",
  'request.auth.principal': "the token's issuer and subject",
  'request.auth.audiences': "the token's audience",
  'request.auth.presenter': "the token's presenter",
  'destination.ip': 'the address called',
  'destination.port': 'the port called',
  'connection.sni': 'the TLS server name',
};
