import { parsePolicyVerbatim } from '../../../src/domain/istio/parse';
import type { AuthorizationPolicy, PeerAuthentication, Policy } from '../../../src/domain/istio/resources';

type Named = { name?: string; namespace?: string; annotations?: Record<string, string>; created?: string };

/** Objects as a cluster would answer them; a test says only what matters to it. */
export const anObject = (kind: string, spec: unknown, named: Named = {}) => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: {
    name: named.name ?? 'policy',
    namespace: named.namespace ?? 'storefront',
    ...(named.annotations && { annotations: named.annotations }),
    ...(named.created && { creationTimestamp: named.created }),
  },
  spec,
});

function parsed(json: unknown): Policy {
  const policy = parsePolicyVerbatim(json);
  if (!policy.ok) throw new Error(policy.error.code);
  return policy.value;
}

export const anAuthorizationPolicy = (spec: unknown, named?: Named) =>
  parsed(anObject('AuthorizationPolicy', spec, named)) as AuthorizationPolicy;

export const aPeerAuthentication = (spec: unknown, named?: Named) =>
  parsed(anObject('PeerAuthentication', spec, named)) as PeerAuthentication;

export const aPolicyOf = (kind: Policy['kind'], spec: unknown, named?: Named): Policy =>
  parsed(anObject(kind, spec, named));
