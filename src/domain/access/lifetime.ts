import type { EpochMs } from '../time';
import type { Lifetime } from './plan';
import type { ApprovalPolicy } from './policy';
import type { Extension } from './request';

type Given = { policy: ApprovalPolicy; extension: Extension | null; now: EpochMs };

/** When access that is approved now ends: what was asked for, within the policy's maximum and, for an extension, its total. */
export const expiryOf = (lifetime: Lifetime, { policy, extension, now }: Given): EpochMs => {
  const wanted = lifetime.kind === 'for' ? now + lifetime.ms : lifetime.at;
  const total = (extension?.firstApprovedAt ?? now) + policy.maximumTotalMs;
  return Math.min(wanted, now + policy.maximumDurationMs, total);
};

/** May so long be asked for? An extension that would end at once is none. */
export const isAllowedLifetime = (lifetime: Lifetime, given: Given): boolean => {
  const { policy, now } = given;
  const ms = lifetime.kind === 'for' ? lifetime.ms : lifetime.at - now;
  if (!Number.isSafeInteger(ms) || ms <= 0 || ms > policy.maximumDurationMs) return false;
  return expiryOf(lifetime, given) > now;
};
