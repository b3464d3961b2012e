import { isDryRun } from './dry-run';
import { attachedSentence } from './explain-attachment';
import type {
  AuthorizationPolicy,
  PeerAuthentication,
  Policy,
  PolicyKind,
  RequestAuthentication,
} from './resources';
import { ruleDifferences } from './rule-difference';
import { policySentence } from './sentence';
import { asSet, both, named } from './words';

/** One policy that is not what it was. Sentences are whole; details come after the first. */
export type PolicyChange = {
  kind: PolicyKind;
  namespace: string;
  name: string;
  change: 'added' | 'removed' | 'changed';
  sentences: string[];
};

/** What changed between two readings, by kind, namespace and name. Reordered lists and rules are no change. */
export function policyChanges(before: readonly Policy[], after: readonly Policy[]): PolicyChange[] {
  const old = byKey(before);
  const now = byKey(after);
  return asSet([...old.keys(), ...now.keys()]).flatMap(
    (key) => policyChange(old.get(key), now.get(key)) ?? [],
  );
}

const byKey = (policies: readonly Policy[]) =>
  new Map(
    policies.map((policy) => [`${policy.kind} ${policy.metadata.namespace}/${policy.metadata.name}`, policy]),
  );

/** null: nothing that matters changed. `undefined` stands for "was not there". */
function policyChange(before: Policy | undefined, after: Policy | undefined): PolicyChange | null {
  const policy = after ?? before;
  if (policy === undefined) return null;
  const { kind } = policy;
  const { namespace, name } = policy.metadata;
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const sentences =
    before !== undefined && after !== undefined ? policyDifferences(before, after) : [policySentence(policy)];
  return sentences.length === 0 ? null : { kind, namespace, name, change, sentences };
}

/** Differences between two versions of one policy, in sentences. Empty: they mean the same. */
export function policyDifferences(before: Policy, after: Policy): string[] {
  const known = [
    ...scopeDifferences(before, after),
    ...meaningDifferences(before, after),
    ...strangeFields(before, after),
  ];
  return known.length === 0 && changedUnseen(before, after)
    ? ['Something was changed that is not kept here (the value of a condition on a secret-bearing header).']
    : known;
}

function meaningDifferences(before: Policy, after: Policy): string[] {
  if (before.kind === 'AuthorizationPolicy' && after.kind === 'AuthorizationPolicy') {
    return authorizationDifferences(before, after);
  }
  if (before.kind === 'PeerAuthentication' && after.kind === 'PeerAuthentication') {
    return peerDifferences(before, after);
  }
  if (before.kind === 'RequestAuthentication' && after.kind === 'RequestAuthentication') {
    return requestDifferences(before, after);
  }
  return [`Before: ${policySentence(before)}`, `Now: ${policySentence(after)}`];
}

function authorizationDifferences(before: AuthorizationPolicy, after: AuthorizationPolicy): string[] {
  const [old, now] = [before.spec, after.spec];
  const dryRun = isDryRun(after)
    ? 'It is now only tried out, without effect.'
    : 'It now has effect; it was only tried out.';
  return [
    ...(isDryRun(before) === isDryRun(after) ? [] : [dryRun]),
    ...(old.action === now.action ? [] : [`Its action was ${old.action} and is now ${now.action}.`]),
    ...(old.provider === now.provider
      ? []
      : [`It asked ${providerPhrase(old.provider)} and now asks ${providerPhrase(now.provider)}.`]),
    ...ruleDifferences(old.rules, now.rules, now.action),
    ...emptiness(before, after),
  ];
}

const providerPhrase = (provider: string | null) => (provider === null ? 'nobody' : named(provider));

/** With no rules left, what a policy means is not what its missing rules say. */
const emptiness = (before: AuthorizationPolicy, after: AuthorizationPolicy): string[] =>
  (before.spec.rules.length === 0) === (after.spec.rules.length === 0)
    ? []
    : [`Now: ${policySentence(after)}`];

function peerDifferences(before: PeerAuthentication, after: PeerAuthentication): string[] {
  const [old, now] = [policySentence(before), policySentence(after)];
  return old === now ? [] : [`Before: ${old}`, `Now: ${now}`];
}

function requestDifferences(before: RequestAuthentication, after: RequestAuthentication): string[] {
  const [old, now] = [jwtKeys(before), jwtKeys(after)];
  if (asSet(old).join() === asSet(now).join()) return [];
  const said = [policySentence(before), policySentence(after)];
  return said[0] === said[1]
    ? ['Where tokens are looked for, or the keys that check them, changed.']
    : [`Before: ${said[0] ?? ''}`, `Now: ${said[1] ?? ''}`];
}

const jwtKeys = ({ spec }: RequestAuthentication): string[] =>
  spec.jwtRules.map((rule) =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries(rule).map(([key, value]) => [
          key,
          Array.isArray(value) ? asSet(value.map((entry) => JSON.stringify(entry))) : value,
        ]),
      ),
    ),
  );

function scopeDifferences(before: Policy, after: Policy): string[] {
  const [old, now] = [scopeSentence(before), scopeSentence(after)];
  return old === now ? [] : [`${now} Before: ${old.charAt(0).toLowerCase()}${old.slice(1)}`];
}

function scopeSentence({ spec, metadata }: Policy): string {
  const targets = 'targetRefs' in spec ? spec.targetRefs : [];
  if (targets.length > 0) {
    return `For ${both(targets.map(({ kind, name }) => `${kind} ${named(name)}`))}.`;
  }
  const labels = asSet(Object.entries(spec.selector?.matchLabels ?? {}).map((label) => label.join('='))).map(
    (label): [string, string] => [label.slice(0, label.indexOf('=')), label.slice(label.indexOf('=') + 1)],
  );
  return attachedSentence(
    labels.length === 0
      ? { code: 'NAMESPACE_WIDE' }
      : { code: 'SELECTOR', labels: Object.fromEntries(labels), meshWide: false },
    metadata.namespace,
  );
}

function strangeFields(before: Policy, after: Policy): string[] {
  const gone = before.unknownFields.filter((path) => !after.unknownFields.includes(path));
  const come = after.unknownFields.filter((path) => !before.unknownFields.includes(path));
  return [
    ...(come.length === 0 ? [] : [`New fields that we do not know: ${both(come.map(named))}.`]),
    ...(gone.length === 0 ? [] : [`No longer there: ${both(gone.map(named))}.`]),
  ];
}

/** `generation` rises with every change of the spec: where nothing else differs, a hidden value may. */
function changedUnseen(before: Policy, after: Policy): boolean {
  const hidden = (policy: Policy) =>
    policy.kind === 'AuthorizationPolicy' &&
    policy.spec.rules.some((rule) =>
      (rule.when ?? []).some(({ values, notValues }) =>
        [...values, ...notValues].some((value) => typeof value !== 'string'),
      ),
    );
  const [old, now] = [before.metadata.generation, after.metadata.generation];
  return old !== null && now !== null && old !== now && (hidden(before) || hidden(after));
}
