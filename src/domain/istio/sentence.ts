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
import { asSet, BRIEF, capitalized, IN_FULL, named, type Wording } from './words';

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
export function rulePhrase(
  rule: Rule,
  action: AuthorizationPolicy['spec']['action'],
  wording: Wording = BRIEF,
): string {
  const who = callerPhrase(rule.from, wording);
  const what = operationPhrase(rule.to, wording);
  const when = conditionPhrase(rule.when, wording);
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
    `Accepts tokens of ${BRIEF.either(spec.jwtRules.map((rule) => issuerPhrase(rule, BRIEF)))}. ` +
    'A call with a bad or another token is refused; a call without a token passes.'
  );
}

const issuerPhrase = ({ issuer, audiences }: JwtRule, { either }: Wording): string =>
  audiences.length === 0 ? named(issuer) : `${named(issuer)} for ${either(audiences.map(named))}`;

/** Lines beyond these would be a page of their own. */
const MOST_DETAILS = 100;

/**
 * Everything that the sentence of a policy leaves out, rule by rule in its own order and with every value. Empty where the sentence says
 * it all: of several rules it does not say which is which, and decisions name them by number.
 */
export function policyDetails(policy: Policy): string[] {
  const [brief, full] = [linesOf(policy, BRIEF), linesOf(policy, IN_FULL)];
  const said = policy.kind === 'AuthorizationPolicy' ? 1 : RULES_SHOWN;
  if (full.length <= said && full.every((line, index) => line === brief[index])) return [];
  const more = full.length - MOST_DETAILS;
  return more > 0 ? [...full.slice(0, MOST_DETAILS), `And ${more} more.`] : full;
}

function linesOf(policy: Policy, wording: Wording): string[] {
  switch (policy.kind) {
    case 'AuthorizationPolicy': {
      const { action, rules } = policy.spec;
      return rules.map(
        (rule, index) => `Rule ${index + 1} ${VERBS[action]} ${rulePhrase(rule, action, wording)}.`,
      );
    }
    case 'RequestAuthentication':
      return policy.spec.jwtRules.map((rule) => `${capitalized(placesPhrase(rule, wording))}.`);
    case 'PeerAuthentication':
      return [];
  }
}

const VERBS = { ALLOW: 'lets', DENY: 'refuses', AUDIT: 'records', CUSTOM: 'asks before' };

/** "tokens of `https://id.example` for `shop`, looked for in header `x-jwt`". */
function placesPhrase(rule: JwtRule, wording: Wording): string {
  const places = [
    ...rule.fromHeaders.map(({ name }) => `header ${named(name)}`),
    ...rule.fromParams.map((name) => `query parameter ${named(name)}`),
    ...rule.fromCookies.map((name) => `cookie ${named(name)}`),
  ];
  const where = places.length === 0 || wording === BRIEF ? '' : `, looked for in ${wording.either(places)}`;
  return `tokens of ${issuerPhrase(rule, wording)}${where}`;
}
