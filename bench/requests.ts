import { createAuditStore } from '../src/adapters/forge/audit-store';
import { headRow, ledgerKey, ledgerRow, requestRow } from '../src/adapters/forge/access-rows';
import { listChain } from '../src/adapters/forge/chain-rows';
import { createIds } from '../src/adapters/forge/clock-and-ids';
import { mappingStore } from '../src/adapters/forge/mapping-store';
import { outbox } from '../src/adapters/forge/outbox';
import { pageSettingsStore } from '../src/adapters/forge/page-settings-store';
import { policyStore } from '../src/adapters/forge/policy-store';
import { recordedSettings } from '../src/adapters/forge/recorded-settings';
import { createRequestStore } from '../src/adapters/forge/request-store';
import { createSigningKeys } from '../src/adapters/forge/signing-keys';
import { makeCheckpoint } from '../src/app/access/checkpoints';
import { commandOf } from '../src/app/access/keep-step';
import { listSpaceRequests } from '../src/app/access/list-requests';
import { openRequest } from '../src/app/access/open-request';
import { previewRequest } from '../src/app/access/preview-request';
import { reviewRequest } from '../src/app/access/review-request';
import { verifyLedger } from '../src/app/access/verify-ledger';
import { withdrawRequest as takenBack } from '../src/app/access/withdraw-request';
import type { ResolverPorts } from '../src/app/resolver-ports';
import { append, chainOfSpace, genesis, type Head, type LedgerRecord } from '../src/domain/access/ledger';
import type { AccessRequest, Pending } from '../src/domain/access/request';
import { signHead } from '../src/domain/access/signed-head';
import type { Transition } from '../src/domain/access/transition';
import type { VerificationScope } from '../src/domain/access/verification';
import { withdrawRequest } from '../src/domain/access/withdraw-request';
import { ulid } from '../src/domain/ulid';
import { uninstallForge } from '../test/contract/forge-in-process';
import { countedStorage } from './counted-storage';
import { valueOf } from '../test/domain/access/builders';
import { DARIO, good, ORD, ORDERS_PAGE, SAM } from '../test/entry/a-world';
import { anAccessWorld, anAsk, type AccessWorld } from '../test/entry/an-access-world';

const REQUESTS = 10_000;
const PENDING = 500;
/** Entries after the checkpoint. */
const IN_A_DAY = 200;
const CHAIN = chainOfSpace(ORD);

/**
 * A space with ten thousand requests, over the adapters that run on Forge and the local host's storage in this process: what a panel's first
 * page, one decision, and verifying the record take. The time is the app's and the host's, not a network's.
 */
export const benchRequests = async (): Promise<void> => {
  const world = await anAccessWorld();
  const storage = countedStorage(world.time.now);
  try {
    const ports = portsOver(world, storage.now);
    const first = await asked(ports, world);
    const entries = await fill(ports, storage, first);
    console.log(`requests: ${REQUESTS} in a space, ${PENDING} of them pending, ${entries} entries`);
    console.table(Object.fromEntries(await measured(ports, storage, first)));
  } finally {
    uninstallForge();
  }
};

type Storage = ReturnType<typeof countedStorage>;

const portsOver = (world: AccessWorld, now: () => number): ResolverPorts => {
  let next = 0;
  const bytes = (count: number) =>
    Uint8Array.from({ length: count }, (_, n) => ((next += 1) * 31 + n * 7) % 256);
  const ids = createIds({ now, bytes });
  return {
    ...world.portsFor({ kind: 'person', accountId: SAM }),
    clock: { now: () => new Date(now()).toISOString(), remainingMs: () => 25_000 },
    ids,
    requests: createRequestStore({ ids }),
    policies: policyStore,
    recorded: recordedSettings,
    settings: pageSettingsStore,
    mappings: mappingStore,
    outbox,
    signing: createSigningKeys({ ids, random: () => bytes(32) }),
    audit: createAuditStore({ ids }),
  };
};

/** A request that the example's gateway knows, as somebody asks it. */
const asked = async (ports: ResolverPorts, world: AccessWorld): Promise<Pending> => {
  const page = good(await world.portsFor({ kind: 'person', accountId: DARIO }).confluence.page(ORDERS_PAGE));
  const about = { page, by: DARIO, draft: anAsk() };
  const { planHash } = good(await previewRequest(ports, about));
  const words = { reason: 'The partner’s new shop reads orders.', ticket: null };
  const command = commandOf(DARIO, 'bench', ['openRequest']);
  const request = good(await openRequest(ports, { ...about, ...words, planHash, command }));
  if (request.state !== 'PENDING') throw new Error(request.state);
  return request;
};

/** The others, as rows: each was asked, and all but some were taken back. One chain tells all of it. */
const fill = async (ports: ResolverPorts, storage: Storage, first: Pending): Promise<number> => {
  storage.passing(1_000);
  const key = good(await ports.signing.current());
  const known = good(await ports.requests.head(CHAIN));
  let head: Head = known ?? genesis(CHAIN);
  let rows: object[] = [];
  const put = (row: object): void => {
    rows.push(row);
    if (rows.length < 25) return;
    storage.batch(rows);
    rows = [];
  };
  const tell = ({ entry }: Pick<Transition, 'entry'>): void => {
    const appended: { record: LedgerRecord; head: Head } = append(head, entry, { actorRef: 'p' });
    const { record } = appended;
    put({ entityName: 'ledger', key: ledgerKey(CHAIN, record.entry.seq), value: ledgerRow(record) });
    head = appended.head;
  };
  for (let n = 1; n < REQUESTS; n += 1) {
    const at = first.openedAt + n * 1_000;
    const bytes = Uint8Array.from({ length: 10 }, (_, m) => (n >> (m % 3)) % 256);
    const opened: Pending = { ...first, id: ulid(at, bytes), openedAt: at, updatedAt: at };
    tell({ entry: { ...openedEntry(opened), at } });
    let request: AccessRequest = opened;
    if (n >= PENDING) {
      const step = withdrawRequest(opened, { by: DARIO, seen: opened }, { now: at + 1, aliases: [] });
      const withdrawn = valueOf(step);
      tell(withdrawn);
      request = withdrawn.request;
    }
    put({ entityName: 'request', key: request.id, value: await requestRow(request) });
  }
  put({ entityName: 'head', key: CHAIN, value: headRow(signHead(head, key), CHAIN) });
  if (rows.length > 0) storage.batch(rows);
  await listChain(CHAIN);
  return head.seq;
};

const openedEntry = (request: Pending): Transition['entry'] => ({
  type: 'request.opened',
  at: request.openedAt,
  actor: { kind: 'person', accountId: DARIO },
  req: request.id,
  rev: request.rev,
  planHash: request.planHash,
  body: {
    reason: request.reason,
    ticket: null,
    extends: null,
    state: 'PENDING',
    policyHash: request.policyHash,
  },
});

type Row = { ms: number; 'ms per 1 000 entries': number | string } & Record<
  'storage calls' | 'read units (10 KB)' | 'writes' | 'invocations',
  number
>;

const measured = async (ports: ResolverPorts, storage: Storage, first: Pending): Promise<[string, Row][]> => {
  const rows: [string, Row][] = [];
  const measure = async (title: string, work: () => Promise<{ invocations: number; entries: number }>) => {
    // As many minutes later as the rates take to start anew; while it is measured they hold.
    storage.passing(120_000);
    await recordedSettings.get('space', '0');
    storage.passing(0);
    const before = { ...storage.counts };
    storage.counts.units.length = 0;
    const start = performance.now();
    const { invocations, entries } = await work();
    const ms = performance.now() - start;
    const units = await Promise.all(storage.counts.units);
    rows.push([
      title,
      {
        ms: rounded(ms),
        'ms per 1 000 entries': entries === 0 ? '' : rounded((ms / entries) * 1_000),
        invocations,
        'storage calls': storage.counts.calls - before.calls,
        'read units (10 KB)': units.reduce((sum, each) => sum + each, 0),
        writes: storage.counts.writes - before.writes,
      },
    ]);
  };
  const once = { invocations: 1, entries: 0 };
  await measure('the panel’s first page, with counts', async () => {
    const list = good(await listSpaceRequests(ports, { spaceId: ORD, state: 'open', cursor: null }));
    if (list.rows.length !== 25) throw new Error('a page has 25');
    return once;
  });
  await measure('the ledger verified whole', () => verifying(ports, 'whole'));
  good(await makeCheckpoint(ports));
  await measure('one decision', async () => {
    await decide(ports, first);
    return once;
  });
  await takeBack(ports, storage);
  await measure('the ledger verified since the last checkpoint', () => verifying(ports, 'since-checkpoint'));
  return rows;
};

const decide = async (ports: ResolverPorts, request: Pending): Promise<void> => {
  const page = good(await ports.confluence.page(request.pageId));
  const decided = await reviewRequest(
    ports,
    { request, page },
    {
      by: SAM,
      verdict: 'approve',
      reason: '',
      seen: { rev: request.rev, planHash: request.planHash },
      command: commandOf(SAM, 'bench', ['reviewRequest']),
    },
  );
  if (good(decided).state !== 'APPROVED') throw new Error('not approved');
};

/** What happens in a day after the checkpoint. */
const takeBack = async (ports: ResolverPorts, storage: Storage): Promise<void> => {
  storage.passing(100);
  const filter = { by: 'space', spaceId: ORD, state: 'PENDING' } as const;
  for (let n = 0; n < IN_A_DAY; n += 1) {
    const { requests } = good(await ports.requests.list(filter, { cursor: null, limit: 1 }));
    const [request] = requests;
    if (request === undefined) throw new Error('nothing is pending');
    const command = commandOf(DARIO, `bench-${String(n)}`, ['withdrawRequest']);
    good(await takenBack(ports, request, { by: DARIO, seen: { rev: request.rev }, command }));
  }
};

/** As the panel does: one call after the other until there is a verdict. */
const verifying = async (
  ports: ResolverPorts,
  scope: VerificationScope,
): Promise<{ invocations: number; entries: number }> => {
  for (let invocations = 1; ; invocations += 1) {
    const step = { chain: CHAIN, spaceId: ORD, scope, begin: invocations === 1 };
    const done = good(await verifyLedger(ports, step));
    const outcome = done?.verification.outcome ?? null;
    if (outcome === null) continue;
    if (outcome.outcome !== 'verified') throw new Error(`not verified: ${JSON.stringify(outcome)}`);
    return { invocations, entries: outcome.checked };
  }
};

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
