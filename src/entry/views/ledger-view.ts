import type { LedgerPage } from '../../app/access/read-ledger';
import type { LedgerView } from '../../contract/access';
import type { EntryType } from '../../domain/access/transition';

const TOLD: Record<EntryType, string> = {
  'request.opened': 'Access was asked for.',
  'request.reviewed': 'Somebody decided; more have to.',
  'request.approved': 'The request was approved.',
  'request.approved-by-policy': 'The policy approved the request.',
  'request.denied': 'The request was denied.',
  'request.asked-back': 'The requester was asked a question.',
  'request.answered': 'The requester answered.',
  'request.withdrawn': 'The requester took the request back.',
  'request.replanned': 'The request was planned anew.',
  'request.timed-out': 'Nobody decided in time.',
  'request.stale': 'What the request was made for has changed.',
  'grant.applying': 'The change is being carried out.',
  'grant.active': 'The change is in force, and was read back.',
  'grant.confirmed': 'The change was made by hand, and was read back.',
  'grant.apply-failed': 'The change could not be carried out.',
  'grant.taken-back': 'What had been written was taken back.',
  'grant.ending': 'The access is being ended.',
  'grant.revoke-failed': 'The access could not be taken back; it is tried until it is.',
  'grant.revoke-retried': 'Somebody had it tried again to take the access back.',
  'grant.ended': 'The access has ended.',
  'grant.left-taken': 'What had been left at the end, as it was used for something else, was taken away.',
  'grant.drifted':
    'What the gateway or the mesh has is no longer what was granted. Nothing was changed about it.',
  'grant.drift-over': 'What the gateway or the mesh has is what the record says again.',
  'glass.broken': 'Access was taken without approval.',
  'glass.judged': 'Access that was taken without approval was judged.',
  'glass.judgement-overdue': 'Nobody judged in time the access that was taken without approval.',
  'deny-all.drifted':
    'The policy that keeps a workload closed is no longer as it was put there: the workload may be open.',
  'deny-all.set': 'A workload was closed, since its last ALLOW was a grant that ended.',
  'deny-all.removed': 'A workload is no longer closed: an ALLOW of its owners guards it.',
  'deny-all.left':
    'A workload stays closed by a deny-all of Gatehouse: the connection to its mesh was removed.',
  'policy.changed': 'The approval policy was changed.',
  'mapping.changed': 'Who calls as whom was changed.',
  'settings.changed': 'What Gatehouse writes on pages of this space was changed.',
  'owners.changed': 'Who owns the service of a page was changed.',
  'home.moved': 'The page on which access to a service is asked for was changed.',
  'aliases.changed': 'Which accounts are one person was changed.',
  'key.rotated': 'The signing key was exchanged.',
  'person.forgotten': 'An account was closed; whose it was is known no more.',
  'projection.altered': 'Somebody altered what the page says about access.',
  'projection.restored': 'What the page says about access was restored.',
};

/** What an entry of that kind says. */
export const entryTold = (type: EntryType): string => TOLD[type];

export const ledgerView = ({ rows, head, cursor }: LedgerPage): LedgerView => ({
  rows: rows.map(({ entry, hash, by, facts }) => ({
    seq: entry.seq,
    at: new Date(entry.at).toISOString(),
    type: entry.type,
    by,
    requestId: entry.req,
    hash,
    sentence: TOLD[entry.type],
    facts,
  })),
  head: head === null ? null : { seq: head.seq, hash: head.hash },
  cursor,
});
