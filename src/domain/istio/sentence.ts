import { callerPhrase } from './caller-phrase';
import { isDryRun } from './dry-run';
import { conditionPhrase, operationPhrase } from './operation-phrase';
import type {
  AuthorizationPolicy,
  JwtRule,
  MtlsMode,
  PeerAuthentication,
  Policy,
  RequestAuthentication,
  Rule,
} from './resources';
import { asSet, capitalized, either, named } from './words';

/**
 * What one policy says, in plain words without YAML: at most a few lines. Which workloads it is for is said by its attachment.
 * Lists are sets: a reordered policy has the same sentence.
 */
export function policySentence(policy: Policy): string {
  switch (policy.kind) {
    case 'AuthorizationPolicy':
      return authorizationSentence(policy);
    case 'PeerAuthentication':
      return peerSentence(policy);
    case 'RequestAuthentication':
      return requestSentence(policy);
  }
}

const RULES_SHOWN = 3;

function authorizationSentence(policy: AuthorizationPolicy): string {
  const said = actionSentence(policy);
  return isDryRun(policy)
    ? `Only tried out, without effect: ${said.charAt(0).toLowerCase()}${said.slice(1)}`
    : said;
}

function actionSentence({ spec }: AuthorizationPolicy): string {
  if (spec.rules.length === 0) {
    return spec.action === 'ALLOW'
      ? 'Lets nobody in: only what another policy allows gets through.'
      : 'Matches no call, so it has no effect.';
  }
  const phrases = asSet(spec.rules.map((rule) => rulePhrase(rule, spec.action)));
  const more = phrases.length - RULES_SHOWN;
  const shown = phrases.slice(0, RULES_SHOWN).join('; ');
  const rest = more > 0 ? `; and ${more} more ${more === 1 ? 'rule' : 'rules'}` : '';
  switch (spec.action) {
    case 'ALLOW':
      return `Lets ${shown}${rest}.`;
    case 'DENY':
      return `Refuses ${shown}${rest}.`;
    case 'AUDIT':
      return `Only records ${shown}${rest}.`;
    case 'CUSTOM':
      return `Asks ${named(spec.provider ?? 'a provider that is not named')} before ${shown}${rest}.`;
  }
}

/** After "Lets": "`a` call GET /x". After the others: "calls from `a` to GET /x". */
export function rulePhrase(rule: Rule, action: AuthorizationPolicy['spec']['action']): string {
  const who = callerPhrase(rule.from);
  const what = operationPhrase(rule.to);
  const when = conditionPhrase(rule.when);
  return action === 'ALLOW' ? `${who} call ${what}${when}` : `calls from ${who} to ${what}${when}`;
}

function peerSentence({ spec }: PeerAuthentication): string {
  const ports = Object.entries(spec.portLevelMtls).map(([port, mode]) => `on port ${port} ${MODES[mode]}`);
  const whole = capitalized(MODES[spec.mtls ?? 'UNSET']);
  if (ports.length === 0) return `${whole}.`;
  // Istio applies port settings only where a selector picks workloads.
  const ignored = spec.selector === null || Object.keys(spec.selector.matchLabels).length === 0;
  return ignored
    ? `${whole}. Its port settings have no effect, since it selects no workload.`
    : `${whole}; ${asSet(ports).join(', ')}.`;
}

const MODES: Record<MtlsMode, string> = {
  STRICT: 'only mutual TLS is accepted, plaintext is refused',
  PERMISSIVE: 'plaintext is accepted as well as mutual TLS',
  DISABLE: 'sidecars accept plaintext only (ztunnel accepts both)',
  UNSET: 'the wider setting for mutual TLS holds',
};

function requestSentence({ spec }: RequestAuthentication): string {
  if (spec.jwtRules.length === 0) return 'Checks no tokens.';
  return (
    `Accepts tokens of ${either(spec.jwtRules.map(issuerPhrase))}. ` +
    'A call with a bad or another token is refused; a call without a token passes.'
  );
}

const issuerPhrase = ({ issuer, audiences }: JwtRule): string =>
  audiences.length === 0 ? named(issuer) : `${named(issuer)} for ${either(audiences.map(named))}`;
