import { makeCheckpoint } from '../../src/app/access/checkpoints';
import { append, chainOfSpace, genesis, type LedgerRecord } from '../../src/domain/access/ledger';
import { PROJECTION_KEY, projectionOf } from '../../src/domain/access/projection';
import { job } from '../../src/domain/access/transition';
import { signHead } from '../../src/domain/access/signed-head';
import { checkpointOf } from '../../src/domain/access/checkpoint';
import { propertyName } from '../../src/adapters/memory/confluence-pages';
import { ADA, good, ORD, ORDERS_PAGE, SAM } from './a-world';
import { anAccessWorld, send, setPolicy, type AccessWorld } from './an-access-world';

const DAY = 86_400_000;
const CHAIN = chainOfSpace(ORD);

/** The space's record has `entries` entries: a request, then changes of the policy. */
const aRecord = async (entries: number) => {
  const world = await anAccessWorld();
  good(await send(world));
  for (let n = 2; n <= entries; n += 1) await change(world, n);
  return world;
};
/** One entry more. No request is open that would become stale. */
const change = async (world: AccessWorld, n: number) => {
  const { requests } = world.portsFor({ kind: 'anonymous' });
  const before = good(await requests.head(CHAIN))?.seq ?? 0;
  good(await setPolicy(world, { reasonMinLength: 10 + n }));
  return (good(await requests.head(CHAIN))?.seq ?? 0) - before;
};

type Scope = 'whole' | 'since-checkpoint';
type Step = { scope?: Scope; begin?: boolean; who?: string };
const verify = async (world: AccessWorld, { scope = 'whole', begin = true, who = SAM }: Step = {}) =>
  good(await world.ask(who, 'verifyLedger', { spaceId: ORD, scope, begin }));
const known = async (world: AccessWorld) => good(await world.ask(SAM, 'readVerifications', { spaceId: ORD }));
const checkpointNow = async (world: AccessWorld) =>
  good(await makeCheckpoint(world.portsFor({ kind: 'anonymous' })));
const recordsOf = async (world: AccessWorld): Promise<LedgerRecord[]> =>
  good(await world.portsFor({ kind: 'anonymous' }).requests.records(CHAIN, { from: 1, to: 99 }));
const headOf = async (world: AccessWorld) => {
  const head = good(await world.portsFor({ kind: 'anonymous' }).requests.head(CHAIN));
  if (head === null) throw new Error('no head');
  return head;
};
/** What somebody who got at storage and at the key could do: the last entries are gone, and the end is signed again. */
const cutBackTo = async (world: AccessWorld, seq: number) => {
  const records = (await recordsOf(world)).slice(0, seq);
  const last = records.at(-1);
  const key = good(await world.portsFor({ kind: 'anonymous' }).signing.current());
  if (last === undefined) throw new Error('nothing is left');
  const { entry, hash } = last;
  world.access.tamper(CHAIN, records, signHead({ chain: CHAIN, seq, hash, at: entry.at }, key));
};

describe('verifying a record', () => {
  it('says that nothing was recorded, or that all is as it was', async () => {
    const empty = await anAccessWorld();
    expect((await verify(empty))?.verdict).toMatchObject({ outcome: 'verified', upTo: 0 });
    const world = await aRecord(3);
    const view = await verify(world);
    expect(view?.verdict?.outcome).toBe('verified');
    expect(view?.walked).toBe(view?.entries);
    expect((await known(world)).known).toEqual([view]);
  });

  it('is begun by a click, not by looking, and goes on only with one that was begun', async () => {
    const world = await aRecord(2);
    expect(await known(world)).toMatchObject({ known: [] });
    expect(await verify(world, { begin: false })).toBeNull();
    const done = await verify(world);
    world.time.now += 60_000;
    expect(await verify(world, { begin: false })).toEqual(done);
    expect((await verify(world))?.startedAt).not.toBe(done?.startedAt);
  });

  it('stops when the time is up, keeps how far it came, and goes on from there', async () => {
    const world = await aRecord(2);
    world.time.remainingMs = 4_000;
    const left = await verify(world);
    expect(left).toMatchObject({ walked: 0, verdict: null });
    expect((await known(world)).known).toEqual([left]);
    // Beginning again while one goes on does not throw away what was walked.
    world.time.now += 60_000;
    expect((await verify(world))?.startedAt).toBe(left?.startedAt);
    world.time.remainingMs = 25_000;
    expect((await verify(world, { begin: false }))?.verdict?.outcome).toBe('verified');
  });

  it('walks a part of a long record in each call, and all of it in the end', async () => {
    const world = await anAccessWorld();
    const key = good(await world.portsFor({ kind: 'anonymous' }).signing.current());
    const records: LedgerRecord[] = [];
    let head = genesis(CHAIN);
    for (let n = 0; n < 2_300; n += 1) {
      const draft = { type: 'request.opened', at: n, actor: job('test'), req: null, rev: 1 } as const;
      const appended = append(head, { ...draft, planHash: null, body: {} }, { actorRef: 'p' });
      records.push(appended.record);
      head = appended.head;
    }
    world.access.tamper(CHAIN, records, signHead(head, key));
    expect(await verify(world)).toMatchObject({ walked: 1_000, entries: 2_300, verdict: null });
    expect(await verify(world, { begin: false })).toMatchObject({ walked: 2_000, verdict: null });
    const done = await verify(world, { begin: false });
    expect(done).toMatchObject({ walked: 2_300, verdict: { outcome: 'verified', upTo: 2_300 } });
  });

  it('walks on to the new end of a record that grew meanwhile', async () => {
    const world = await aRecord(2);
    world.time.remainingMs = 4_000;
    await verify(world);
    await change(world, 30);
    world.time.remainingMs = 25_000;
    const done = await verify(world, { begin: false });
    expect(done?.verdict).toMatchObject({ outcome: 'verified', upTo: (await headOf(world)).seq });
  });

  it('takes no step twice when two watch it', async () => {
    const world = await aRecord(4);
    const [one, two] = await Promise.all([verify(world), verify(world)]);
    expect(one?.verdict).toEqual(two?.verdict);
    expect((await known(world)).known).toHaveLength(1);
  });

  it('says at which entry it was altered, and how', async () => {
    const world = await aRecord(5);
    const records = await recordsOf(world);
    const altered = records.map((record) =>
      record.entry.seq === 3 ? { ...record, body: { was: 'nothing' } } : record,
    );
    world.access.tamper(CHAIN, altered);
    expect((await verify(world))?.verdict).toMatchObject({
      outcome: 'broken',
      upTo: 2,
      sentence: 'Entry 3 is not as it was recorded: what it tells was altered.',
    });
    world.access.tamper(
      CHAIN,
      records.filter(({ entry }) => entry.seq !== 4),
    );
    expect((await verify(world))?.verdict).toMatchObject({ outcome: 'broken', upTo: 3 });
    world.access.tamper(CHAIN, records);
    expect((await verify(world))?.verdict?.outcome).toBe('verified');
  });

  it('says that the last entries are missing, by its signed end', async () => {
    const world = await aRecord(5);
    const { seq } = await headOf(world);
    world.access.tamper(CHAIN, (await recordsOf(world)).slice(0, 2));
    expect((await verify(world))?.verdict).toEqual({
      outcome: 'truncated',
      upTo: 2,
      at: '2026-11-23T10:00:00.000Z',
      sentence: `The record ends at entry 2; entry ${String(seq)} was published by its signed end.`,
    });
  });

  it('says that its end is signed with a key that is none of the app’s', async () => {
    const world = await aRecord(2);
    const { seq, hash, at } = await headOf(world);
    const forged = signHead(
      { chain: CHAIN, seq, hash, at },
      { kid: 'k9', secretKey: new Uint8Array(32).fill(9) },
    );
    world.access.tamper(CHAIN, await recordsOf(world), forged);
    expect((await verify(world))?.verdict).toMatchObject({ outcome: 'unknown-key' });
  });
});

describe('against what was published elsewhere', () => {
  it('starts at the last checkpoint, and names it', async () => {
    const world = await aRecord(3);
    await checkpointNow(world);
    const { seq } = await headOf(world);
    world.time.now += DAY;
    await change(world, 40);
    const view = await verify(world, { scope: 'since-checkpoint' });
    expect(view).toMatchObject({ since: '2026-11-23', from: seq + 1 });
    expect(view?.verdict?.sentence).toContain(`since the checkpoint of 2026-11-23 (entry ${String(seq)})`);
    expect((await verify(world))?.verdict?.sentence).toContain('fit what was published');
    expect((await known(world)).known).toHaveLength(2);
  });

  it('starts at the first entry where there is no checkpoint', async () => {
    const world = await aRecord(2);
    expect(await verify(world, { scope: 'since-checkpoint' })).toMatchObject({ since: null, from: 1 });
  });

  it('notices that the end was cut back behind a checkpoint’s back, whole or since', async () => {
    const world = await aRecord(5);
    const { seq } = await headOf(world);
    await checkpointNow(world);
    await cutBackTo(world, 2);
    for (const scope of ['whole', 'since-checkpoint'] as const)
      expect((await verify(world, { scope }))?.verdict).toMatchObject({
        outcome: 'truncated',
        upTo: 2,
        sentence: `The record ends at entry 2; entry ${String(seq)} was published by the checkpoint of 2026-11-23.`,
      });
  });

  it('notices it by the property of a page', async () => {
    const world = await aRecord(5);
    const { kid: _, sig: __, v: ___, ...head } = await headOf(world);
    const key = good(await world.portsFor({ kind: 'anonymous' }).signing.current());
    const place = { app: 'app', installation: 'inst', page: ORDERS_PAGE };
    const value = projectionOf(place, { requests: [], rev: 1, head, now: world.time.now }, key);
    const property = { version: 1, value, by: SAM, at: '2026-11-23T10:00:00.000Z' };
    world.site.properties.set(propertyName(ORDERS_PAGE, PROJECTION_KEY), property);
    expect((await verify(world))?.verdict?.outcome).toBe('verified');
    await cutBackTo(world, 2);
    expect((await verify(world))?.verdict).toMatchObject({
      outcome: 'truncated',
      sentence: `The record ends at entry 2; entry ${String(head.seq)} was published by page ${ORDERS_PAGE}.`,
    });
  });

  it('names checkpoints that are not as they were made, and takes none of them as a witness', async () => {
    const world = await aRecord(3);
    const key = good(await world.portsFor({ kind: 'anonymous' }).signing.current());
    const honest = checkpointOf([], world.time.now, key);
    const forged = { ...honest, chains: 1, heads: [{ chain: CHAIN, seq: 99, hash: 'f'.repeat(64), at: 1 }] };
    good(await world.audit.addCheckpoint(forged));
    const view = await verify(world);
    expect(view).toMatchObject({ unusable: ['2026-11-23'], verdict: { outcome: 'verified' } });
    expect((await verify(world, { scope: 'since-checkpoint' }))?.since).toBeNull();
  });
});

it('keeps the verifications of the site’s record apart', async () => {
  const world = await aRecord(2);
  await verify(world);
  expect(good(await world.ask(ADA, 'readSiteVerifications', {}))).toEqual({ entries: 0, known: [] });
});
