import { modeDoubts } from './authorization/alternatives';
import type { Call } from './authorization/call';
import { entered } from './authorization/entry-stages';
import type { EnforcedPolicy, Guard } from './authorization/guard';
import { serviceAccountOf } from './authorization/identity-patterns';
import { principalPhrase, sourcePhrase } from './caller-phrase';
import type { Rule, Source, Workload } from './resources';
import { unreadLists } from './unread-kinds';
import { both, capitalized, named } from './words';

/** "Only `orders` and `gateway` may call this; plaintext is refused." */
export function headlineOf(guard: Guard, workload: Workload): string {
  const tls = plaintextPhrase(guard, workload);
  return `${capitalized(callersPhrase(viewOf(guard, workload)))}${tls === null ? '' : `; ${tls}`}.`;
}

/** `seen`: what the proxy sees of any call; no identity where mutual TLS is certainly switched off on every port. */
type View = { guard: Guard; workload: Workload; seen: Call };

const ANY_CALL: Call = { protocol: 'http' };

function viewOf(guard: Guard, workload: Workload): View {
  const isUnseen = entered(guard, ANY_CALL).call.principal === null;
  const isBlind = isUnseen && modeDoubts(guard, workload).length === 0;
  return { guard, workload, seen: isBlind ? { ...ANY_CALL, principal: null } : ANY_CALL };
}

function callersPhrase(view: View): string {
  const { guard } = view;
  const { ALLOW, DENY, CUSTOM } = guard.enforced;
  if (unreadLists(guard.unread, 'authorizationpolicies').length > 0) {
    return 'who may call this is not known, since not all policies could be read';
  }
  if (unreadLists(guard.unread, 'meshconfig').length > 0) {
    return 'who may call this is not known, since the settings of the mesh could not be read';
  }
  if (ALLOW.some(({ strangeFields }) => strangeFields.length > 0)) {
    return 'who may call this is not known, since a policy has fields that we do not know';
  }
  const refused = rulesOf(DENY, view);
  if (refused.some(({ always }) => always)) return 'nobody may call this';
  const limits = [
    ...(refused.length > 0 ? ['some calls are refused'] : []),
    ...(rulesOf(CUSTOM, view).length > 0 ? ['some are decided elsewhere'] : []),
  ];
  const rest = limits.length === 0 ? '' : `, and ${both(limits)}`;
  return `${allowedPhrase(ALLOW, view)}${rest}`;
}

function allowedPhrase(policies: readonly EnforcedPolicy[], view: View): string {
  if (policies.length === 0) return 'anyone may call this';
  const rules = rulesOf(policies, view);
  if (rules.length === 0) {
    const isBlind = policies.some(({ policy }) => policy.spec.rules.length > 0) && !seesCallers(view);
    return isBlind
      ? 'nobody may call this, since without mutual TLS no caller is known and no rule is for the unknown'
      : 'nobody may call this';
  }
  if (rules.some(({ always }) => always)) return 'anyone may call this';
  if (rules.some((rule) => isForAnyone(rule, view))) return 'anyone may call parts of this';
  const sources = rules.flatMap((rule) => effectiveSources(rule, view));
  const callers = sources.flatMap((source) => callerNames(source, view.workload));
  return `only ${both(callers)} may call this`;
}

/** `always`: it matches every call. `namespace`: the policy's. */
type EffectiveRule = { rule: Rule; namespace: string; always: boolean };

/** The rules that may match anything here: a data plane may know nothing of HTTP, and ztunnel has rules that it leaves empty. */
const rulesOf = (policies: readonly EnforcedPolicy[], { guard, seen }: View): EffectiveRule[] =>
  policies.flatMap(({ policy, http, tcp }) =>
    (guard.dataPlane === 'ztunnel' ? tcp : http).flatMap(({ index, holds }) => {
      const rule = policy.spec.rules[index];
      const matches = holds(seen);
      if (rule === undefined || matches === false) return [];
      return [{ rule, namespace: policy.metadata.namespace, always: matches === true }];
    }),
  );

const seesCallers = ({ seen }: View): boolean => seen.principal !== null;

const isForAnyone = (effective: EffectiveRule, view: View): boolean =>
  effective.rule.from === null ||
  effective.rule.from.length === 0 ||
  effectiveSources(effective, view).some((source) =>
    Object.values(source).every((list) => list.length === 0),
  );

/** The sources that may match here, with what they say of identities left out where nobody is identified. */
function effectiveSources({ rule, namespace }: EffectiveRule, view: View): Source[] {
  const sources = (rule.from ?? []).map((source) => withNamespaces(source, namespace));
  return seesCallers(view)
    ? sources
    : sources.filter((source) => !asksForIdentity(source)).map(withoutIdentities);
}

/** An account without a namespace is of the policy's own, which need not be the workload's. */
function withNamespaces(source: Source, own: string): Source {
  const whole = (written: string) => {
    const { namespace, account } = serviceAccountOf(written, own);
    return `${namespace}/${account}`;
  };
  const { serviceAccounts, notServiceAccounts } = source;
  return {
    ...source,
    serviceAccounts: serviceAccounts.map(whole),
    notServiceAccounts: notServiceAccounts.map(whole),
  };
}

const asksForIdentity = ({ principals, serviceAccounts, namespaces, trustDomains }: Source): boolean =>
  [principals, serviceAccounts, namespaces, trustDomains].some((list) => list.length > 0);

/** Who has no identity is never one of the exceptions. */
const withoutIdentities = (source: Source): Source => ({
  ...source,
  notPrincipals: [],
  notServiceAccounts: [],
  notNamespaces: [],
  notTrustDomains: [],
});

/** Accounts by their short name where that says enough; anything else as the policy's own sentence says it. */
function callerNames(source: Source, workload: Workload): string[] {
  const { principals, serviceAccounts, ...others } = source;
  const onlyAccounts = Object.values(others).every((list) => list.length === 0);
  if (!onlyAccounts || (principals.length > 0 && serviceAccounts.length > 0)) return [sourcePhrase(source)];
  if (principals.length + serviceAccounts.length === 0) return ['anyone'];
  const accounts = serviceAccounts.map((account) => `service account ${named(account)}`);
  return [...principals.map(principalPhrase), ...accounts].map((phrase) => shortened(phrase, workload));
}

/** `orders` for `orders/orders`, and for an account of the workload's own namespace. */
function shortened(phrase: string, workload: Workload): string {
  const account = /^service account `([^/`]+)\/([^/`]+)`$/.exec(phrase);
  if (account === null) return phrase;
  const [, namespace = '', name = ''] = account;
  return named(namespace === workload.namespace || namespace === name ? name : `${namespace}/${name}`);
}

function plaintextPhrase(guard: Guard, workload: Workload): string | null {
  const { everywhereElse, ports } = guard.mutualTls;
  if (everywhereElse === null) return null;
  if (modeDoubts(guard, workload).length > 0) return 'whether plaintext is refused is not known';
  const refused = everywhereElse.mode === 'STRICT';
  const different = Object.entries(ports).flatMap(([port, { mode }]) =>
    (mode === 'STRICT') === refused ? [] : `port ${port}`,
  );
  const exception = different.length === 0 ? '' : `, except on ${both(different)}`;
  return `plaintext is ${refused ? 'refused' : 'accepted'}${exception}`;
}
