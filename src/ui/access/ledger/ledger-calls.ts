import type { AccessAnswer, LedgerView, VerifyView } from '../../../contract/access';
import { invoke } from '../../parts/invoke';

/** Whose record: a space's, for those who decide in it, or the site's own, for Confluence admins. */
export type RecordOf = { of: 'site' } | { of: 'space'; spaceId: string };

export const readRecord = (record: RecordOf, cursor: string | null): Promise<AccessAnswer<LedgerView>> =>
  record.of === 'site'
    ? invoke('readSiteLedger', { cursor })
    : invoke('readLedger', { spaceId: record.spaceId, cursor });

export const verifyRecord = (record: RecordOf): Promise<AccessAnswer<VerifyView>> =>
  record.of === 'site' ? invoke('verifySiteLedger', {}) : invoke('verifyLedger', { spaceId: record.spaceId });
