import { err, ok, type Result } from '../result';
import type { EpochMs } from '../time';
import type { Ask } from './ask';
import { changeKey } from './change';
import { isSamePerson, type AccountId, type AliasTable } from './people';
import type { AccessRequest, Extension } from './request';
import { misfit, type Refusal, type SeenRev } from './transition';

export type ExtendCommand = { by: AccountId; ms: number; seen: SeenRev };

/**
 * What is asked for when somebody asks for more time: the same, planned as if the grant were not there, on the same chain. It is approved
 * as any request; what both hold stays in place until the later of both has ended.
 */
export const extensionOf = (
  request: AccessRequest,
  { by, ms, seen }: ExtendCommand,
  { now, aliases }: { now: EpochMs; aliases: AliasTable },
): Result<{ ask: Ask; extension: Extension }, Refusal> => {
  const fault = misfit(request, ['ACTIVE'], { seen, now });
  if (fault !== null) return err(fault);
  if (request.state !== 'ACTIVE') return err({ code: 'WRONG_STATE', now: request.state });
  const { beneficiary } = request.plan;
  const theirs = [request.requester, ...(beneficiary.kind === 'myself' ? [beneficiary.accountId] : [])];
  if (!theirs.some((one) => isSamePerson(aliases, one, by))) return err({ code: 'NOT_YOURS' });
  const heldByGrant = request.plan.changes.map(changeKey).sort();
  return ok({
    ask: { ...request.ask, lifetime: { kind: 'for', ms }, heldByGrant },
    extension: {
      requestId: request.id,
      firstApprovedAt: request.extension?.firstApprovedAt ?? request.approvedAt,
    },
  });
};
