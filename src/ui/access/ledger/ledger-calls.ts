import type { AccessAnswer, LedgerView } from '../../../contract/access';
import type { VerificationsView, VerificationView } from '../../../contract/audit';
import type { VerificationScope } from '../../../domain/access/verification';
import { invoke } from '../../parts/invoke';

/** Whose record: a space's, for those who decide in it, or the site's own, for Confluence admins. */
export type RecordOf = { of: 'site' } | { of: 'space'; spaceId: string };

export const readRecord = (record: RecordOf, cursor: string | null): Promise<AccessAnswer<LedgerView>> =>
  record.of === 'site'
    ? invoke('readSiteLedger', { cursor })
    : invoke('readLedger', { spaceId: record.spaceId, cursor });

/** How the last verifications of the record ended, or how far they are. */
export const readKnown = (record: RecordOf): Promise<AccessAnswer<VerificationsView>> =>
  record.of === 'site'
    ? invoke('readSiteVerifications', {})
    : invoke('readVerifications', { spaceId: record.spaceId });

type Step = { scope: VerificationScope; begin: boolean };

/** One step of a verification. The server keeps how far it is; whoever asks again goes on from there. */
export const verifyRecord = (record: RecordOf, step: Step): Promise<AccessAnswer<VerificationView | null>> =>
  record.of === 'site'
    ? invoke('verifySiteLedger', step)
    : invoke('verifyLedger', { spaceId: record.spaceId, ...step });
