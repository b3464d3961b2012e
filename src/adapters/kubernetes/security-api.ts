import { z } from 'zod';

import type { SourceFailure } from '../../app/ports';
import { parsePolicy } from '../../domain/istio/parse';
import type { Policy, PolicyKind } from '../../domain/istio/resources';
import { err, ok, type Result } from '../../domain/result';
import type { KubeLine } from './line';

export type Plural = 'authorizationpolicies' | 'peerauthentications' | 'requestauthentications';

export const POLICY_KINDS: readonly { plural: Plural; kind: PolicyKind }[] = [
  { plural: 'authorizationpolicies', kind: 'AuthorizationPolicy' },
  { plural: 'peerauthentications', kind: 'PeerAuthentication' },
  { plural: 'requestauthentications', kind: 'RequestAuthentication' },
];

/** The API group's preferred version, `security.istio.io/v1`. */
export type SecurityApi = { groupVersion: string };

const group = z.object({
  preferredVersion: z.object({ groupVersion: z.string().regex(/^security\.istio\.io\/v[0-9a-z]+$/) }),
});

/**
 * Which version to ask for: `v1` exists since Istio 1.22 only.
 * @returns err KIND_MISSING when the cluster does not have Istio's kinds at all.
 */
export const discover = async (line: KubeLine): Promise<Result<SecurityApi, SourceFailure>> => {
  const answer = await line.get('/apis/security.istio.io');
  if (!answer.ok) return err(asKind(answer.error));
  const read = group.safeParse(answer.value);
  return read.success
    ? ok({ groupVersion: read.data.preferredVersion.groupVersion })
    : err({ code: 'UNREADABLE' });
};

/** A list is never "not there": only its kind can be. A namespace that does not exist has empty lists. */
export const asKind = (failure: SourceFailure): SourceFailure =>
  failure.code === 'NOT_THERE' ? { ...failure, code: 'KIND_MISSING' } : failure;

/** A policy as a list of its kind has it; null when it cannot be understood. */
export const policyIn = (
  item: unknown,
  { kind, groupVersion }: { kind: PolicyKind; groupVersion: string },
): Policy | null => {
  // Items of a list may leave out what the list itself says.
  const policy = parsePolicy({ apiVersion: groupVersion, kind, ...(item as object | null) });
  return policy.ok && policy.value.kind === kind ? policy.value : null;
};
