import type { MappingStore, PageSettingsStore, StorageFailure } from '../../app/ports';
import type {
  AnySetting,
  Command,
  Commit,
  Committed,
  KnownPerson,
  Outbox,
  OutboxItem,
  PolicyStore,
  ProjectionStore,
  RequestFilter,
  RequestPage,
  RequestStore,
  Setting,
  Settings,
  SettingStore,
  SigningKeys,
  StoredPolicy,
} from '../../app/ports-of-access';
import { withoutPerson } from '../../domain/access/forget';
import { append, genesis, type LedgerRecord } from '../../domain/access/ledger';
import { slotOf, type PageProjection } from '../../domain/access/page-projection';
import { DEFAULT_POLICY } from '../../domain/access/policy';
import type { AccessRequest } from '../../domain/access/request';
import type { SignedHead } from '../../domain/access/signed-head';
import { outboxKey } from '../../domain/access/transition';
import { err, ok, type Result } from '../../domain/result';
import { firstKeys, signingKeysIn, type KeptKeys } from './signing-keys';
import { sameSubject } from '../../domain/identity/mapping';
import { applyChange, followsOn, mappingsOf, type KeptMappings } from './mapping-store';

export type MemoryRequests = {
  requests: RequestStore;
  policies: PolicyStore;
  recorded: SettingStore;
  projections: ProjectionStore;
  mappings: MappingStore;
  settings: PageSettingsStore;
  signing: SigningKeys;
  outbox: Outbox;
  /** Calls before storage stops answering; null: it never does. A call that fails changed nothing. */
  stopAfter(calls: number | null): void;
  /** While it is named, this kind of setting alone cannot be read. */
  hide(kind: keyof Settings | null): void;
  /** Puts other records in a chain's place, as somebody could who got at storage itself; `head` absent: its end stays. */
  tamper(chain: string, records: readonly LedgerRecord[], head?: SignedHead | null): void;
  /** All that is kept, as text: for tests that look for what must not be there, or must not have changed. */
  dump(): string;
};

type Kept = {
  requests: Map<string, AccessRequest>;
  policies: Map<string, StoredPolicy>;
  settings: Map<string, AnySetting>;
  projections: Map<string, PageProjection>;
  mappings: KeptMappings;
  signing: KeptKeys;
  outbox: Map<string, OutboxItem>;
  heads: Map<string, SignedHead>;
  records: Map<string, LedgerRecord[]>;
  /** What was changed, not how it was then, by a key that names nobody. */
  commands: Map<string, { digest: string; about: { requestId: string | null; policyOf: string | null } }>;
  /** By account. */
  people: Map<string, KnownPerson & { at: number }>;
  counted: { people: number };
};

/** Requests, the ledger, and what is stored together with its entries, in memory. Values are copied in and out, as a real store would. */
export const createMemoryRequests = (): MemoryRequests => {
  const kept: Kept = {
    requests: new Map(),
    policies: new Map(),
    settings: new Map(),
    projections: new Map(),
    mappings: new Map(),
    signing: firstKeys(),
    outbox: new Map(),
    heads: new Map(),
    records: new Map(),
    commands: new Map(),
    people: new Map(),
    counted: { people: 0 },
  };
  let left: number | null = null;
  let hidden: keyof Settings | null = null;
  const call = <T, E extends { code: string }>(
    run: () => Result<T, E>,
  ): Promise<Result<T, E | StorageFailure>> => {
    if (left !== null && left-- <= 0)
      return Promise.resolve(err({ code: 'STORAGE_UNAVAILABLE', detail: 'switched off' }));
    return Promise.resolve(structuredClone(run()));
  };
  const answered = (command: Command): Result<Committed | null, { code: 'COMMAND_REUSED' }> => {
    const known = kept.commands.get(commandKey(kept, command));
    if (known === undefined) return ok(null);
    if (known.digest !== command.digest) return err({ code: 'COMMAND_REUSED' });
    const { requestId, policyOf } = known.about;
    return ok({
      request: kept.requests.get(requestId ?? '') ?? null,
      policy: kept.policies.get(policyOf ?? '') ?? null,
    });
  };
  return {
    requests: {
      get: (id) => call(() => ok(kept.requests.get(id) ?? null)),
      list: (filter, page) => call(() => ok(pageOf([...kept.requests.values()], filter, page))),
      scan: (spaceId, { cursor }) =>
        call(() => {
          const all = [...kept.requests.values()]
            .filter((one) => one.spaceId === spaceId)
            .sort((a, b) => a.updatedAt - b.updatedAt || (a.id < b.id ? -1 : 1));
          const start = cursor === null ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
          const requests = all.slice(start, start + SCANNED_AT_ONCE);
          const isMore = start + SCANNED_AT_ONCE < all.length;
          return ok({ requests, cursor: isMore ? (requests.at(-1)?.id ?? null) : null });
        }),
      count: (spaceId, state) =>
        call(() =>
          ok(
            [...kept.requests.values()].filter((one) => one.spaceId === spaceId && one.state === state)
              .length,
          ),
        ),
      answered: (command) => call(() => answered(command)),
      commit: (decision) =>
        call((): Result<Committed, { code: 'CONFLICT' } | { code: 'COMMAND_REUSED' }> => {
          const before = decision.command === null ? ok(null) : answered(decision.command);
          if (!before.ok) return before;
          return before.value === null ? commit(kept, decision) : ok(before.value);
        }),
      chains: () => call(() => ok([...kept.heads.keys()].sort())),
      head: (chain) => call(() => ok(kept.heads.get(chain) ?? null)),
      records: (chain, { from, to }) =>
        call(() =>
          ok((kept.records.get(chain) ?? []).filter(({ entry }) => entry.seq >= from && entry.seq <= to)),
        ),
      about: (requestId) =>
        call(() => ok([...kept.records.values()].flat().filter(({ entry }) => entry.req === requestId))),
      pseudonyms: (accountIds, at) =>
        call(() =>
          ok(new Map(accountIds.map((accountId) => [accountId, refOf(kept, accountId, at)] as const))),
        ),
      people: (actorRefs) =>
        call(() =>
          ok(
            new Map(
              [...kept.people.values()]
                .filter(({ ref }) => actorRefs.includes(ref))
                .map(({ ref, accountId }) => [ref, accountId] as const),
            ),
          ),
        ),
      forgetInRequests: (accountId, standIn) =>
        call(() => {
          const pages = new Set<string>();
          for (const [id, request] of kept.requests) {
            const forgotten = withoutPerson(request, accountId, standIn);
            if (forgotten === request) continue;
            pages.add(request.pageId);
            kept.requests.set(id, { ...forgotten, rev: request.rev + 1 });
          }
          return ok([...pages]);
        }),
      erasePerson: (accountId) =>
        call(() => {
          kept.people.delete(accountId);
          return ok(true as const);
        }),
      notReportedSince: (until, limit) =>
        call(() =>
          ok(
            [...kept.people.values()]
              .filter(({ at }) => at <= until)
              .sort((a, b) => a.at - b.at || (a.accountId < b.accountId ? -1 : 1))
              .slice(0, limit)
              .map(({ at: _, ...person }) => person),
          ),
        ),
      noteReported: ({ accountIds, refreshed }, at) =>
        call(() => {
          for (const accountId of accountIds) {
            const known = kept.people.get(accountId);
            if (known === undefined) continue;
            const updatedAt = refreshed.includes(accountId) ? at : known.updatedAt;
            kept.people.set(accountId, { ...known, at, updatedAt });
          }
          return ok(true as const);
        }),
    },
    policies: {
      get: (spaceId) =>
        call(() => ok(kept.policies.get(spaceId) ?? { spaceId, rev: 0, policy: DEFAULT_POLICY })),
      all: () => call(() => ok([...kept.policies.values()])),
    },
    recorded: {
      get: <K extends keyof Settings>(kind: K, id: string) =>
        call((): Result<Setting<K> | null, StorageFailure> =>
          kind === hidden
            ? err({ code: 'STORAGE_UNAVAILABLE', detail: 'hidden' })
            : ok((kept.settings.get(settingKey({ kind, id })) ?? null) as Setting<K> | null),
        ),
    },
    projections: {
      get: (pageId) => call(() => ok(kept.projections.get(pageId) ?? null)),
      save: (row) =>
        call(() => {
          if ((kept.projections.get(row.pageId)?.rev ?? 0) !== row.rev - 1)
            return err({ code: 'CONFLICT' as const });
          kept.projections.set(row.pageId, structuredClone(row));
          return ok(true as const);
        }),
      inSlot: (slot) =>
        call(() => ok([...kept.projections.values()].filter(({ pageId }) => slotOf(pageId) === slot))),
    },
    settings: {
      ownerGroup: (pageId) => call(() => ok(ownerIn(kept, pageId)?.value.groupId ?? null)),
      pagesIn: (spaceId) => call(() => ok(pagesIn(kept, spaceId))),
    },
    signing: signingKeysIn(kept.signing),
    mappings: {
      list: (id) => call(() => ok(mappingsOf(kept.mappings, id))),
      of: (subject) =>
        call(() => ok([...kept.mappings.values()].filter((one) => sameSubject(one.subject, subject)))),
      forgetWhoSaid: (id, accountId, standIn) =>
        call(() => {
          for (const [key, one] of kept.mappings)
            if (one.connectionId === id && one.assertedBy === accountId)
              kept.mappings.set(key, { ...one, assertedBy: standIn });
          return ok(true as const);
        }),
    },
    outbox: {
      get: (key) => call(() => ok(kept.outbox.get(key) ?? null)),
      due: (kind, { now, limit }) => call(() => ok(dueOf(kept, { kind, now }).slice(0, limit))),
      done: (item) =>
        call(() => {
          if (kept.outbox.get(item.key)?.rev !== item.rev) return err({ code: 'CONFLICT' as const });
          kept.outbox.delete(item.key);
          return ok(true as const);
        }),
      putOff: (item, due) =>
        call(() => {
          const now = kept.outbox.get(item.key);
          if (now?.rev !== item.rev || now.attempts !== item.attempts)
            return err({ code: 'CONFLICT' as const });
          kept.outbox.set(item.key, { ...structuredClone(item), due, attempts: item.attempts + 1 });
          return ok(true as const);
        }),
    },
    stopAfter: (calls) => {
      left = calls;
    },
    hide: (kind) => {
      hidden = kind;
    },
    tamper: (chain, records, head) => {
      kept.records.set(chain, structuredClone([...records]));
      if (head === null) kept.heads.delete(chain);
      else if (head !== undefined) kept.heads.set(chain, head);
    },
    dump: () => JSON.stringify(Object.values(kept).map((part) => (part instanceof Map ? [...part] : part))),
  };
};

const SCANNED_AT_ONCE = 100;

const ownerIn = (kept: Kept, pageId: string): Setting<'owner'> | null =>
  (kept.settings.get(settingKey({ kind: 'owner', id: pageId })) ?? null) as Setting<'owner'> | null;

const pagesIn = (kept: Kept, spaceId: string): string[] => {
  const asked = [...kept.requests.values()].filter((one) => one.spaceId === spaceId);
  const owned = [...kept.settings.values()].filter(
    (one) => one.kind === 'owner' && one.value.spaceId === spaceId,
  );
  return [...new Set([...asked.map(({ pageId }) => pageId), ...owned.map(({ id }) => id)])].sort();
};

/** By pseudonym; one who has none yet never gave a command. */
const commandKey = ({ people }: Kept, { by, id }: Command): string => `${people.get(by)?.ref ?? by} ${id}`;

const commit = (
  kept: Kept,
  { chain, entry, request, policy, settings, page, mappings, keys, effects, command, seal }: Commit,
): Result<Committed, { code: 'CONFLICT' }> => {
  if (request !== null && (kept.requests.get(request.id)?.rev ?? 0) !== request.rev - 1)
    return err({ code: 'CONFLICT' });
  if (policy !== null && (kept.policies.get(policy.spaceId)?.rev ?? 0) !== policy.rev - 1)
    return err({ code: 'CONFLICT' });
  if (!settings.every((setting) => (kept.settings.get(settingKey(setting))?.rev ?? 0) === setting.rev - 1))
    return err({ code: 'CONFLICT' });
  if (keys !== null && kept.signing.row.rev !== keys.rev - 1) return err({ code: 'CONFLICT' });
  if (!mappings.every((edit) => followsOn(kept.mappings, edit))) return err({ code: 'CONFLICT' });
  const { record, head } = append(kept.heads.get(chain) ?? genesis(chain), entry, {
    actorRef:
      entry.actor.kind === 'job' ? `job:${entry.actor.name}` : refOf(kept, entry.actor.accountId, entry.at),
  });
  const shown = page?.(head) ?? null;
  if (shown !== null && (kept.projections.get(shown.pageId)?.rev ?? 0) !== shown.rev - 1)
    return err({ code: 'CONFLICT' });
  const sealed = seal(head);
  const answer = structuredClone({ request, policy });
  kept.heads.set(chain, sealed);
  kept.records.set(chain, [...(kept.records.get(chain) ?? []), structuredClone(record)]);
  if (answer.request !== null) kept.requests.set(answer.request.id, answer.request);
  if (answer.policy !== null) kept.policies.set(answer.policy.spaceId, answer.policy);
  for (const setting of settings) kept.settings.set(settingKey(setting), structuredClone(setting));
  if (shown !== null) kept.projections.set(shown.pageId, structuredClone(shown));
  if (keys !== null) kept.signing.row = structuredClone(keys);
  for (const edit of mappings) applyChange(kept.mappings, edit);
  for (const effect of structuredClone(effects)) {
    const key = outboxKey(effect);
    kept.outbox.set(key, { key, rev: head.seq, due: entry.at, attempts: 0, effect });
  }
  if (command !== null) {
    const about = { requestId: request?.id ?? null, policyOf: policy?.spaceId ?? null };
    if (!command.by.startsWith('job:')) refOf(kept, command.by, entry.at);
    kept.commands.set(commandKey(kept, command), { digest: command.digest, about });
  }
  return ok(answer);
};

const settingKey = ({ kind, id }: Pick<AnySetting, 'kind' | 'id'>): string => `${kind}#${id}`;

const dueOf = (kept: Kept, { kind, now }: { kind: string; now: number }): OutboxItem[] =>
  [...kept.outbox.values()]
    .filter(({ effect, due }) => effect.do === kind && due <= now)
    .sort((a, b) => a.due - b.due || (a.key < b.key ? -1 : 1));

const refOf = (kept: Kept, accountId: string, at: number): string => {
  const known = kept.people.get(accountId);
  if (known !== undefined) return known.ref;
  // Counted on beyond those that were forgotten: a pseudonym is never given twice.
  const ref = `person-${(kept.counted.people += 1)}`;
  kept.people.set(accountId, { accountId, ref, at, updatedAt: at });
  return ref;
};

const pageOf = (
  all: AccessRequest[],
  filter: RequestFilter,
  { cursor, limit }: { cursor: string | null; limit: number },
): RequestPage => {
  const found = all.filter(matching(filter)).sort(orderOf(filter));
  const start = cursor === null ? 0 : found.findIndex(({ id }) => id === cursor) + 1;
  const requests = found.slice(start, start + limit);
  return { requests, cursor: start + limit < found.length ? (requests.at(-1)?.id ?? null) : null };
};

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

const orderOf =
  ({ by }: RequestFilter) =>
  (a: AccessRequest, b: AccessRequest): number => {
    const due = (one: AccessRequest): number => {
      if (by === 'expiring') return 'expiresAt' in one ? one.expiresAt : 0;
      return 'pendingUntil' in one ? one.pendingUntil : by === 'site' ? one.updatedAt : 0;
    };
    if (by === 'in-state' || by === 'expiring') return due(a) - due(b) || (a.id < b.id ? -1 : 1);
    if (by === 'site') return due(b) - due(a) || (a.id < b.id ? 1 : -1);
    return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
  };
