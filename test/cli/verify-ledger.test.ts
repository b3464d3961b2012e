import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyLedger } from '../../cli/verify-ledger';
import { makeCheckpoint, readCheckpoint } from '../../src/app/access/checkpoints';
import type { CheckpointDocument, LedgerExport } from '../../src/domain/access/ledger-export';
import { chainOfSpace } from '../../src/domain/access/ledger';
import { signHead } from '../../src/domain/access/signed-head';
import {
  gatheredLedger,
  ledgerDocument,
  type GatheredLedger,
} from '../../src/ui/access/audit/ledger-document';
import { ADA, DARIO, good, ORD, SAM } from '../entry/a-world';
import { anAccessWorld, decide, send, setPolicy, type AccessWorld } from '../entry/an-access-world';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'gatehouse-audit-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

let files = 0;
const fileOf = (content: unknown): string => {
  const file = path.join(dir, `${String((files += 1))}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const verify = (document: unknown, ...checkpoints: unknown[]) => {
  const args = checkpoints.flatMap((one) => ['--checkpoint', fileOf(one)]);
  const { lines, exit } = verifyLedger([fileOf(document), ...args]);
  return { exit, text: lines.join('\n') };
};

/** The export as the interface puts it together. */
const exported = async (world: AccessWorld, withPeople = false): Promise<LedgerExport> => {
  let soFar: GatheredLedger | null = null;
  do {
    const part = { spaceId: ORD, from: soFar?.next ?? 1, to: soFar?.to ?? null, withPeople };
    soFar = gatheredLedger(soFar, good(await world.ask(SAM, 'exportLedger', part)));
    if (soFar === null) throw new Error('no beginning');
  } while (soFar.next !== null);
  return JSON.parse(ledgerDocument(soFar)) as LedgerExport;
};

const checkpointDocument = async (world: AccessWorld): Promise<CheckpointDocument> => {
  const ports = world.portsFor({ kind: 'anonymous' });
  const made = good(await makeCheckpoint(ports));
  return good(await readCheckpoint(ports, made?.day ?? '')).document;
};

/** Three entries, then a checkpoint, then two more. */
const aRecord = async () => {
  const world = await anAccessWorld();
  const { id, rev, planHash } = good(await send(world));
  good(await decide(world, SAM, { id, rev, planHash }));
  good(await setPolicy(world, { denials: 2 }));
  const kept = await checkpointDocument(world);
  good(await setPolicy(world, { denials: 3 }));
  return { world, kept, document: await exported(world) };
};

describe('an export of a record, without Gatehouse', () => {
  it('verifies from its first entry to its signed end, and says what that does not show', async () => {
    const { document } = await aRecord();
    const { exit, text } = verify(document);
    expect(exit).toBe(0);
    expect(text).toMatch(/^OK: \d entries of space-65537, up to [0-9a-f]{64}\.\nSigned with key key-1/);
    expect(text).toContain('It fits the checkpoint of 2026-11-23.');
    expect(text).toContain('Nothing that was kept elsewhere was given');
  });

  it('verifies against a checkpoint that was kept elsewhere', async () => {
    const { document, kept } = await aRecord();
    const { exit, text } = verify(document, kept);
    expect(exit).toBe(0);
    expect(text).toContain('1 kept elsewhere was given and holds.');
  });

  it('names nobody, unless whoever may see it asked for that, and verifies without the names', async () => {
    const { world, document } = await aRecord();
    expect(JSON.stringify(document)).not.toMatch(/712020:/);
    const named = await exported(world, true);
    expect(Object.values(named.people ?? {}).sort()).toEqual([DARIO, SAM]);
    expect(named.people?.[named.madeBy]).toBe(SAM);
    expect(verify(named).exit).toBe(0);
    expect(verify({ ...named, people: null }).exit).toBe(0);
  });

  it('still verifies after somebody was forgotten', async () => {
    const { world } = await aRecord();
    const { requests } = world.portsFor({ kind: 'anonymous' });
    good(await requests.erasePerson(DARIO));
    const document = await exported(world, true);
    expect(Object.values(document.people ?? {})).toEqual([SAM]);
    expect(verify(document).exit).toBe(0);
  });

  it('verifies across an exchange of the key', async () => {
    const { world, kept } = await aRecord();
    world.time.now += 86_400_000;
    good(await world.ask(ADA, 'rotateKey', {}));
    good(await setPolicy(world, { denials: 4 }));
    const document = await exported(world);
    expect(document.head?.kid).toBe('key-2');
    expect(verify(document, kept).exit).toBe(0);
  });
});

it('takes nothing that a key signed after it was exchanged, whatever an older checkpoint says of that key', async () => {
  const { world, kept } = await aRecord();
  const old = good(await world.portsFor({ kind: 'anonymous' }).signing.current());
  world.time.now += 86_400_000;
  good(await world.ask(ADA, 'rotateKey', {}));
  world.time.now += 86_400_000;
  good(await setPolicy(world, { denials: 4 }));
  const document = await exported(world);
  if (document.head === null) throw new Error('no end');
  const { chain, seq, hash, at } = document.head;
  const forged = { ...document, head: signHead({ chain, seq, hash, at }, old) };
  expect(verify(forged, kept)).toMatchObject({
    exit: 1,
    text: expect.stringContaining('UNKNOWN KEY') as string,
  });
});

describe('an export that was tampered with', () => {
  const at =
    (nth: number, change: (record: LedgerExport['records'][number]) => unknown) =>
    ({ records, ...rest }: LedgerExport) => ({
      ...rest,
      records: records.map((record, n) => (n === nth ? change(record) : record)),
    });

  it.each<[what: string, tamper: (document: LedgerExport) => unknown, says: string]>([
    [
      'an entry that tells something else',
      at(1, (r) => ({ ...r, body: { reason: 'x' } })),
      'BROKEN at entry 2',
    ],
    [
      'an entry of somebody else',
      at(1, (r) => ({ ...r, entry: { ...r.entry, actorRef: 'p9' } })),
      'BROKEN at entry 2',
    ],
    [
      'an entry with something added',
      at(1, (r) => ({ ...r, entry: { ...r.entry, note: 1 } })),
      'BROKEN at entry 2',
    ],
    ['an entry with another hash', at(0, (r) => ({ ...r, hash: 'f'.repeat(64) })), 'BROKEN at entry 1'],
    [
      'an entry that is gone',
      ({ records, ...rest }) => ({ ...rest, records: records.filter((_, n) => n !== 2) }),
      'BROKEN at entry 3',
    ],
    [
      'two entries in another order',
      ({ records, ...rest }) => ({ ...rest, records: [1, 0, 2, 3, 4].flatMap((n) => records[n] ?? []) }),
      'BROKEN at entry 1',
    ],
    [
      'an entry that is there twice',
      ({ records, ...rest }) => ({ ...rest, records: [...records.slice(0, 2), ...records.slice(1)] }),
      'BROKEN at entry 3',
    ],
    [
      'entries missing at the end',
      ({ records, ...rest }) => ({ ...rest, records: records.slice(0, 2) }),
      'TRUNCATED: space-65537 ends at entry 2',
    ],
    ['another end', (one) => ({ ...one, head: one.head && { ...one.head, at: one.head.at + 1 } }), 'BROKEN'],
    ['a key that is none of ours', (one) => ({ ...one, keys: [] }), 'UNKNOWN KEY'],
    ['no end at all', (one) => ({ ...one, head: null }), 'TRUNCATED: space-65537 ends at entry 0'],
    [
      'a checkpoint that says something else',
      (one) => ({
        ...one,
        checkpoints: one.checkpoints.map((each) => ({ ...each, head: { ...each.head, seq: 1 } })),
      }),
      'BAD CHECKPOINT: the one of 2026-11-23 in the export',
    ],
    ['the name of another chain', (one) => ({ ...one, chain: 'space-1' }), 'BAD CHECKPOINT'],
  ])('is found out: %s', async (_, tamper, says) => {
    const { document } = await aRecord();
    const { exit, text } = verify(tamper(document));
    expect(exit).toBe(1);
    expect(text).toContain(says);
  });

  /** Whoever holds the key can make a shorter record that is whole in itself: only what was kept elsewhere shows it. */
  const cutBack = async () => {
    const { world, kept, document } = await aRecord();
    const key = good(await world.portsFor({ kind: 'anonymous' }).signing.current());
    const records = document.records.slice(0, 2);
    const last = records[1];
    if (last === undefined) throw new Error('no entry');
    const chain = chainOfSpace(ORD);
    const head = signHead({ chain, seq: 2, hash: last.hash, at: last.entry.at }, key);
    return { kept, forged: { ...document, records, head, checkpoints: [] } };
  };

  it('is truncated against a checkpoint that was kept elsewhere, and against nothing else', async () => {
    const { kept, forged } = await cutBack();
    expect(verify(forged).exit).toBe(0);
    const { exit, text } = verify(forged, kept);
    expect(exit).toBe(1);
    expect(text).toMatch(/^TRUNCATED: space-65537 ends at entry 2; entry \d was signed or published\.$/);
  });

  it('is signed by somebody else when its key has the name of one that was kept elsewhere', async () => {
    const { document, kept } = await aRecord();
    const keys = document.keys.map((key) => ({ ...key, publicKey: 'a'.repeat(64) }));
    expect(verify({ ...document, keys, checkpoints: [] }, kept)).toMatchObject({
      exit: 1,
      text: expect.stringContaining('OTHER KEY') as string,
    });
  });

  it('is not measured by a checkpoint that does not fit its own signature', async () => {
    const { document, kept } = await aRecord();
    const checkpoint = { ...kept.checkpoint, day: '2026-11-20' };
    expect(verify(document, { ...kept, checkpoint })).toMatchObject({
      exit: 1,
      text: expect.stringContaining('BAD CHECKPOINT: the one of 2026-11-20 that was given') as string,
    });
  });
});

describe('what is no export', () => {
  it('is said to be none, naming what is not understood', async () => {
    const { document, kept } = await aRecord();
    expect(verify('{"v":1').text).toContain('is not JSON');
    expect(verify(kept)).toMatchObject({ exit: 2 });
    const { text, exit } = verify({ ...document, records: [{ entry: {}, hash: '', body: null }] });
    expect([exit, text]).toEqual([2, expect.stringContaining('records.0.entry.chain')]);
    expect(verify(document, document)).toMatchObject({ exit: 2 });
    expect(verifyLedger([])).toMatchObject({ exit: 2 });
    expect(verifyLedger(['a', 'b'])).toMatchObject({ exit: 2 });
    expect(verifyLedger(['a', '--checkpoint'])).toMatchObject({ exit: 2 });
    expect(verifyLedger([path.join(dir, 'nowhere.json')]).lines[0]).toContain('cannot be read');
  });

  it('is told by the exit code too, as a shell sees it', async () => {
    const { document } = await aRecord();
    const run = (file: string): { status: number; text: string } => {
      try {
        const text = execFileSync('npm', ['run', '--silent', 'verify-ledger', '--', file], {
          encoding: 'utf8',
        });
        return { status: 0, text };
      } catch (thrown) {
        const { status, stdout } = thrown as { status: number; stdout: string };
        return { status, text: stdout };
      }
    };
    expect(run(fileOf(document))).toMatchObject({
      status: 0,
      text: expect.stringMatching(/^OK: /) as string,
    });
    const cut = { ...document, records: document.records.slice(0, 1) };
    expect(run(fileOf(cut))).toMatchObject({
      status: 1,
      text: expect.stringMatching(/^TRUNCATED: /) as string,
    });
  });
});
