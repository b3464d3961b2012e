import type { KongDecision } from './access';
import type { KongReason } from './access-reason';
import { allOf, anyOf, code, sentence } from './words';

/** A decision in sentences, the deciding one last. */
export const explainAccess = ({ reasons }: KongDecision): string[] => reasons.map(explainReason);

export const explainReason = (reason: KongReason): string => {
  // The table is closed over the codes; only the compiler cannot follow a reason to its own entry.
  const clause = CLAUSES[reason.code] as (reason: KongReason) => string;
  return sentence(clause(reason));
};

type Clauses = { [C in KongReason['code']]: (reason: Extract<KongReason, { code: C }>) => string };

const CLAUSES: Clauses = {
  AUTHENTICATED: ({ plugin, consumer }) =>
    `${code(plugin.name)} accepts the caller${consumer === null ? '' : ` as ${code(consumer)}`}`,
  ANONYMOUS: ({ plugin, consumer }) =>
    `${code(plugin.name)} lets callers without a valid credential in as ${code(consumer)}`,
  GROUP_HELD: ({ groups }) => `the caller is in ${allOf(groups)}, which is allowed`,
  NO_DENIED_GROUP: ({ noneOf }) => `the caller is not in ${anyOf(noneOf)}`,
  ADDRESS_ALLOWED: ({ ip }) => `the address ${code(ip)} is allowed`,
  ANSWERED: ({ plugin, status }) =>
    `the gateway answers itself${status === null ? '' : ` with ${status}`} (${code(plugin.name)})`,
  NOTHING_REFUSES: () => 'nothing refuses the call',
  LIMITED: ({ plugin }) => `${code(plugin.name)} limits how much may be sent`,
  INSPECTED: ({ plugin }) => `${code(plugin.name)} checks what is sent`,

  SERVICE_DISABLED: ({ service }) => `the service ${code(service)} is switched off, so the route answers 404`,
  HTTPS_ONLY: ({ status }) => `the route takes https only and answers ${status} to plain http`,
  HTTP_ONLY: () => 'the route takes plain http only',
  CREDENTIAL_MISSING: ({ plugin }) => `${code(plugin.name)} asks for a credential and none was sent`,
  CREDENTIAL_REFUSED: ({ plugin }) => `${code(plugin.name)} does not accept the credential`,
  ANONYMOUS_CONSUMER_MISSING: ({ plugin, consumer }) =>
    `${code(plugin.name)} should use the consumer ${code(consumer)}, which does not exist`,
  NOBODY_TO_CHECK: ({ plugin }) =>
    `${code(plugin.name)} checks groups, but nothing on this route finds out who calls`,
  GROUP_MISSING: ({ anyOf: groups }) => `the caller is in none of ${anyOf(groups)}`,
  GROUP_DENIED: ({ groups }) => `the caller is in ${allOf(groups)}, which is refused`,
  ADDRESS_REFUSED: ({ ip }) => `the address ${code(ip)} is refused`,
  TERMINATED: ({ status, message }) =>
    `the gateway answers ${status}${message === null ? '' : ` ${code(message)}`} to every such call`,
  NO_SERVICE: () => 'the route leads to no service',

  NOT_READ: ({ part }) => `Kong’s ${part} could not be read`,
  CALLER_NOT_KNOWN: ({ plugin }) => `it is not known whom ${code(plugin.name)} will see as the caller`,
  GROUPS_NOT_KNOWN: () => 'the groups of the caller are not known',
  ADDRESS_NOT_KNOWN: () => 'it depends on the address that the call comes from',
  SETTING_HIDDEN: ({ plugin, field }) => `the setting ${code(field)} of ${code(plugin.name)} is not shown`,
  CONDITION_NOT_KNOWN: ({ plugin, condition }) => `${code(plugin.name)} runs only when ${code(condition)}`,
  DECIDED_ELSEWHERE: ({ plugin }) => `${code(plugin.name)} decides by something that Gatehouse cannot see`,
  PLUGIN_NOT_KNOWN: ({ plugin }) => `${code(plugin.name)} is a plugin that Gatehouse does not know`,
};
