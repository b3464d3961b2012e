import type { Attribute } from './authorization/call';
import { claimNameOf, headerNameOf, isClaim, isHeader, isMetadata } from './authorization/known';
import type { PolicyRef } from './authorization/policy-ref';
import type { AuthorizationDecision, AuthorizationReason } from './authorization/reasons';
import { DATA_PLANE_NAMES } from './explain-attachment';
import { both, named } from './words';

/** The answer about one call: verdict and data plane first, then why. */
export function decisionSentences({ verdict, dataPlane, reasons }: AuthorizationDecision): string[] {
  const where = DATA_PLANE_NAMES[dataPlane];
  const said = {
    allowed: `Let through by ${where}.`,
    denied: `Refused by ${where}.`,
    unknown: `Not known for ${where}.`,
  };
  return [said[verdict], ...reasons.map(reasonSentence)];
}

export function reasonSentence(reason: AuthorizationReason): string {
  switch (reason.code) {
    case 'PATH_REJECTED':
      return 'The proxy takes no such path.';
    case 'PLAINTEXT_REFUSED':
      return `Plaintext is refused${reason.policy === null ? '' : ` by ${policyPhrase(reason.policy)}`}.`;
    case 'TOKEN_REFUSED':
      return `${TOKEN_PROBLEMS[reason.because]} (${reason.policies.map(policyPhrase).join(', ')}).`;
    case 'PROVIDER_REFUSED':
      return `${named(reason.provider)} was asked and refused (${rulePhrase(reason)}).`;
    case 'PROVIDER_AGREED':
      return `${named(reason.provider)} was asked and agreed (${rulePhrase(reason)}).`;
    case 'PROVIDER_BROKEN':
      return `${rulePhrase(reason)} would ask outside, but ${PROVIDER_PROBLEMS[reason.problem]}: such calls are refused.`;
    case 'DENY_MATCHES':
      return `${rulePhrase(reason)} refuses it.`;
    case 'ALLOW_MATCHES':
      return `${rulePhrase(reason)} lets it in.`;
    case 'NO_ALLOW_APPLIES':
      return 'No policy says who may call, so everybody may.';
    case 'NO_ALLOW_MATCHES':
      return `None of the policies that let callers in matches: ${both(reason.policies.map(policyPhrase))}.`;
    default:
      return openReasonSentence(reason);
  }
}

type OpenReason = Extract<
  AuthorizationReason,
  {
    code: 'RULE_UNDECIDED' | 'TOKEN_UNDECIDED' | 'PLAINTEXT_UNDECIDED' | 'POLICY_NOT_UNDERSTOOD' | 'NOT_READ';
  }
>;

function openReasonSentence(reason: OpenReason): string {
  switch (reason.code) {
    case 'RULE_UNDECIDED': {
      const needs = reason.needs.map(attributePhrase);
      return needs.length === 0
        ? `${rulePhrase(reason)} compares with something that is not shown here.`
        : `${rulePhrase(reason)} decides by ${both(needs)}.`;
    }
    case 'TOKEN_UNDECIDED':
      return `It depends on ${both(reason.needs.map(attributePhrase))} whether the token is accepted.`;
    case 'PLAINTEXT_UNDECIDED':
      return reason.needs.includes('principal')
        ? 'It depends on whether the call comes by mutual TLS.'
        : 'Whether plaintext is refused depends on the port.';
    case 'POLICY_NOT_UNDERSTOOD':
      return `${policyPhrase(reason.policy)} has fields that we do not know: ${both(reason.fields.map(named))}.`;
    case 'NOT_READ':
      return `Could not be read: ${reason.part}.`;
  }
}

const TOKEN_PROBLEMS = {
  TOKEN_INVALID: 'The token is not valid',
  ISSUER_UNKNOWN: 'The token is of an issuer that is not accepted',
  AUDIENCE_UNKNOWN: 'The token is for somebody else',
};

const PROVIDER_PROBLEMS = {
  SEVERAL_PROVIDERS: 'two providers are named for one workload',
  PROVIDER_UNKNOWN: 'the mesh does not know the provider',
};

/** Rules are counted from one for people. */
const rulePhrase = ({ policy, rule }: { policy: PolicyRef; rule: number }): string =>
  `${policyPhrase(policy)}, rule ${rule + 1},`.replace(/,$/, '');

const policyPhrase = ({ namespace, name }: PolicyRef): string => named(`${namespace}/${name}`);

function attributePhrase(attribute: Attribute): string {
  if (isMetadata(attribute)) return 'what other filters of the proxy say';
  if (isClaim(attribute)) {
    const name = claimNameOf(attribute);
    return Object.hasOwn(CLAIMS, name) ? (CLAIMS[name] ?? '') : `the token's claim ${named(name)}`;
  }
  return isHeader(attribute) ? `header ${headerNameOf(attribute)}` : ATTRIBUTES[attribute];
}

const CLAIMS: Record<string, string> = {
  iss: "the token's issuer",
  sub: "the token's subject",
  aud: "the token's audience",
  azp: "the token's presenter",
};

const ATTRIBUTES = {
  principal: 'who calls',
  sourceIp: 'the connecting address',
  remoteIp: "the client's original address",
  destinationIp: 'the address called',
  port: 'the port',
  sni: 'the TLS server name',
  method: 'the method',
  path: 'the path',
  host: 'the host',
  token: 'the token',
  providerAnswer: "the provider's answer",
};
