import {
  ANYTHING,
  atLeastOnce,
  either,
  EMPTY,
  exactly,
  expressionLanguage,
  inTurn,
  noneOf,
  SOMETHING,
  textLanguage,
  type Language,
} from './completions/language';
import { isPlainText, prefixPattern, regexPattern, textMatcher, textPattern, type Pattern } from './patterns';

const NO_SLASH: Language = noneOf('/');
const PART = atLeastOnce(NO_SLASH);

/**
 * Patterns over a caller's identity (`<trust domain>/ns/<namespace>/sa/<account>`). Istio makes regular expressions of some
 * without escaping, so a dot in them matches any character, as it does there.
 * @source istio/istio pilot/pkg/security/authz/model/generator.go
 */
export function principalPattern(value: string): Pattern {
  if (value === '*') return { matches: () => true, language: () => ANYTHING };
  if (value.startsWith('*')) {
    const suffix = value.slice(1);
    if (isPlainText(suffix)) return textPattern(value);
    return regexPattern(`.*${suffix}`, () => expressionLanguage(`.*${suffix}`));
  }
  return value.endsWith('*') ? prefixPattern(value.slice(0, -1)) : textPattern(value);
}

export function namespacePattern(value: string): Pattern {
  const expression = value.replaceAll('*', '.*');
  const language = () => {
    const name = expressionLanguage(expression);
    const marked = name && inTurn(exactly('ns/'), name, exactly('/'), ANYTHING);
    // The scheme before the identity ends in a slash.
    return marked && either(marked, inTurn(ANYTHING, exactly('/'), marked));
  };
  if (isPlainText(value)) {
    const part = `/ns/${value}/`;
    return { matches: (principal) => `spiffe://${principal}`.includes(part), language };
  }
  const pattern = regexPattern(`.*/ns/${expression}/.*`, language);
  return { ...pattern, matches: (principal) => pattern.matches(`spiffe://${principal}`) };
}

/** `namespace/account`, or `account` in the policy's own namespace. */
export function serviceAccountPattern(value: string, policyNamespace: string): Pattern {
  const { namespace, account } = serviceAccountOf(value, policyNamespace);
  const usual = `/ns/${namespace}/sa/${account}`;
  const plain = isPlainText(namespace) && isPlainText(account);
  const pattern = regexPattern(`spiffe://.+/ns/${namespace}/(.+/|)sa/${account}(/.+)?`, () =>
    accountLanguage(namespace, account),
  );
  return {
    ...pattern,
    matches: (principal) => {
      if (plain && principal.endsWith(usual) && principal.length > usual.length) return true;
      if (plain && !principal.includes(`/ns/${namespace}/`)) return false;
      return pattern.matches(`spiffe://${principal}`);
    },
  };
}

function accountLanguage(namespace: string, account: string): Language | null {
  const [within, name] = [expressionLanguage(namespace), expressionLanguage(account)];
  if (within === null || name === null) return null;
  const between = either(EMPTY, inTurn(SOMETHING, exactly('/')));
  const behind = either(EMPTY, inTurn(exactly('/'), SOMETHING));
  return inTurn(SOMETHING, exactly('/ns/'), within, exactly('/'), between, exactly('sa/'), name, behind);
}

export function serviceAccountOf(value: string, policyNamespace: string) {
  const slash = value.indexOf('/');
  return slash < 0
    ? { namespace: policyNamespace, account: value }
    : { namespace: value.slice(0, slash), account: value.slice(slash + 1) };
}

export function trustDomainPattern(value: string): Pattern {
  const matches = textMatcher(value);
  return {
    matches: (principal) => {
      const slash = principal.indexOf('/');
      return slash > 0 && matches(principal.slice(0, slash));
    },
    language: () => (value === '' ? either() : inTurn(textLanguage(value, NO_SLASH), exactly('/'), ANYTHING)),
  };
}

/** The namespace as ztunnel reads it: of an identity in its usual form only. */
export const ztunnelNamespaceLanguage = (value: string): Language =>
  inTurn(PART, exactly('/ns/'), textLanguage(value, NO_SLASH), exactly('/sa/'), PART);

/** Every identity that ends so. */
export const endingWith = (tail: string): Language => inTurn(ANYTHING, exactly(tail));
