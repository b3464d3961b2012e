import fc from 'fast-check';
import { append, genesis, type Head, type LedgerRecord } from '../../../src/domain/access/ledger';
import { projectionAnchor } from '../../../src/domain/access/projection-anchor';
import { projectionOf } from '../../../src/domain/access/projection';
import { signHead } from '../../../src/domain/access/signed-head';
import { verifyingKeyOf, type SigningKey } from '../../../src/domain/access/signature';
import { job } from '../../../src/domain/access/transition';
import {
  beginVerification,
  concludeVerification,
  verifyOn,
  type Anchor,
  type VerificationScope,
} from '../../../src/domain/access/verification';
import { concludeChain, walkChain, wholeChain } from '../../../src/domain/access/verify-chain';
import { NOW } from './builders';

const KEY: SigningKey = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
const KEYS = [verifyingKeyOf(KEY, 0)];
const CHAIN = 'space-1';

const chainOf = (length: number, word = 'because') => {
  const heads: Head[] = [genesis(CHAIN)];
  const records = Array.from({ length }, (_, nth): LedgerRecord => {
    const draft = { type: 'request.opened', at: NOW + nth, actor: job('test'), req: null, rev: 1 } as const;
    const appended = append(
      heads.at(-1) ?? genesis(CHAIN),
      { ...draft, planHash: null, body: { reason: `${word} ${nth}` } },
      { actorRef: 'p' },
    );
    heads.push(appended.head);
    return appended.record;
  });
  return { records, heads, headAt: (seq: number): Head => heads[seq] ?? genesis(CHAIN) };
};

const { records, headAt } = chainOf(20);
const checkpointAt = (seq: number): Anchor => ({
  seq,
  hash: headAt(seq).hash,
  witness: { kind: 'checkpoint', day: '2026-11-22' },
});

type World = { found?: LedgerRecord[]; head?: Head; anchors?: Anchor[]; from?: number };

/** Walks what is there in steps of the given lengths, storing in between, to the verdict. */
const verdictOf = (
  steps: number[],
  { found = records, head = headAt(20), anchors = [], from }: World = {},
) => {
  const scope: VerificationScope = from === undefined ? 'whole' : 'since-checkpoint';
  const checkpoint = from === undefined ? null : { day: '2026-11-22', head: headAt(from) };
  const begun = beginVerification({ chain: CHAIN, scope, at: NOW, anchors, unusable: [], checkpoint });
  let at = from ?? 0;
  let current = begun;
  for (const step of [...steps, found.length]) {
    current = verifyOn(current, found.slice(at, at + step), NOW);
    current = JSON.parse(JSON.stringify(current)) as typeof current;
    at += step;
  }
  return concludeVerification(current, { head: signHead(head, KEY), keys: KEYS, at: NOW }).outcome;
};

const lengths = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 6 });

describe('a verification in steps', () => {
  it('says what one in one go says, wherever it was put down and whatever was altered', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 19 }), fc.boolean(), (steps, nth, alters) => {
        const found = records.map((record, n) =>
          alters && n === nth ? { ...record, hash: 'f'.repeat(64) } : record,
        );
        const once = concludeChain(walkChain(wholeChain(CHAIN), found), {
          head: signHead(headAt(20), KEY),
          keys: KEYS,
        });
        expect(verdictOf(steps, { found })).toEqual(once);
      }),
    );
  });

  it('goes from a checkpoint to the end, and sees everything that was altered since', () => {
    expect(verdictOf([3], { from: 8 })).toMatchObject({ outcome: 'verified', checked: 12 });
    const altered = records.map((record, n) =>
      n === 12 ? { ...record, body: { reason: 'another' } } : record,
    );
    expect(verdictOf([3], { found: altered, from: 8 })).toEqual({ outcome: 'broken', at: 13, cause: 'body' });
    const rebuilt = [...records.slice(0, 8), ...chainOf(20, 'forged').records.slice(8)];
    expect(verdictOf([3], { found: rebuilt, from: 8 })).toEqual({ outcome: 'broken', at: 9, cause: 'link' });
  });

  it('is truncated when a witness knows an entry that the signed end does not, wherever it began', () => {
    const cut = { found: records.slice(0, 9), head: headAt(9), anchors: [checkpointAt(15)] };
    const truncated = { outcome: 'truncated', at: 9, expected: 15 };
    expect(verdictOf([4], cut)).toEqual(truncated);
    expect(verdictOf([4], { ...cut, from: 15 })).toEqual(truncated);
    const begun = beginVerification({
      chain: CHAIN,
      scope: 'whole',
      at: NOW,
      anchors: [checkpointAt(15)],
      unusable: [],
      checkpoint: null,
    });
    expect(concludeVerification(begun, { head: null, keys: KEYS, at: NOW }).outcome).toEqual({
      outcome: 'truncated',
      at: 0,
      expected: 15,
    });
  });

  it('is broken where two witnesses contradict each other', () => {
    const other: Anchor = {
      seq: 5,
      hash: headAt(6).hash,
      witness: { kind: 'page', pageId: '131073' },
    };
    const broken = { outcome: 'broken', at: 5, cause: 'anchor' };
    expect(verdictOf([2], { anchors: [other] })).toEqual(broken);
    expect(verdictOf([2], { anchors: [checkpointAt(5), other] })).toEqual(broken);
    expect(verdictOf([2], { anchors: [other, checkpointAt(5)] })).toEqual(broken);
    expect(verdictOf([2], { anchors: [checkpointAt(5), checkpointAt(5)] })).toMatchObject({
      outcome: 'verified',
    });
  });
});

describe('a page’s property', () => {
  const place = { app: 'app', installation: 'inst', page: '131073' };
  const property = projectionOf(place, { requests: [], rev: 3, head: headAt(7), now: NOW }, KEY);
  const about = { chain: CHAIN, page: '131073', keys: KEYS };

  it('vouches for the entry that was the last when it was signed', () => {
    expect(projectionAnchor(property, about)).toEqual({ seq: 7, hash: headAt(7).hash });
  });

  it('vouches for nothing when it is another page’s, another chain’s, altered, or signed by nobody we know', () => {
    const none = [
      projectionAnchor(property, { ...about, page: '131074' }),
      projectionAnchor(property, { ...about, chain: 'space-2' }),
      projectionAnchor(property, { ...about, keys: [] }),
      projectionAnchor({ ...property, chain: { ...property.chain, seq: 6 } }, about),
      ...[null, 'text', [], {}, { sig: 1 }, { sig: 'x', kid: 'k1', at: 1, half: '\ud800' }].map((value) =>
        projectionAnchor(value, about),
      ),
    ];
    expect(none).toEqual(none.map(() => null));
  });
});
