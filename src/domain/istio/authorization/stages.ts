import { unreadLists } from '../unread-kinds';
import type { Attribute, Call } from './call';
import { strangeReason, type EnforcedPolicy, type Guard } from './guard';
import { isClaim, isKnown } from './known';
import type { AuthorizationReason } from './reasons';
import type { CompiledRule } from './rule';

/** What a stage says: it refuses, it lets pass, or it depends on what is not known. */
export type Finding = { effect: 'refuses' | 'passes' | 'open'; reason: AuthorizationReason };

/** One provider is asked about the calls that its rules match. Two providers, or one nobody knows: those calls are refused. */
export function customStage(guard: Guard, call: Call): Finding[] {
  const policies = guard.enforced.CUSTOM;
  const providers = policies.filter(isUnderstood).map(({ policy }) => policy.spec.provider);
  const several = new Set(providers).size > 1;
  return policies.flatMap((enforced) => customFinding(guard, enforced, { call, several }) ?? []);
}

const isUnderstood = ({ strangeFields }: EnforcedPolicy): boolean => strangeFields.length === 0;

function customFinding(
  guard: Guard,
  enforced: EnforcedPolicy,
  { call, several }: { call: Call; several: boolean },
): Finding | null {
  if (!isUnderstood(enforced)) return { effect: 'open', reason: strangeReason(enforced) };
  const provider = enforced.policy.spec.provider ?? '';
  const { extensionProviders, httpExtensionProviders } = guard.mesh;
  const settingsRead = unreadLists(guard.unread, 'meshconfig').length === 0;
  const unknown = settingsRead && !extensionProviders.includes(provider);
  if (!several && !unknown && call.protocol === 'tcp' && httpExtensionProviders?.includes(provider))
    return null;
  const match = firstMatch(enforced, guard, call);
  if (match === null) return null;
  const { ref: policy } = enforced;
  const agrees = !several && !unknown && call.providerAnswer === 'allow';
  if (match.open) return agrees ? null : undecided(enforced, match.rule, call);
  if (enforced.assumed) return { effect: 'open', reason: { code: 'NOT_READ', part: 'meshconfig' } };
  const rule = match.rule.index;
  if (several || unknown) {
    const problem = several ? 'SEVERAL_PROVIDERS' : 'PROVIDER_UNKNOWN';
    return { effect: 'refuses', reason: { code: 'PROVIDER_BROKEN', policy, rule, problem } };
  }
  if (call.providerAnswer === undefined) {
    return { effect: 'open', reason: { code: 'RULE_UNDECIDED', policy, rule, needs: ['providerAnswer'] } };
  }
  return call.providerAnswer === 'allow'
    ? { effect: 'passes', reason: { code: 'PROVIDER_AGREED', policy, rule, provider } }
    : { effect: 'refuses', reason: { code: 'PROVIDER_REFUSED', policy, rule, provider } };
}

export function denyStage(guard: Guard, call: Call): Finding[] {
  const findings = guard.enforced.DENY.flatMap((enforced): Finding[] => {
    if (!isUnderstood(enforced)) return [{ effect: 'open', reason: strangeReason(enforced) }];
    const match = firstMatch(enforced, guard, call);
    if (match === null) return [];
    if (match.open) return [undecided(enforced, match.rule, call)];
    // That meshconfig was not read is an open finding already.
    if (enforced.assumed) return [];
    return [
      { effect: 'refuses', reason: { code: 'DENY_MATCHES', policy: enforced.ref, rule: match.rule.index } },
    ];
  });
  return [...openFindings(guard), ...findings];
}

/** With no ALLOW attached everything passes; with one or more, one of them must match. */
export function allowStage(guard: Guard, call: Call): Finding[] {
  const policies = guard.enforced.ALLOW;
  if (policies.length === 0) return [{ effect: 'passes', reason: { code: 'NO_ALLOW_APPLIES' } }];
  const open: Finding[] = [];
  for (const enforced of policies) {
    if (!isUnderstood(enforced)) {
      open.push({ effect: 'open', reason: strangeReason(enforced) });
      continue;
    }
    const match = firstMatch(enforced, guard, call);
    if (match === null) continue;
    if (match.open) open.push(undecided(enforced, match.rule, call));
    else {
      const reason = { code: 'ALLOW_MATCHES' as const, policy: enforced.ref, rule: match.rule.index };
      return [{ effect: 'passes', reason }];
    }
  }
  // Somebody else's ALLOW, unread or not understood, may still match.
  if (open.length > 0 || guard.notUnderstood.length > 0) return open;
  const reason = { code: 'NO_ALLOW_MATCHES' as const, policies: policies.map(({ ref }) => ref) };
  return [{ effect: 'refuses', reason }];
}

/** The rules of a policy as they are for this call. */
export const rulesFor = (
  enforced: EnforcedPolicy,
  { dataPlane }: Guard,
  call: Call,
): readonly CompiledRule[] =>
  call.protocol === 'tcp' || dataPlane === 'ztunnel' ? enforced.tcp : enforced.http;

/** The first rule that matches, or else the first that may. */
function firstMatch(enforced: EnforcedPolicy, guard: Guard, call: Call) {
  const rules = rulesFor(enforced, guard, call);
  let maybe: CompiledRule | null = null;
  for (const rule of rules) {
    const holds = rule.holds(call);
    if (holds === true) return { rule, open: false };
    if (holds === null) maybe ??= rule;
  }
  return maybe === null ? null : { rule: maybe, open: true };
}

function undecided({ ref }: EnforcedPolicy, rule: CompiledRule, call: Call): Finding {
  const needs = neededBy(rule, call);
  return { effect: 'open', reason: { code: 'RULE_UNDECIDED', policy: ref, rule: rule.index, needs } };
}

/** What of the call would have to be known. Of a token that is not known at all no claim is asked for. */
export function neededBy({ tests }: CompiledRule, call: Call): Attribute[] {
  const asked = tests.flatMap(({ questions }) => questions.map(({ asks }) => asks));
  const missing = asked.filter((attribute) => !isKnown(call, attribute));
  return [
    ...new Set(
      missing.map((attribute) => (isClaim(attribute) && call.token === undefined ? 'token' : attribute)),
    ),
  ];
}

const openFindings = ({ notUnderstood }: Guard): Finding[] =>
  notUnderstood.map((reason) => ({ effect: 'open', reason }));
