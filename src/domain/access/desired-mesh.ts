import { parsePolicyVerbatim } from '../istio/parse';
import type { AuthorizationPolicy, Policy } from '../istio/resources';
import type { IstioChange } from './change';
import { MANAGED_BY } from './ownership';
import { writtenPolicy } from './written-policy';

/**
 * Written by Gatehouse, for whichever request. The label alone counts: whoever puts it on a policy of theirs takes that out of those a
 * grant can rest on, which is the safe side.
 */
export const isOurs = ({ metadata }: Policy): boolean =>
  Object.entries(MANAGED_BY).every(([label, value]) => metadata.labels[label] === value);

/** The AuthorizationPolicy that the change stands for, as a reading would have it. */
export const policyOf = (change: IstioChange, requestId: string): AuthorizationPolicy => {
  const read = parsePolicyVerbatim(writtenPolicy(change, { requestId, apiVersion: 'security.istio.io/v1' }));
  if (!read.ok || read.value.kind !== 'AuthorizationPolicy') throw new Error('not a policy of ours');
  return read.value;
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
