import type { AuthorizationAction, Rule } from './resources';
import { rulePhrase } from './sentence';
import { asSet, both, named } from './words';

/** Rules that are there only before or only after, in sentences. Their order, and that of their lists, means nothing. */
export function ruleDifferences(
  before: readonly Rule[],
  after: readonly Rule[],
  action: AuthorizationAction,
): string[] {
  const gone = onlyIn(before, after);
  const come = onlyIn(after, before);
  const pairs = Math.min(gone.length, come.length);
  const changed = gone.slice(0, pairs).flatMap((rule, index) => {
    const other = come[index];
    return other === undefined ? [] : ruleDifference(rule, other, action);
  });
  return [
    ...changed,
    ...gone.slice(pairs).map((rule) => `No longer: ${rulePhrase(rule, action)}.`),
    ...come.slice(pairs).map((rule) => `Also: ${rulePhrase(rule, action)}.`),
  ];
}

function onlyIn(rules: readonly Rule[], others: readonly Rule[]): Rule[] {
  const known = new Set(others.map(ruleKey));
  const seen = new Set<string>();
  return rules.filter((rule) => {
    const key = ruleKey(rule);
    if (known.has(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Before and now, and value by value where only values differ. */
function ruleDifference(before: Rule, after: Rule, action: AuthorizationAction): string[] {
  const [old, now] = [rulePhrase(before, action), rulePhrase(after, action)];
  const details = valueDifferences(before, after);
  if (old === now && details.length === 0) return ['The same values are combined in another way.'];
  return old === now ? details : [`Before: ${old}. Now: ${now}.`, ...details];
}

function valueDifferences(before: Rule, after: Rule): string[] {
  const [old, now] = [valuesByField(before), valuesByField(after)];
  return asSet([...old.keys(), ...now.keys()]).flatMap((field) => {
    const had = old.get(field) ?? [];
    const has = now.get(field) ?? [];
    const come = has.filter((value) => !had.includes(value)).map(named);
    const gone = had.filter((value) => !has.includes(value)).map(named);
    const parts = [
      ...(come.length === 0 ? [] : [`also ${both(come)}`]),
      ...(gone.length === 0 ? [] : [`no longer ${both(gone)}`]),
    ];
    return parts.length === 0 ? [] : [`In ${field}: ${parts.join(', ')}.`];
  });
}

/** `source.principals` → its values, over all alternatives of the rule. */
function valuesByField(rule: Rule): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  const add = (field: string, values: readonly unknown[]) => {
    const shown = values.map((value) => (typeof value === 'string' ? value : 'a value not shown here'));
    if (shown.length > 0) fields.set(field, asSet([...(fields.get(field) ?? []), ...shown]));
  };
  for (const source of rule.from ?? [])
    Object.entries(source).forEach(([name, list]) => {
      add(`source.${name}`, list);
    });
  for (const operation of rule.to ?? []) {
    Object.entries(operation).forEach(([name, list]) => {
      add(`operation.${name}`, list);
    });
  }
  for (const { key, values, notValues } of rule.when ?? []) {
    add(key, values);
    add(`not ${key}`, notValues);
  }
  return fields;
}

/** The same text for rules that differ in order only. */
function ruleKey({ from, to, when }: Rule): string {
  const alternatives = (items: readonly object[] | null) =>
    items === null ? null : asSet(items.map(sortedLists));
  return JSON.stringify([alternatives(from), alternatives(to), alternatives(when)]);
}

const sortedLists = (item: object): string =>
  JSON.stringify(
    Object.entries(item).map(([name, value]: [string, unknown]) => [
      name,
      Array.isArray(value) ? asSet(value.map((entry) => JSON.stringify(entry))) : value,
    ]),
  );
