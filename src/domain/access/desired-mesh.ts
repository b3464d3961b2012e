import type { AuthorizationPolicy, Policy, Rule, Source } from '../istio/resources';
import type { IstioChange } from './change';
import { MANAGED_BY, REQUEST_ANNOTATION } from './ownership';

const [[MANAGED_BY_LABEL, GATEHOUSE]] = Object.entries(MANAGED_BY) as [[string, string]];

/** Written by Gatehouse, for whichever request. Whoever puts our label on a policy of theirs takes it out of those a grant can rest on. */
export const isOurs = ({ metadata }: Policy): boolean => metadata.labels[MANAGED_BY_LABEL] === GATEHOUSE;

/** The request whose mark the policy carries; null: it is not ours, or carries none. */
export const requestOfPolicy = (policy: Policy): string | null =>
  isOurs(policy) ? (policy.metadata.annotations[REQUEST_ANNOTATION] ?? null) : null;

/** The AuthorizationPolicy that the change stands for, as a reading would have it. */
export const policyOf = (change: IstioChange, requestId: string): AuthorizationPolicy => ({
  kind: 'AuthorizationPolicy',
  metadata: {
    name: change.name,
    namespace: change.namespace,
    labels: { ...MANAGED_BY },
    annotations: { [REQUEST_ANNOTATION]: requestId },
    creationTimestamp: null,
    resourceVersion: null,
    generation: null,
  },
  spec: {
    selector: { matchLabels: change.labels },
    targetRefs: [],
    action: 'ALLOW',
    provider: null,
    rules: change.kind === 'istio-grant' ? [ruleOf(change)] : [],
  },
  unknownFields: [],
});

type Grant = Extract<IstioChange, { kind: 'istio-grant' }>;

const ruleOf = ({ from, to }: Grant): Rule => ({
  from: [{ ...ANYONE, ...from }],
  to:
    to.methods.length + to.paths.length === 0
      ? null
      : [
          {
            hosts: [],
            notHosts: [],
            ports: [],
            notPorts: [],
            methods: to.methods,
            notMethods: [],
            paths: to.paths,
            notPaths: [],
          },
        ],
  when: null,
});

const ANYONE: Source = {
  principals: [],
  notPrincipals: [],
  requestPrincipals: [],
  notRequestPrincipals: [],
  namespaces: [],
  notNamespaces: [],
  serviceAccounts: [],
  notServiceAccounts: [],
  trustDomains: [],
  notTrustDomains: [],
  ipBlocks: [],
  notIpBlocks: [],
  remoteIpBlocks: [],
  notRemoteIpBlocks: [],
};

type Place = { namespace: string; name: string };

export const isAt = ({ kind, metadata }: Policy, { namespace, name }: Place): boolean =>
  kind === 'AuthorizationPolicy' && metadata.namespace === namespace && metadata.name === name;

/** Desired state: applying the change once more changes nothing. */
export const policiesAfter = (
  policies: readonly Policy[],
  change: IstioChange,
  requestId: string,
): Policy[] => {
  const rest = policies.filter((policy) => !isAt(policy, change));
  return change.want === 'present' ? [...rest, policyOf(change, requestId)] : rest;
};
