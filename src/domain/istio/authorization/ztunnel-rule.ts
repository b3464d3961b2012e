import type { AuthorizationPolicy, Condition, Operation, Rule, Source } from '../resources';
import type { Call, Known } from './call';
import { endingWith, serviceAccountOf, ztunnelNamespaceLanguage } from './identity-patterns';
import { textMatcher, textPattern, type Pattern } from './patterns';
import { compiledRule, type Alternative, type CompiledRule } from './rule';
import { GUESSED, unreadableParts } from './unreadable-parts';
import { addressField, negated, portField, textField, type Field, type Test, type Value } from './conditions';

/**
 * A rule as ztunnel has it, or null where istiod leaves it out. ztunnel knows connections only. An ALLOW rule with anything of HTTP
 * is left out; a DENY rule loses those parts, and a clause that is left empty never holds: the opposite of Envoy's TCP ports.
 * @source istio/istio pilot/pkg/serviceregistry/ambient/authorization.go handleRule; istio/ztunnel src/rbac.rs
 */
export function ztunnelRule(policy: AuthorizationPolicy, index: number): CompiledRule | null {
  const rule = policy.spec.rules[index];
  if (rule === undefined) return null;
  const unreadable = unreadableParts(policy.unknownFields, index);
  if (policy.spec.action === 'ALLOW' && asksHttp(rule)) {
    return unreadable.anything ? compiledRule({ index, clauses: GUESSED }) : null;
  }
  const { namespace } = policy.metadata;
  const clauses = [
    ...clauseOf(rule.to, (operation, at) => unreadable.within('to', at, operationTests(operation))),
    ...clauseOf(rule.from, (source, at) => unreadable.within('from', at, sourceTests(source, namespace))),
    ...(rule.when ?? []).map((condition, at) =>
      nonEmpty([unreadable.within('when', at, whenTests(condition))]),
    ),
  ];
  return compiledRule({ index, clauses: unreadable.ruleItself ? [...clauses, ...GUESSED] : clauses });
}

const clauseOf = <T>(items: readonly T[] | null, testsIn: (item: T, index: number) => Alternative) =>
  items === null || items.length === 0 ? [] : [nonEmpty(items.map(testsIn))];

const nonEmpty = (alternatives: readonly Alternative[]) => alternatives.filter((tests) => tests.length > 0);

function asksHttp({ from, to, when }: Rule): boolean {
  const some = (...lists: (readonly string[])[]) => lists.some((list) => list.length > 0);
  return (
    (to ?? []).some((o) => some(o.hosts, o.notHosts, o.methods, o.notMethods, o.paths, o.notPaths)) ||
    (from ?? []).some((s) =>
      some(s.remoteIpBlocks, s.notRemoteIpBlocks, s.requestPrincipals, s.notRequestPrincipals),
    ) ||
    (when ?? []).some((condition) => !Object.hasOwn(CONNECTION_FIELDS, condition.key))
  );
}

/** ztunnel reads an identity only in its usual form. */
const namespaceOf = (call: Call): Known =>
  typeof call.principal === 'string'
    ? (/^[^/]+\/ns\/([^/]+)\/sa\/[^/]+$/.exec(call.principal)?.[1] ?? null)
    : call.principal;

const accountPattern = (value: string, policyNamespace: string): Pattern => {
  const { namespace, account } = serviceAccountOf(value, policyNamespace);
  const tail = `/ns/${namespace}/sa/${account}`;
  return { matches: (principal) => principal.endsWith(tail), language: () => endingWith(tail) };
};

const PRINCIPAL = textField({ asks: 'principal', read: (call) => call.principal }, textPattern);
const NAMESPACE = textField({ asks: 'principal', read: namespaceOf }, (value) => ({
  matches: textMatcher(value),
  language: () => ztunnelNamespaceLanguage(value),
}));
const SOURCE_IP = addressField({ asks: 'sourceIp', read: (call) => call.sourceIp });
const DESTINATION_IP = addressField({ asks: 'destinationIp', read: (call) => call.destinationIp });

const CONNECTION_FIELDS: Record<string, Field> = {
  'source.ip': SOURCE_IP,
  'source.namespace': NAMESPACE,
  'source.principal': PRINCIPAL,
  'destination.ip': DESTINATION_IP,
  'destination.port': portField,
};

function sourceTests(source: Source, policyNamespace: string): Alternative {
  const account = textField({ asks: 'principal', read: (call) => call.principal }, (value) =>
    accountPattern(value, policyNamespace),
  );
  return [
    ...listTests(SOURCE_IP, source.ipBlocks, source.notIpBlocks),
    ...listTests(NAMESPACE, source.namespaces, source.notNamespaces),
    ...listTests(account, source.serviceAccounts, source.notServiceAccounts),
    ...listTests(PRINCIPAL, source.principals, source.notPrincipals),
  ];
}

const operationTests = (operation: Operation): Alternative =>
  listTests(portField, operation.ports, operation.notPorts);

function whenTests({ key, values, notValues }: Condition): Alternative {
  const field = Object.hasOwn(CONNECTION_FIELDS, key) ? CONNECTION_FIELDS[key] : undefined;
  const kept = (list: Condition['values']) =>
    list.map((value): Value => (typeof value === 'string' ? value : null));
  return field === undefined ? [] : listTests(field, kept(values), kept(notValues));
}

/** Values that cannot be read are left out, whatever the action. */
function listTests(field: Field, values: readonly Value[], notValues: readonly Value[]): Test[] {
  const positive = values.length === 0 ? null : field.testOf(values).test;
  const negative = notValues.length === 0 ? null : field.testOf(notValues).test;
  return [...(positive === null ? [] : [positive]), ...(negative === null ? [] : [negated(negative)])];
}
