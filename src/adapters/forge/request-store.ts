import kvs, { Filter, FilterConditions, Sort, WhereConditions } from '@forge/kvs';
import type { Ids, StorageFailure } from '../../app/ports';
import {
  COUNTED_AT_MOST,
  type Command,
  type Commit,
  type Committed,
  type RequestFilter,
  type RequestPage,
  type RequestStore,
} from '../../app/ports-of-access';
import { append, genesis } from '../../domain/access/ledger';
import type { PageProjection } from '../../domain/access/page-projection';
import type { AccessRequest } from '../../domain/access/request';
import type { SignedHead } from '../../domain/access/signed-head';
import { outboxKey } from '../../domain/access/transition';
import { err, ok, type Result } from '../../domain/result';
import {
  headRow,
  ledgerKey,
  ledgerRow,
  requestIn,
  requestRow,
  reviewRow,
  type HeadRow,
  type RequestRow,
} from './access-rows';
import { chainsListed, listChain, recordsAbout, recordsBetween } from './chain-rows';
import { answerTo, claim, commandKey, commandRow, COMMANDS_KEPT } from './command-rows';
import { forgetInRequests } from './forget-requests';
import { isMapped, mappingKey, mappingRow } from './mapping-store';
import { outboxRow } from './outbox';
import { askedKey, askedRow } from './page-settings-store';
import { policyKey, policyRow } from './policy-store';
import { projectionKey, projectionRow } from './projection-store';
import {
  accountsOf,
  forgetPseudonym,
  knownPseudonymOf,
  noteReport,
  notReportedSince,
  pseudonymOf,
} from './pseudonyms';
import { settingKey, settingRow } from './recorded-settings';
import { KEYS_KEY, keysRow } from './signing-keys';
import { LARGEST_BLOB, type SettingRow } from './rows';
import { inPlace, nextRowsOf, rowsOf } from './rows-of';
import { existsAlready, lostTheSwap, storageFailure } from './storage-call';

const requests = () => kvs.entity<RequestRow>('request');
const heads = () => kvs.entity<HeadRow>('head');

const inStorage = async <T>(run: () => Promise<Result<T, never>>): Promise<Result<T, StorageFailure>> => {
  try {
    return await run();
  } catch (thrown) {
    return storageFailure(thrown);
  }
};

/** One decision is one transaction. It rests on `rev` of what it changes and on `seq` of its chain's head, both with `equalTo` alone. */
export const createRequestStore = ({ ids }: { ids: Ids }): RequestStore => ({
  get: (id) => inStorage(async () => ok(await readRequest(id))),
  list: (filter, page) => inStorage(async () => ok(await listRequests(filter, page))),
  scan: (spaceId, { cursor }) => inStorage(async () => ok(await scanRequests(spaceId, cursor))),
  count: (spaceId, state) => inStorage(async () => ok(await countRequests(spaceId, state))),
  async answered(command) {
    try {
      const by = isJob(command) ? command.by : await knownPseudonymOf(command.by);
      return by === null ? ok(null) : await answerTo({ ...command, by });
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  async commit(decision) {
    try {
      return await commit(decision, ids);
    } catch (thrown) {
      return storageFailure(thrown);
    }
  },
  chains: () => inStorage(async () => ok(await chainsListed())),
  head: (chain) => inStorage(async () => ok(await readHead(chain))),
  records: (chain, range) => inStorage(async () => ok(await recordsBetween(chain, range))),
  about: (requestId) => inStorage(async () => ok(await recordsAbout(requestId))),
  pseudonyms: (accountIds, at) =>
    inStorage(async () => {
      const distinct = [...new Set(accountIds)];
      const refs = await Promise.all(distinct.map((accountId) => pseudonymOf(accountId, { ids, at })));
      return ok(new Map(distinct.map((accountId, n) => [accountId, refs[n] ?? ''] as const)));
    }),
  people: (refs) => inStorage(async () => ok(await accountsOf(refs))),
  forgetInRequests: (accountId, standIn) =>
    inStorage(async () => ok(await forgetInRequests(accountId, standIn))),
  erasePerson: (accountId) =>
    inStorage(async () => {
      await forgetPseudonym(accountId);
      return ok(true as const);
    }),
  notReportedSince: (until, limit) => inStorage(async () => ok(await notReportedSince(until, limit))),
  noteReported: ({ accountIds, refreshed }, at) =>
    inStorage(async () => {
      for (const accountId of accountIds)
        await noteReport(accountId, { at, isRefreshed: refreshed.includes(accountId) });
      return ok(true as const);
    }),
});

const readRequest = async (id: string): Promise<AccessRequest | null> => {
  const row = await requests().get(id);
  return row === undefined ? null : requestIn(row);
};

const readHead = async (chain: string): Promise<SignedHead | null> => {
  const row = await heads().get(chain);
  return row === undefined ? null : (JSON.parse(row.blob) as SignedHead | null);
};

/** The head, made when the chain is new; of two who make it at once, one does. */
const headToAppendTo = async (chain: string): Promise<SignedHead | null> => {
  const known = await heads().get(chain);
  if (known !== undefined) return JSON.parse(known.blob) as SignedHead | null;
  await listChain(chain);
  try {
    await heads().set(chain, headRow(null, chain), { keyPolicy: 'FAIL_IF_EXISTS' });
  } catch (thrown) {
    if (!existsAlready(thrown)) throw thrown;
  }
  return readHead(chain);
};

/** Others append to the same chain; each time it takes one of them to win. */
const ATTEMPTS = 12;

type CommitResult = Result<Committed, { code: 'CONFLICT' } | { code: 'COMMAND_REUSED' } | StorageFailure>;

const commit = async (decision: Commit, ids: Ids): Promise<CommitResult> => {
  const { entry } = decision;
  const command = await kept(decision.command, { ids, at: entry.at });
  if (command !== null) await claim(command, entry.at);
  const actorRef =
    entry.actor.kind === 'job'
      ? `job:${entry.actor.name}`
      : await pseudonymOf(entry.actor.accountId, { ids, at: entry.at });
  for (let tries = 1; tries <= ATTEMPTS; tries += 1) {
    // The head is read first: whoever carries the same command out meanwhile moves it, and this attempt fails.
    const head = await headToAppendTo(decision.chain);
    const before = command === null ? ok(null) : await answerTo(command);
    if (!before.ok) return before;
    if (before.value !== null) return ok(before.value);
    const appended = append(head ?? genesis(decision.chain), entry, { actorRef });
    const page = decision.page?.(appended.head) ?? null;
    if (!(await isNext({ ...decision, page }))) return err({ code: 'CONFLICT' });
    try {
      return await write({ ...decision, command }, { seenSeq: head?.seq ?? 0, appended, page });
    } catch (thrown) {
      if (!lostTheSwap(thrown)) throw thrown;
    }
  }
  return err({ code: 'STORAGE_UNAVAILABLE', detail: 'too many at once' });
};

/** Some steps are a job's, and numbered by it. */
const isJob = ({ by }: Command): boolean => by.startsWith('job:');

const kept = async (command: Command | null, made: { ids: Ids; at: number }): Promise<Command | null> =>
  command === null || isJob(command) ? command : { ...command, by: await pseudonymOf(command.by, made) };

type Compared = Pick<Commit, 'request' | 'policy' | 'settings' | 'mappings' | 'keys'> & {
  page: PageProjection | null;
};

const isNext = async ({ request, policy, settings, mappings, keys, page }: Compared): Promise<boolean> => {
  const rows = kvs.entity<SettingRow>('setting');
  const [asked, ruled, set, shown, signing, mapped] = await Promise.all([
    request === null ? undefined : requests().get(request.id),
    policy === null ? undefined : rows.get(policyKey(policy.spaceId)),
    Promise.all(settings.map((setting) => rows.get(settingKey(setting)))),
    page === null ? undefined : rows.get(projectionKey(page.pageId)),
    keys === null ? undefined : rows.get(KEYS_KEY),
    Promise.all(
      mappings.map(async ({ change, mapping }) => (await isMapped(mapping)) === (change === 'remove')),
    ),
  ]);
  const follows = (next: { rev: number } | null, stored: { rev: number } | undefined): boolean =>
    next === null || (stored?.rev ?? 0) === next.rev - 1;
  return (
    follows(request, asked) &&
    follows(policy, ruled) &&
    settings.every((setting, n) => follows(setting, set[n])) &&
    follows(page, shown) &&
    follows(keys, signing) &&
    mapped.every((fits) => fits)
  );
};

/** `seenSeq`: the number of the last entry before. */
type Place = { seenSeq: number; appended: ReturnType<typeof append>; page: PageProjection | null };

const write = async (decision: Commit, { seenSeq, appended, page }: Place): Promise<CommitResult> => {
  const { chain, request, policy, settings, mappings, effects, command, entry } = decision;
  const answer: Committed = { request, policy };
  const sealed = decision.seal(appended.head);
  const transaction = kvs
    .transact()
    .set(ledgerKey(chain, appended.head.seq), ledgerRow(appended.record), { entityName: 'ledger' })
    .set(chain, headRow(sealed, chain), {
      entityName: 'head',
      conditions: new Filter<HeadRow>().and('seq', FilterConditions.equalTo(seenSeq)),
    });
  if (request !== null) {
    const row = await requestRow(request);
    if (row.blob.length > LARGEST_BLOB) return err({ code: 'STORAGE_UNAVAILABLE', detail: 'too large' });
    transaction.set(request.id, row, { entityName: 'request', ...atRev(request.rev - 1) });
    if (entry.actor.kind === 'person') {
      const { accountId } = entry.actor;
      const step = reviewRow(request, entry, accountId);
      transaction.set(`${request.id}#${accountId}#${request.rev}`, step, { entityName: 'review' });
    }
  }
  if (request !== null && entry.type === 'request.opened') {
    const row = askedRow(request.pageId, request.spaceId);
    transaction.set(askedKey(request.pageId), row, { entityName: 'setting' });
  }
  if (policy !== null) {
    const row = policyRow(policy);
    transaction.set(policyKey(policy.spaceId), row, { entityName: 'setting', ...atRev(policy.rev - 1) });
  }
  for (const setting of settings) {
    const row = settingRow(setting);
    transaction.set(settingKey(setting), row, { entityName: 'setting', ...atRev(setting.rev - 1) });
  }
  if (page !== null) {
    const row = projectionRow(page);
    transaction.set(projectionKey(page.pageId), row, { entityName: 'setting', ...atRev(page.rev - 1) });
  }
  if (decision.keys !== null)
    transaction.set(KEYS_KEY, keysRow(decision.keys), {
      entityName: 'setting',
      ...atRev(decision.keys.rev - 1),
    });
  for (const { change, mapping } of mappings) {
    if (change === 'remove') transaction.delete(mappingKey(mapping), { entityName: 'mapping' });
    else transaction.set(mappingKey(mapping), mappingRow(mapping), { entityName: 'mapping' });
  }
  for (const effect of effects) {
    const row = outboxRow({ effect, rev: appended.head.seq, due: entry.at, attempts: 0 });
    transaction.set(outboxKey(effect), row, { entityName: 'outbox' });
  }
  if (command !== null) {
    const row = await commandRow(command, { answer, at: entry.at });
    transaction.set(commandKey(command), row, { entityName: 'cmd' }, COMMANDS_KEPT);
  }
  await transaction.execute();
  return ok(answer);
};

/** What is new has no revision to compare; its key is ours alone, or its chain's head keeps two apart. */
const atRev = <T extends { rev: number }>(rev: number) =>
  rev === 0 ? {} : { conditions: new Filter<T>().and('rev', FilterConditions.equalTo(rev)) };

const MOST_ROWS = 100;

const indexOf = (
  filter: RequestFilter,
): { name: string; partition: string[]; range: keyof RequestRow; rises?: true } => {
  switch (filter.by) {
    case 'page':
      return { name: 'by-page', partition: [filter.pageId], range: 'updatedAt' };
    case 'space':
      return filter.state === null
        ? { name: 'by-space', partition: [filter.spaceId], range: 'updatedAt' }
        : { name: 'by-space-state', partition: [filter.spaceId, filter.state], range: 'updatedAt' };
    case 'requester':
      return { name: 'by-requester', partition: [filter.accountId], range: 'updatedAt' };
    case 'in-state':
      return { name: 'by-state-pending', partition: [filter.state], range: 'pendingUntil', rises: true };
    case 'site':
      return { name: 'by-state-pending', partition: [filter.state], range: 'pendingUntil' };
    case 'expiring':
      return { name: 'by-state-expiry', partition: [filter.state], range: 'expiresAt', rises: true };
  }
};

/**
 * A cursor is where the page before ended: the value it was sorted by, and the id. Forge's own are not stable between invocations.
 * Rows of one millisecond come in the order of their ids.
 */
const listRequests = async (
  filter: RequestFilter,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<RequestPage> => {
  const { name, partition, range, rises: isRising = false } = indexOf(filter);
  const [value, lastId] = cursor === null ? [null, ''] : inPlace(cursor);
  const query = requests()
    .query()
    .index(name, { partition })
    .sort(isRising ? Sort.ASC : Sort.DESC)
    .limit(MOST_ROWS);
  const from = value === null ? query : query.where(beyond(value, isRising));
  const { results } = await from.getMany();
  const rest = results.filter(({ key, value: row }) => {
    if (value === null || row[range] !== value) return true;
    return isRising ? key > lastId : key < lastId;
  });
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rest.length > limit || results.length === MOST_ROWS;
  const read = await Promise.all(shown.map(({ key }) => readRequest(key)));
  return {
    requests: read.filter((one) => one !== null).filter(matching(filter)),
    cursor: isMore && last !== undefined ? `${last.value[range]}.${last.key}` : null,
  };
};

/** From the index alone: a hundred requests for what a few single reads cost. Its own cursors do not last, so the place is a value. */
const scanRequests = async (spaceId: string, cursor: string | null): Promise<RequestPage> => {
  const { rows, isLast } = await nextRowsOf<RequestRow>('request', {
    index: 'by-space',
    partition: [spaceId],
    range: 'updatedAt',
    after: cursor,
  });
  return {
    requests: await Promise.all(rows.map(({ value: row }) => requestIn(row))),
    cursor: isLast ? null : (rows.at(-1)?.place ?? null),
  };
};

const beyond = (value: number, isRising: boolean) =>
  isRising ? WhereConditions.greaterThanEqualTo(value) : WhereConditions.lessThanEqualTo(value);

const matching =
  (filter: RequestFilter) =>
  (one: AccessRequest): boolean => {
    switch (filter.by) {
      case 'page':
        return one.pageId === filter.pageId;
      case 'space':
        return one.spaceId === filter.spaceId && (filter.state === null || one.state === filter.state);
      case 'requester':
        return one.requester === filter.accountId;
      case 'site':
      case 'in-state':
      case 'expiring':
        return one.state === filter.state;
    }
  };

const countRequests = async (spaceId: string, state: string): Promise<number> => {
  const asked = { index: 'by-space-state', partition: [spaceId, state], most: COUNTED_AT_MOST };
  return Math.min((await rowsOf('request', asked)).length, COUNTED_AT_MOST);
};
