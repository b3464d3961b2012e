import type { AuthorizationPolicy, Condition, Operation, Rule, Source } from '../resources';
import { fieldOf, HOST, METHOD, PATH, PORT, type FieldContext } from './fields';
import { compiledRule, type Alternative, type CompiledRule } from './rule';
import { negated, type Field, type Test, type Value } from './conditions';
import { GUESSED, unreadableParts, type UnreadableParts } from './unreadable-parts';

type Translation = FieldContext & {
  tcp: boolean;
  /** ALLOW: what cannot be translated takes the whole rule away. Otherwise only the condition, which makes the rule wider. */
  strict: boolean;
};

/**
 * A rule as istiod gives it to Envoy (sidecar, gateways, waypoint), or null where istiod leaves the rule out.
 * @source istio/istio pilot/pkg/security/authz/model/model.go New, Generate, checkError
 */
export function envoyRule(
  policy: AuthorizationPolicy,
  index: number,
  context: { tcp: boolean; mesh: FieldContext['mesh'] },
): CompiledRule | null {
  const rule = policy.spec.rules[index];
  if (rule === undefined) return null;
  const translation: Translation = {
    ...context,
    policyNamespace: policy.metadata.namespace,
    strict: policy.spec.action === 'ALLOW',
  };
  const unreadable = unreadableParts(policy.unknownFields, index);
  const clauses = clausesOf(rule, unreadable, translation);
  if (clauses === null) return unreadable.anything ? compiledRule({ index, clauses: GUESSED }) : null;
  return compiledRule({ index, clauses: unreadable.ruleItself ? [...clauses, ...GUESSED] : clauses });
}

type Clauses = readonly (readonly Alternative[])[];

function clausesOf(rule: Rule, unreadable: UnreadableParts, translation: Translation): Clauses | null {
  const conditions = whenTests(rule.when ?? [], translation);
  const sources = alternatives(rule.from, (source) => sourceFields(source, translation), translation);
  const operations = alternatives(rule.to, operationFields, translation);
  if (conditions === null || sources === null || operations === null) return null;
  return [
    ...sources.map((some) => some.map((tests, index) => unreadable.within('from', index, tests))),
    ...operations.map((some) => some.map((tests, index) => unreadable.within('to', index, tests))),
    [unreadable.within('when', null, conditions)],
  ];
}

/** No list, or an empty one: no clause. */
function alternatives<T>(
  items: readonly T[] | null,
  fieldsIn: (item: T) => Listed[],
  translation: Translation,
): Clauses | null {
  if (items === null || items.length === 0) return [];
  const translated = items.map((item) => testsOf(fieldsIn(item), translation));
  return translated.every((tests) => tests !== null) ? [translated] : null;
}

/** A field with the values that a policy gives it. */
type Listed = { field: Field; values: readonly Value[]; notValues: readonly Value[] };

function sourceFields(source: Source, context: FieldContext): Listed[] {
  const listed = (key: string, values: string[], notValues: string[]): Listed[] => {
    const field = fieldOf(key, context);
    return field === null ? [] : [{ field, values, notValues }];
  };
  return [
    ...listed('source.principal', source.principals, source.notPrincipals),
    ...listed('request.auth.principal', source.requestPrincipals, source.notRequestPrincipals),
    ...listed('source.namespace', source.namespaces, source.notNamespaces),
    ...listed('source.serviceAccount', source.serviceAccounts, source.notServiceAccounts),
    ...listed('source.trustDomain', source.trustDomains, source.notTrustDomains),
    ...listed('remote.ip', source.remoteIpBlocks, source.notRemoteIpBlocks),
    ...listed('source.ip', source.ipBlocks, source.notIpBlocks),
  ];
}

const operationFields = (operation: Operation): Listed[] => [
  { field: HOST, values: operation.hosts, notValues: operation.notHosts },
  { field: METHOD, values: operation.methods, notValues: operation.notMethods },
  { field: PATH, values: operation.paths, notValues: operation.notPaths },
  { field: PORT, values: operation.ports, notValues: operation.notPorts },
];

/** An unknown key leaves the rule out whatever its action: istiod does not translate it at all. */
function whenTests(conditions: readonly Condition[], translation: Translation): Alternative | null {
  const listed = conditions.map((condition): Listed | null => {
    const field = fieldOf(condition.key, translation);
    return (
      field && { field, values: condition.values.map(valueOf), notValues: condition.notValues.map(valueOf) }
    );
  });
  return listed.every((one) => one !== null) ? testsOf(listed, translation) : null;
}

const valueOf = (value: Condition['values'][number]): Value => (typeof value === 'string' ? value : null);

function testsOf(listed: readonly Listed[], { tcp, strict }: Translation): Alternative | null {
  const tests: Test[] = [];
  for (const { field, values, notValues } of listed) {
    for (const [list, isNot] of [
      [values, false],
      [notValues, true],
    ] as const) {
      if (list.length === 0) continue;
      const { test, faulty } = tcp && field.httpOnly ? { test: null, faulty: true } : field.testOf(list);
      if (faulty && strict) return null;
      if (test !== null) tests.push(isNot ? negated(test) : test);
    }
  }
  return tests;
}
