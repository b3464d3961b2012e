import { isDryRun } from '../istio/dry-run';
import { parsePolicyVerbatim } from '../istio/parse';
import type { AuthorizationPolicy } from '../istio/resources';
import type { Json } from '../json';
import { canonicalJson } from './canonical-json';
import type { IstioChange } from './change';
import { requestInMetadata } from './ownership';
import type { Standing } from './standing';
import { writtenPolicy } from './written-policy';

/** @param policy what has the change's namespace and name now, read with every value */
export const policyStanding = (change: IstioChange, policy: AuthorizationPolicy | null): Standing => {
  if (policy === null)
    return change.want === 'present' ? { is: 'to be written', by: null } : { is: 'as wanted', by: null };
  const by = requestInMetadata(policy.metadata);
  const what = `the AuthorizationPolicy ${change.namespace}/${change.name}`;
  if (change.want === 'absent')
    return by === null
      ? { is: 'as wanted', by, left: `${what}, which is not Gatehouse’s` }
      : { is: 'to be written', by };
  if (by === null) return { is: 'foreign', what };
  return policyDifferences(change, policy).length === 0
    ? { is: 'as wanted', by }
    : { is: 'to be written', by };
};

/** The fields in which the policy is not what the change wants, as the policy names them. Lists are compared as the sets that they are. */
export const policyDifferences = (change: IstioChange, policy: AuthorizationPolicy): string[] => {
  const wanted = wantedSpec(change);
  const fields = Object.keys(wanted) as (keyof typeof wanted)[];
  return [
    ...fields
      .filter((field) => asMeant(wanted[field]) !== asMeant(policy.spec[field]))
      .map((field) => `spec.${field}`),
    ...policy.unknownFields.filter((field) => field.startsWith('spec.')),
    ...(isDryRun(policy) ? ['metadata.annotations[istio.io/dry-run]'] : []),
  ];
};

/** As it would be read back. */
const wantedSpec = (change: IstioChange): AuthorizationPolicy['spec'] => {
  const object = writtenPolicy(change, { requestId: 'any', apiVersion: 'security.istio.io/v1' });
  const read = parsePolicyVerbatim(object);
  if (!read.ok || read.value.kind !== 'AuthorizationPolicy') throw new Error('not a policy of ours');
  return read.value.spec;
};

/** Rules, sources, operations and their values are alternatives, conditions all hold: nowhere in a policy does the order count. */
const asMeant = (value: unknown): string => canonicalJson(sorted(value as Json));

const sorted = (value: Json): Json => {
  if (Array.isArray(value))
    return value.map(sorted).sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sorted(one)]));
};
