import type { Attribute } from './authorization/call';
import type { PolicyRef } from './authorization/compile';
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

function reasonSentence(reason: AuthorizationReason): string {
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
      return 'It depends on the token of the call.';
    case 'PLAINTEXT_UNDECIDED':
      return 'It depends on whether the call comes by mutual TLS.';
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
  switch (attribute) {
    case 'principal':
      return 'who calls';
    case 'sourceIp':
      return 'the connecting address';
    case 'remoteIp':
      return "the client's original address";
    case 'destinationIp':
      return 'the address called';
    case 'port':
      return 'the port';
    case 'sni':
      return 'the TLS server name';
    case 'method':
    case 'path':
    case 'host':
    case 'token':
      return `the ${attribute}`;
    case 'filterMetadata':
      return 'what other filters of the proxy say';
    case 'providerAnswer':
      return "the provider's answer";
    default:
      return attribute;
  }
}
