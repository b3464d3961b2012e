import type { Attribute, Call } from './call';
import type { EnforcedPolicy, Guard } from './guard';
import { isClaim } from './known';
import type { AuthorizationDecision, AuthorizationReason } from './reasons';
import { neededBy, rulesFor } from './stages';

/** What of the call its reasons turn on. */
export const needsOf = ({ reasons }: AuthorizationDecision): Attribute[] => [
  ...new Set(reasons.flatMap((reason) => ('needs' in reason ? reason.needs : []))),
];

type Open = { seen: Call; reasons: readonly AuthorizationReason[] };

/**
 * The reasons of an unknown verdict that matter: those that turn on one of `needed`, and those that turn on nothing of the call.
 * @param seen the call as policies see it
 */
export function neededReasons(
  guard: Guard,
  { seen, reasons }: Open,
  needed: readonly Attribute[],
): AuthorizationReason[] {
  const isNeeded = (attribute: Attribute): boolean =>
    needed.includes(attribute) || (attribute === 'token' && needed.some(isClaim));
  const mattering = reasons.flatMap((reason): AuthorizationReason[] => {
    if (!('needs' in reason) || reason.needs.length === 0) return [reason];
    const needs = reason.needs.filter(isNeeded);
    if (needs.length > 0) return [{ ...reason, needs }];
    return reason.code === 'RULE_UNDECIDED' ? laterRule(guard, { seen, reason }, isNeeded) : [];
  });
  return mattering.length > 0 ? mattering : [...reasons];
}

/** Of the same policy a rule that is named in place of its first one, which does not matter. */
function laterRule(
  guard: Guard,
  { seen, reason }: { seen: Call; reason: AuthorizationReason & { code: 'RULE_UNDECIDED' } },
  isNeeded: (attribute: Attribute) => boolean,
): AuthorizationReason[] {
  const enforced = Object.values(guard.enforced)
    .flat()
    .find(({ ref }) => isSame(ref, reason.policy));
  const rules = enforced === undefined ? [] : rulesFor(enforced, guard, seen);
  for (const rule of rules) {
    const needs = rule.holds(seen) === null ? neededBy(rule, seen).filter(isNeeded) : [];
    if (needs.length > 0) return [{ ...reason, rule: rule.index, needs }];
  }
  return [];
}

const isSame = (one: EnforcedPolicy['ref'], other: EnforcedPolicy['ref']): boolean =>
  one.namespace === other.namespace && one.name === other.name;
