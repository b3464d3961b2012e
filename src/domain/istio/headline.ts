import { modeDoubts } from './authorization/alternatives';
import type { Call } from './authorization/call';
import { entered } from './authorization/entry-stages';
import type { EnforcedPolicy, Guard } from './authorization/guard';
import { principalPhrase, sourcePhrase } from './caller-phrase';
import type { Rule, Source, Workload } from './resources';
import { unreadLists } from './unread-kinds';
import { both, capitalized, named } from './words';

/** "Only `orders` and `gateway` may call this; plaintext is refused." */
export function headlineOf(guard: Guard, workload: Workload): string {
  const tls = plaintextPhrase(guard, workload);
  return `${capitalized(callersPhrase(guard, workload))}${tls === null ? '' : `; ${tls}`}.`;
}

function callersPhrase(guard: Guard, workload: Workload): string {
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
  const refused = rulesOf(DENY, guard);
  if (refused.some(({ always }) => always)) return 'nobody may call this';
  const limits = [
    ...(refused.length > 0 ? ['some calls are refused'] : []),
    ...(rulesOf(CUSTOM, guard).length > 0 ? ['some are decided elsewhere'] : []),
  ];
  const rest = limits.length === 0 ? '' : `, and ${both(limits)}`;
  return `${allowedPhrase(ALLOW, guard, workload)}${rest}`;
}

function allowedPhrase(policies: readonly EnforcedPolicy[], guard: Guard, workload: Workload): string {
  if (policies.length === 0) return 'anyone may call this';
  const rules = rulesOf(policies, guard);
  if (rules.length === 0) {
    const isBlind = policies.some(({ policy }) => policy.spec.rules.length > 0) && !seesCallers(guard);
    return isBlind
      ? 'nobody may call this, since without mutual TLS no caller is known and no rule is for the unknown'
      : 'nobody may call this';
  }
  if (rules.some(({ always }) => always)) return 'anyone may call this';
  if (rules.some(({ rule }) => isForAnyone(rule))) return 'anyone may call parts of this';
  const callers = rules.flatMap(({ rule }) =>
    (rule.from ?? []).flatMap((source) => callerNames(source, workload)),
  );
  return `only ${both(callers)} may call this`;
}

/** `always`: it matches every call. */
type EffectiveRule = { rule: Rule; always: boolean };

const ANY_CALL: Call = { protocol: 'http' };

/** The rules that may match anything here: a data plane may know nothing of HTTP, and ztunnel has rules that it leaves empty. */
const rulesOf = (policies: readonly EnforcedPolicy[], guard: Guard): EffectiveRule[] => {
  const seen = seenOf(guard);
  return policies.flatMap(({ policy, http, tcp }) =>
    (guard.dataPlane === 'ztunnel' ? tcp : http).flatMap(({ index, holds }) => {
      const rule = policy.spec.rules[index];
      const matches = holds(seen);
      return rule === undefined || matches === false ? [] : [{ rule, always: matches === true }];
    }),
  );
};

/** What the proxy sees of any call: where mutual TLS is switched off, no identity. */
const seenOf = (guard: Guard): Call => {
  const { principal } = entered(guard, ANY_CALL).call;
  return principal === undefined ? ANY_CALL : { ...ANY_CALL, principal };
};

const seesCallers = (guard: Guard): boolean => seenOf(guard).principal !== null;

const isForAnyone = ({ from }: Rule): boolean =>
  from === null ||
  from.length === 0 ||
  from.some((source) => Object.values(source).every((list) => list.length === 0));

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
  const account = /^service account `(?:([^/`]+)\/)?([^/`]+)`$/.exec(phrase);
  if (account === null) return phrase;
  const [, namespace = workload.namespace, name = ''] = account;
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
