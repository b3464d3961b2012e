import type { Hash } from '../domain/access/canonical-json';
import type { Home } from '../domain/access/home';
import type { Head, LedgerRecord } from '../domain/access/ledger';
import type { PageProjection } from '../domain/access/page-projection';
import type { AccountId, AliasTable } from '../domain/access/people';
import type { ApprovalPolicy } from '../domain/access/policy';
import type { AccessRequest, RequestState } from '../domain/access/request';
import type { SigningKey, VerifyingKey } from '../domain/access/signature';
import type { SignedHead } from '../domain/access/signed-head';
import type { Effect, EntryDraft } from '../domain/access/transition';
import type { MappingChange } from '../domain/identity/mapping';
import type { Result } from '../domain/result';
import type { EpochMs } from '../domain/time';
import type { StorageFailure } from './ports';

/** Requests, the ledger that tells how they came about, and what else is stored in one transaction with them. */
export type RequestStore = {
  /** Strictly consistent. */
  get(id: string): Promise<Result<AccessRequest | null, StorageFailure>>;
  /**
   * Requests that match, each as it is stored now: indexes lag behind, so what an index named is read and compared again. A request
   * that was just stored may be missing. By `updatedAt`, the latest first; those `in-state` by `pendingUntil` and those `expiring` by
   * `expiresAt`, the first due first; those of the `site` that wait to be decided by `pendingUntil`, the last due first.
   */
  list(
    filter: RequestFilter,
    page: { cursor: string | null; limit: number },
  ): Promise<Result<RequestPage, StorageFailure>>;
  /**
   * All requests of a space, those first that were changed longest ago, as an index has them: one that is changed meanwhile comes again at the
   * end, so none is missed, and what was changed a moment ago may be told as it was before. For going through all of them cheaply.
   */
  scan(spaceId: string, page: { cursor: string | null }): Promise<Result<RequestPage, StorageFailure>>;
  /** About how many, for a label: from an index that lags, and not beyond `COUNTED_AT_MOST`. */
  count(spaceId: string, state: RequestState): Promise<Result<number, StorageFailure>>;
  /** What the command changed when it was given before, as it is now; null when it was not. err COMMAND_REUSED when it was another command. */
  answered(command: Command): Promise<Result<Committed | null, CommandReused | StorageFailure>>;
  /**
   * Stores a decision with its ledger entry, all or nothing, at the end of the chain as it is then. A command that was stored before
   * is not stored again: what it changed is given, as it is now. err CONFLICT when request, policy, settings, page or keys are not at the
   * revision before, or a pair is mapped already or no more.
   */
  commit(decision: Commit): Promise<Result<Committed, { code: 'CONFLICT' } | CommandReused | StorageFailure>>;
  /** Every chain there is, in order; one that was begun a moment ago may be missing. */
  chains(): Promise<Result<string[], StorageFailure>>;
  /** The end of a chain; null when nothing was recorded yet. */
  head(chain: string): Promise<Result<SignedHead | null, StorageFailure>>;
  /** Records `from` to `to`, both included, in order; those that are not there are left out. At most 100. */
  records(
    chain: string,
    range: { from: number; to: number },
  ): Promise<Result<LedgerRecord[], StorageFailure>>;
  /** Records about a request, in order, as an index that lags has them. */
  about(requestId: string): Promise<Result<LedgerRecord[], StorageFailure>>;
  /** The pseudonym of each account, made for those that have none yet: what the body of an entry may say of somebody. */
  pseudonyms(
    accountIds: readonly AccountId[],
    at: EpochMs,
  ): Promise<Result<ReadonlyMap<AccountId, string>, StorageFailure>>;
  /** Who pseudonyms stand for; those that were erased, or are a job's, are absent. */
  people(actorRefs: readonly string[]): Promise<Result<ReadonlyMap<string, AccountId>, StorageFailure>>;
  /**
   * Puts `standIn` in the account's place in every request that they had a hand in, each one revision on, so that nobody stores a step over
   * it who read it before; answers on which pages those are.
   */
  forgetInRequests(accountId: AccountId, standIn: string): Promise<Result<string[], StorageFailure>>;
  /** Forgets whose pseudonym was the account's. Every chain stays whole. Erasing again is harmless. */
  erasePerson(accountId: AccountId): Promise<Result<true, StorageFailure>>;
  /** People who were reported to Atlassian at `until` at the latest, those who waited longest first. At most 100. */
  notReportedSince(until: EpochMs, limit: number): Promise<Result<KnownPerson[], StorageFailure>>;
  /** They were reported at `at`; of those who are `refreshed` everything is as it is at Atlassian then. */
  noteReported(
    report: { accountIds: readonly AccountId[]; refreshed: readonly AccountId[] },
    at: EpochMs,
  ): Promise<Result<true, StorageFailure>>;
};

/** `updatedAt`: when what we keep of them was last as it is at Atlassian. */
export type KnownPerson = { accountId: AccountId; ref: string; updatedAt: EpochMs };

export const COUNTED_AT_MOST = 500;

export type RequestFilter =
  | { by: 'page'; pageId: string }
  | { by: 'space'; spaceId: string; state: RequestState | null }
  | { by: 'requester'; accountId: AccountId }
  | { by: 'in-state'; state: RequestState }
  | { by: 'expiring'; state: RequestState }
  /** Of all spaces. */
  | { by: 'site'; state: RequestState };

/** `cursor` null: these were the last. */
export type RequestPage = { requests: AccessRequest[]; cursor: string | null };

/** `digest` of what was asked for: the same id for something else is refused. */
export type Command = { id: string; by: AccountId; digest: Hash };
type CommandReused = { code: 'COMMAND_REUSED' };

export type Commit = {
  chain: string;
  entry: EntryDraft;
  /** Stored if the stored `rev` is `request.rev - 1` (0: there must be none). */
  request: AccessRequest | null;
  policy: StoredPolicy | null;
  command: Command | null;
  /** What follows from the entry: work for the outbox, stored with it and done afterwards, at least once. */
  effects: readonly Effect[];
  /** What is set together with its entry, at most `SETTINGS_AT_ONCE`; each stored if the stored `rev` is its own less one (0: none). */
  settings: readonly AnySetting[];
  /** What is found on a page together with its entry, made from the new end of the chain; under the same condition. */
  page: ((head: Head) => PageProjection) | null;
  /** Edits of who is who; at most `MAPPINGS_AT_ONCE`, and all of them in the site's chain, whose end tells two at once apart. */
  mappings: readonly MappingChange[];
  /** Stored if the stored `rev` is `keys.rev - 1`. */
  keys: StoredKeys | null;
  /** Signs the new end of the chain. */
  seal: (head: Head) => SignedHead;
};
/** A transaction takes 25 operations; the entry, its chain's head and the command are three. */
export const MAPPINGS_AT_ONCE = 20;
/** Those of a request that is opened: with its own rows and its work it takes seven operations. */
export const SETTINGS_AT_ONCE = 10;

export type Committed = Pick<Commit, 'request' | 'policy'>;

/** `rev` 0: nobody set anything, the default holds. */
export type StoredPolicy = { spaceId: string; rev: number; policy: ApprovalPolicy };

export type PolicyStore = {
  /** Strictly consistent. Written through `RequestStore.commit`: every change is a ledger entry. */
  get(spaceId: string): Promise<Result<StoredPolicy, StorageFailure>>;
  /** Every policy that somebody set; one that was set a moment ago may be missing. */
  all(): Promise<Result<StoredPolicy[], StorageFailure>>;
};

export type SigningKeys = {
  /** The key to sign with, made at the first call. Never leaves the call that signs. */
  current(): Promise<Result<SigningKey, StorageFailure>>;
  /** Every key that ever signed, the first one first. */
  verifying(): Promise<Result<VerifyingKey[], StorageFailure>>;
  /** A new key, which signs from `at` on once `stored` is, with its entry, through `RequestStore.commit`. */
  prepare(at: EpochMs): Promise<Result<{ key: SigningKey; stored: StoredKeys }, StorageFailure>>;
  /** Throws the secret half of a key away that did not come to sign, or signs no more. Doing it again is harmless. */
  discard(kid: string): Promise<Result<true, StorageFailure>>;
};

/** Public halves, the one that signs last. */
export type StoredKeys = { rev: number; keys: VerifyingKey[] };

/** What admins set beside the policy, by kind. Each change is a ledger entry; changing one makes no request STALE. */
export type Settings = {
  /** Of the whole site; its id is `site`. */
  aliases: AliasTable;
  /** Of a space, by its id. */
  space: SpaceSettings;
  /** Of a page, by its id. */
  owner: PageOwner;
  /** Of a service or a workload, by its `homeKey`. */
  home: Home;
};

/** `spaceId`: where the page was when it was set. `groupId` null: nobody in particular owns its service. */
export type PageOwner = { spaceId: string; groupId: string | null };

/** null: nobody has answered the question yet, and nothing is written. */
export type SpaceSettings = {
  /** Keeps a Page Properties table on the pages that access is asked for on. */
  writesTable: boolean | null;
  /** Tells approvers and requesters by footer comments that mention them. */
  writesComments: boolean | null;
};

export type Setting<K extends keyof Settings> = { kind: K; id: string; rev: number; value: Settings[K] };
export type AnySetting = { [K in keyof Settings]: Setting<K> }[keyof Settings];

export type SettingStore = {
  /** Strictly consistent; null: nobody set it. Written through `RequestStore.commit`. */
  get<K extends keyof Settings>(kind: K, id: string): Promise<Result<Setting<K> | null, StorageFailure>>;
};

/** What pages show of the record, one row a page. Changes that the ledger tells are stored with `RequestStore.commit`. */
export type ProjectionStore = {
  /** Strictly consistent; null: nothing was ever shown on the page. */
  get(pageId: string): Promise<Result<PageProjection | null, StorageFailure>>;
  /** err CONFLICT when the stored `rev` is not `row.rev - 1` (0: there must be none). */
  save(row: PageProjection): Promise<StoredOutcome>;
  /** All whose page falls into that slice of the day (`slotOf`), as an index that lags has them. */
  inSlot(slot: number): Promise<Result<PageProjection[], StorageFailure>>;
};

/**
 * Work that follows from what was stored. A row stays until its work is done, so that a crash, a lost message or a full queue only delays
 * it; whoever works may do it twice, so all of it is idempotent.
 */
export type Outbox = {
  get(key: string): Promise<Result<OutboxItem | null, StorageFailure>>;
  /** Of that kind, due at `now`, the first due first, each as it is stored now: the index lags. At most 100. */
  due(
    kind: Effect['do'],
    page: { now: EpochMs; limit: number },
  ): Promise<Result<OutboxItem[], StorageFailure>>;
  /** Takes the item out. err CONFLICT when the same work was asked for again since the item was read: then it stays. */
  done(item: OutboxItem): Promise<StoredOutcome>;
  /** Puts the item off until `due`, one attempt on, under the same condition, and if nobody else put it off since it was read. */
  putOff(item: OutboxItem, due: EpochMs): Promise<StoredOutcome>;
};
export type StoredOutcome = Result<true, { code: 'CONFLICT' } | StorageFailure>;

/** `key` is `outboxKey(effect)`; `rev` the number of the ledger entry that asked for it last. */
export type OutboxItem = { key: string; rev: number; due: EpochMs; attempts: number; effect: Effect };

/** Messages that say which outbox item to look at. They may come twice, late, or never: the sweep finds what is left. */
export type WorkQueue = {
  push(
    keys: readonly string[],
    delaySeconds?: number,
  ): Promise<Result<true, { code: 'QUEUE_UNAVAILABLE'; detail: string }>>;
};
