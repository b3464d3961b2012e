import {
  ANY_OTHER_TEXT,
  isPlainText,
  prefixPattern,
  regexPattern,
  textPattern,
  type Pattern,
} from './patterns';

/**
 * Patterns over a caller's identity (`<trust domain>/ns/<namespace>/sa/<account>`). Istio makes regular expressions of some
 * without escaping, so a dot in them matches any character, as it does there.
 * @source istio/istio pilot/pkg/security/authz/model/generator.go
 */
export function principalPattern(value: string): Pattern {
  if (value === '*')
    return { matches: () => true, samples: [sample(ANY_OTHER_TEXT, ANY_OTHER_TEXT, ANY_OTHER_TEXT)] };
  if (value.startsWith('*')) {
    const suffix = value.slice(1);
    const pattern = isPlainText(suffix) ? textPattern(value) : regexPattern(`.*${suffix}`);
    return { ...pattern, samples: null };
  }
  return value.endsWith('*') ? { ...prefixPattern(value.slice(0, -1)), samples: null } : textPattern(value);
}

export function namespacePattern(value: string): Pattern {
  if (isPlainText(value)) {
    const part = `/ns/${value}/`;
    return {
      matches: (principal) => `spiffe://${principal}`.includes(part),
      samples: [sample(ANY_OTHER_TEXT, value, ANY_OTHER_TEXT)],
    };
  }
  const { matches } = regexPattern(`.*/ns/${value.replaceAll('*', '.*')}/.*`);
  return { matches: (principal) => matches(`spiffe://${principal}`), samples: null };
}

/** `namespace/account`, or `account` in the policy's own namespace. */
export function serviceAccountPattern(value: string, policyNamespace: string): Pattern {
  const { namespace, account } = serviceAccountOf(value, policyNamespace);
  const usual = `/ns/${namespace}/sa/${account}`;
  const plain = isPlainText(namespace) && isPlainText(account);
  const { matches } = regexPattern(`spiffe://.+/ns/${namespace}/(.+/|)sa/${account}(/.+)?`);
  return {
    matches: (principal) => {
      if (plain && principal.endsWith(usual) && principal.length > usual.length) return true;
      if (plain && !principal.includes(`/ns/${namespace}/`)) return false;
      return matches(`spiffe://${principal}`);
    },
    samples: plain ? [sample(ANY_OTHER_TEXT, namespace, account)] : null,
  };
}

export function serviceAccountOf(value: string, policyNamespace: string) {
  const slash = value.indexOf('/');
  return slash < 0
    ? { namespace: policyNamespace, account: value }
    : { namespace: value.slice(0, slash), account: value.slice(slash + 1) };
}

export function trustDomainPattern(value: string): Pattern {
  const { matches } = textPattern(value);
  return {
    matches: (principal) => {
      const slash = principal.indexOf('/');
      return slash > 0 && matches(principal.slice(0, slash));
    },
    samples: value.includes('*') ? null : [sample(value, ANY_OTHER_TEXT, ANY_OTHER_TEXT)],
  };
}

const sample = (trustDomain: string, namespace: string, account: string) =>
  `${trustDomain}/ns/${namespace}/sa/${account}`;
