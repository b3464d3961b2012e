import { chainOfSpace } from '../../domain/access/ledger';
import { findingMark, inComments, noticeMark, noticeText, type Told } from '../../domain/access/notice';
import type { AccountId } from '../../domain/access/people';
import type { AccessRequest } from '../../domain/access/request';
import type { Effect, EntryType } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { JobPorts } from '../job-ports';
import type { ConfluenceFailure, StorageFailure } from '../ports';
import type { OutboxItem } from '../ports-of-access';
import type { Effected } from './do-work';
import { nowOf } from './keep-step';
import { approversToTell, skippedApprovers } from './whom-to-tell';

type Item = OutboxItem & { effect: Extract<Effect, { do: 'notify' }> };

/** What readings come upon, and not what a step of the request brings about. */
const FOUND: readonly EntryType[] = ['grant.drifted', 'deny-all.drifted'];

const DONE: Effected = { outcome: 'done' };
const later = ({ error }: { error: { code: string } }): Effected => ({
  outcome: 'later',
  because: error.code,
});

/**
 * Tells somebody about a step by a footer comment on the request's page, where the space's admins want that. What happened is read from the
 * ledger entry that asked for it, and a comment of ours with the same mark is looked for before one is posted: whoever was killed after
 * posting posts no second one. Of an emergency everybody who was passed over is told, in as many comments as that takes, and whatever the
 * admins said about comments: those who let people break the glass were told so by the form in which they did.
 */
export async function sendNotice(ports: JobPorts, item: Item): Promise<Effected> {
  const { requestId, rev, whom } = item.effect;
  const found = await ports.requests.get(requestId);
  if (!found.ok) return later(found);
  const request = found.value;
  if (request === null) return DONE;
  const [setting, type] = await Promise.all([
    ports.recorded.get('space', request.spaceId),
    typeOf(ports, request, item),
  ]);
  if (!setting.ok) return later(setting);
  if (!type.ok) return later(type);
  if (type.value === null) return DONE;
  const isEmergency = type.value === 'glass.broken' && whom === 'approvers';
  if (!isEmergency && setting.value?.value.writesComments !== true) return DONE;
  const text = noticeText(request, { told: whom, type: type.value, now: nowOf(ports) });
  if (text === null) return DONE;
  const mark = FOUND.includes(type.value)
    ? findingMark(requestId, item.rev, whom)
    : noticeMark({ id: requestId, rev }, whom);
  if (isEmergency) return tellSkipped(ports, request, { text, mark, attempts: item.attempts });
  const mentions = await mentioned(ports, request, whom);
  if (!mentions.ok) return later(mentions);
  return post(ports, request.pageId, { text, mentions: mentions.value, mark });
}

/** After so many attempts, which take hours, a group that cannot be read will not be. */
const READ_IN_VAIN = 8;

type Skipped = { text: string; mark: string; attempts: number };

/** Those who can be named are told at once; a list that could not be read to its end is read again later. */
async function tellSkipped(
  ports: JobPorts,
  request: AccessRequest,
  { text, mark, attempts }: Skipped,
): Promise<Effected> {
  const stored = await ports.policies.get(request.spaceId);
  if (!stored.ok) return later(stored);
  const skipped = await skippedApprovers(ports, request, stored.value.policy);
  if (!skipped.ok) return later(skipped);
  const { people, all } = skipped.value;
  for (const comment of inComments({ mentions: people, text, mark })) {
    const posted = await post(ports, request.pageId, comment);
    if (posted.outcome === 'later' || posted.because !== undefined) return posted;
  }
  if (all) return DONE;
  const because = 'NOT_EVERYBODY_NAMED';
  return attempts < READ_IN_VAIN ? { outcome: 'later', because } : { outcome: 'done', because };
}

const typeOf = async (
  { requests }: JobPorts,
  { spaceId }: AccessRequest,
  { rev }: Item,
): Promise<Result<EntryType | null, StorageFailure>> => {
  const records = await requests.records(chainOfSpace(spaceId), { from: rev, to: rev });
  return records.ok ? ok(records.value[0]?.entry.type ?? null) : records;
};

const mentioned = async (
  ports: JobPorts,
  request: AccessRequest,
  whom: Told,
): Promise<Result<AccountId[], ConfluenceFailure | StorageFailure>> => {
  if (whom === 'requester') return ok([request.requester]);
  const stored = await ports.policies.get(request.spaceId);
  return stored.ok ? approversToTell(ports, request, stored.value.policy) : stored;
};

/** A page that is closed to the app, or that it may not comment on, takes no comment later either. */
const FOR_GOOD = ['PAGE_NOT_VISIBLE', 'MAY_NOT_COMMENT'];

const post = async (
  { confluence }: JobPorts,
  pageId: string,
  notice: Parameters<JobPorts['confluence']['postNotice']>[1],
): Promise<Effected> => {
  const before = await confluence.hasNotice(pageId, notice.mark);
  const done = before.ok && !before.value ? await confluence.postNotice(pageId, notice) : before;
  if (done.ok) return DONE;
  const { code } = done.error;
  return FOR_GOOD.includes(code) ? { outcome: 'done', because: code } : later(done);
};
