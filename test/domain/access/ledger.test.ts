import fc from 'fast-check';
import type { Json } from '../../../src/domain/json';
import { anchorsOf, checkpointOf, verifyCheckpoint } from '../../../src/domain/access/checkpoint';
import { hashOf } from '../../../src/domain/access/canonical-json';
import { append, genesis, type Head, type LedgerRecord } from '../../../src/domain/access/ledger';
import { merkleRoot } from '../../../src/domain/access/merkle';
import { signHead } from '../../../src/domain/access/signed-head';
import { verifyingKeyOf, withNextKey, type SigningKey } from '../../../src/domain/access/signature';
import { job, type EntryDraft } from '../../../src/domain/access/transition';
import { concludeChain, fromHead, walkChain, wholeChain } from '../../../src/domain/access/verify-chain';
import { DAY, NOW } from './builders';

const KEY: SigningKey = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
const KEYS = [verifyingKeyOf(KEY, 0)];

const draft = (nth: number): EntryDraft => ({
  type: 'request.opened',
  at: NOW + nth,
  actor: job('test'),
  req: `req-${nth}`,
  rev: 1,
  planHash: null,
  body: { reason: `because of ${nth}` },
});

const chainOf = (length: number): { records: LedgerRecord[]; head: Head } => {
  let head = genesis('space-1');
  const records = Array.from({ length }, (_, nth) => {
    const appended = append(head, draft(nth), { actorRef: `p${nth % 3}` });
    head = appended.head;
    return appended.record;
  });
  return { records, head };
};

const verify = (records: LedgerRecord[], head: Head, keys = KEYS) =>
  concludeChain(walkChain(wholeChain('space-1'), records), { head: signHead(head, KEY), keys });

describe('a chain of records', () => {
  const { records, head } = chainOf(12);

  it('starts from 64 zeros and counts without a gap', () => {
    expect(records[0]?.entry).toMatchObject({ seq: 1, prev: '0'.repeat(64) });
    expect(records.map(({ entry }) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('verifies whole, in parts, and from where it was verified before', () => {
    expect(verify(records, head)).toEqual({ outcome: 'verified', head, checked: 12 });
    const half = walkChain(wholeChain('space-1'), records.slice(0, 5));
    const stored = JSON.parse(JSON.stringify(half)) as typeof half;
    const signed = { head: signHead(head, KEY), keys: KEYS };
    expect(concludeChain(walkChain(stored, records.slice(5)), signed).outcome).toBe('verified');
    const known = chainOf(5).head;
    expect(concludeChain(walkChain(fromHead(known), records.slice(5)), signed)).toMatchObject({
      outcome: 'verified',
      checked: 7,
    });
  });

  it('verifies when a body was erased', () => {
    const erased = records.map((record) => ({ ...record, body: null }));
    expect(verify(erased, head).outcome).toBe('verified');
  });

  it('is broken at the entry where anything at all was changed', () => {
    const places = records.flatMap((record, nth) =>
      leavesOf(record as unknown as Json).map((path) => ({ nth, path })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), ({ nth, path }) => {
        const altered = records.map((record, place) =>
          place === nth ? (changedAt(record as unknown as Json, path) as unknown as LedgerRecord) : record,
        );
        expect(verify(altered, head)).toMatchObject({ outcome: 'broken', at: nth + 1 });
      }),
    );
  });

  it('is broken where an entry is missing, doubled, moved or belongs to another chain', () => {
    const without = records.filter((_, nth) => nth !== 3);
    expect(verify(without, head)).toEqual({ outcome: 'broken', at: 4, cause: 'gap' });
    const doubled = [...records.slice(0, 4), ...records.slice(3)];
    expect(verify(doubled, head)).toEqual({ outcome: 'broken', at: 5, cause: 'gap' });
    expect(
      concludeChain(walkChain(wholeChain('space-2'), records), { head: signHead(head, KEY), keys: KEYS }),
    ).toEqual({ outcome: 'broken', at: 1, cause: 'gap' });
  });

  it('is truncated when its last entries are gone, though every link holds', () => {
    expect(verify(records.slice(0, 9), head)).toEqual({ outcome: 'truncated', at: 9, expected: 12 });
  });

  it('is truncated against a checkpoint even if the head was cut back with it', () => {
    const checkpoint = checkpointOf([head], NOW + DAY, KEY);
    const shorter = chainOf(9);
    const anchors = anchorsOf('space-1', [checkpoint]);
    const cursor = walkChain(wholeChain('space-1'), shorter.records, anchors);
    expect(concludeChain(cursor, { head: signHead(shorter.head, KEY), keys: KEYS, anchors })).toEqual({
      outcome: 'truncated',
      at: 9,
      expected: 12,
    });
  });

  it('is broken when it was rebuilt behind a checkpoint’s back', () => {
    const anchors = anchorsOf('space-1', [checkpointOf([chainOf(6).head], NOW, KEY)]);
    let forged = genesis('space-1');
    const rebuilt = records.map((_, nth) => {
      const appended = append(forged, { ...draft(nth), body: { reason: 'another' } }, { actorRef: 'p0' });
      forged = appended.head;
      return appended.record;
    });
    const cursor = walkChain(wholeChain('space-1'), rebuilt, anchors);
    expect(concludeChain(cursor, { head: signHead(forged, KEY), keys: KEYS, anchors })).toEqual({
      outcome: 'broken',
      at: 6,
      cause: 'anchor',
    });
  });

  it('is broken beyond a head that does not know its last entries', () => {
    expect(verify(records, chainOf(11).head)).toEqual({
      outcome: 'broken',
      at: 12,
      cause: 'beyond the head',
    });
  });

  it('is broken where its head was signed by nobody', () => {
    const signed = { ...signHead(head, KEY), hash: 'f'.repeat(64) };
    const outcome = concludeChain(walkChain(wholeChain('space-1'), records), { head: signed, keys: KEYS });
    expect(outcome).toEqual({ outcome: 'broken', at: 12, cause: 'signature' });
  });

  it('never dates an entry before the one it follows', () => {
    const { record } = append(head, { ...draft(0), at: NOW - DAY }, { actorRef: 'p' });
    expect(record.entry.at).toBe(head.at);
  });
});

describe('keys', () => {
  const { records, head } = chainOf(3);
  const retired = { ...verifyingKeyOf(KEY, 0), validUntil: head.at + 1 };

  it('verify what they signed while they were in use, after they were replaced', () => {
    const next = verifyingKeyOf({ kid: 'k2', secretKey: new Uint8Array(32).fill(9) }, head.at + 1);
    expect(verify(records, head, [next, retired]).outcome).toBe('verified');
  });

  it('sign for a moment after they were replaced, since somebody may hold them, and not longer', () => {
    const next = verifyingKeyOf({ kid: 'k2', secretKey: new Uint8Array(32).fill(9) }, head.at - 60_000);
    expect(verify(records, head, withNextKey(KEYS, next)).outcome).toBe('verified');
    const longAgo = { ...next, validFrom: head.at - 3_600_000 };
    expect(verify(records, head, withNextKey(KEYS, longAgo)).outcome).toBe('unknown key');
    expect(withNextKey(withNextKey(KEYS, next), { ...next, kid: 'k3' })[0]).toEqual(
      withNextKey(KEYS, next)[0],
    );
  });

  it('sign nothing after they were replaced, nor before they were made', () => {
    const late = { outcome: 'unknown key', kid: 'k1' };
    expect(verify(records, head, [{ ...retired, validUntil: head.at }])).toEqual(late);
    expect(verify(records, head, [verifyingKeyOf(KEY, head.at + 1)])).toEqual(late);
    expect(verify(records, head, [])).toEqual(late);
  });
});

describe('a day’s checkpoint', () => {
  const heads = [{ ...chainOf(4).head, chain: 'space-9' }, chainOf(3).head];
  const checkpoint = checkpointOf(heads, NOW, KEY);

  it('holds all heads, by chain, under one root', () => {
    expect(checkpoint.day).toBe('2026-11-23');
    expect(checkpoint.heads.map(({ chain }) => chain)).toEqual(['space-1', 'space-9']);
    expect(verifyCheckpoint(checkpoint, KEYS)).toBe('verified');
  });

  it('is altered when any part of it is', () => {
    for (const path of leavesOf(checkpoint)) {
      const altered = changedAt(checkpoint, path) as unknown as typeof checkpoint;
      expect(verifyCheckpoint(altered, KEYS)).not.toBe('verified');
    }
    expect(verifyCheckpoint(checkpoint, [])).toBe('unknown key');
  });

  it('has another root for every other list of heads', () => {
    const roots = [[], ['a'], ['b'], ['a', 'b'], ['b', 'a'], ['a', 'b', 'c'], ['a', 'b', 'c', 'c']].map(
      merkleRoot,
    );
    expect(new Set(roots).size).toBe(roots.length);
    expect(merkleRoot([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(merkleRoot(['a'])).not.toBe(hashOf('a'));
  });
});

/** Paths to every scalar of a value. */
const leavesOf = (value: Json, path: string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key]))
    : [path];

const changedAt = (value: Json, [key, ...rest]: string[]): Json => {
  if (key === undefined) return other(value);
  const copy = structuredClone(value) as Record<string, Json>;
  copy[key] = changedAt(copy[key] as Json, rest);
  return copy;
};

const other = (value: Json): Json =>
  typeof value === 'number'
    ? value + 1
    : typeof value === 'string'
      ? `${value}x`
      : value === null
        ? 'x'
        : null;
