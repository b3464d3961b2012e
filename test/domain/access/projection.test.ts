import fc from 'fast-check';
import type { Json } from '../../../src/domain/json';
import { accessRows } from '../../../src/domain/access/access-rows';
import { canonicalJson } from '../../../src/domain/access/canonical-json';
import { judgeProjection, type StoredProjection } from '../../../src/domain/access/judge-projection';
import { append, genesis } from '../../../src/domain/access/ledger';
import {
  PROJECTION_MAX_BYTES,
  projectionDigest,
  projectionOf,
  type Projection,
} from '../../../src/domain/access/projection';
import { verifyingKeyOf } from '../../../src/domain/access/signature';
import { timeOut } from '../../../src/domain/access/time-out';
import { reviewRequest } from '../../../src/domain/access/review-request';
import { aDenial, anApproved, aPending, DARIO, DAY, HOUR, NOW, reviewFacts, SAM, valueOf } from './builders';

const KEY = { kid: 'k1', secretKey: new Uint8Array(32).fill(7) };
const PLACE = { app: 'ari:app', installation: 'inst-1', page: '131073' };
const EXPECTED = { ...PLACE, keys: [verifyingKeyOf(KEY, 0)] };
const HEAD = append(
  genesis('space-65537'),
  {
    type: 'request.opened',
    at: NOW,
    actor: { kind: 'job', name: 't' },
    req: null,
    rev: 1,
    planHash: null,
    body: {},
  },
  { actorRef: 'p' },
).head;

const requests = [
  aPending({ id: 'req-2' }),
  anApproved(),
  { ...anApproved(), id: 'req-3', state: 'ACTIVE' as const, appliedAt: NOW + 2 * HOUR },
];

const made = (rev = 5, now = NOW + 3 * HOUR): Projection =>
  projectionOf(PLACE, { requests, rev, head: HEAD, now }, KEY);

const stored = (over: Partial<StoredProjection> = {}): StoredProjection => ({
  rev: 5,
  digest: projectionDigest(made()),
  writtenRev: 5,
  ...over,
});

const judge = (property: Json | undefined, over: Partial<StoredProjection> = {}) =>
  judgeProjection(property, stored(over), EXPECTED);

describe('what the page’s property says', () => {
  it('has flat fields that a search can find', () => {
    expect(made()).toMatchObject({
      gatehouseState: 'pending',
      gatehousePending: 1,
      gatehouseActive: 1,
      gatehouseNextExpiry: new Date(NOW + HOUR + 7 * DAY).toISOString(),
    });
  });

  it('names no person and repeats no words of theirs', () => {
    const text = JSON.stringify(made());
    expect(text).not.toContain('712020:');
    expect(text).not.toContain('new shop');
  });

  it('stays within Confluence’s limit, keeps what still matters and says how many it leaves out', () => {
    const denied = valueOf(reviewRequest(aPending(), aDenial(aPending()), reviewFacts())).request;
    const many = Array.from({ length: 500 }, (_, nth) => ({ ...denied, id: `old-${nth}` }));
    const projection = projectionOf(
      PLACE,
      { requests: [...many, ...requests], rev: 1, head: HEAD, now: NOW + DAY },
      KEY,
    );
    const bytes = Buffer.byteLength(canonicalJson(projection));
    expect(bytes).toBeLessThanOrEqual(PROJECTION_MAX_BYTES);
    expect(bytes).toBeGreaterThan(PROJECTION_MAX_BYTES - 1_000);
    expect(projection.requests.slice(0, 3).map(({ state }) => state)).not.toContain('DENIED');
    expect(projection.left).toBe(503 - projection.requests.length);
  });

  it('shows a deadline that has passed, although no sweep came by', () => {
    expect(made(5, NOW + 30 * DAY)).toMatchObject({
      gatehouseState: 'none',
      gatehousePending: 0,
      gatehouseActive: 0,
      gatehouseNextExpiry: null,
    });
  });
});

describe('what the page’s property is worth', () => {
  it('is verified as it was written, however Confluence orders its keys', () => {
    const reordered = Object.fromEntries(Object.entries(made()).reverse()) as Json;
    expect(judge(reordered)).toEqual({ verdict: 'verified' });
  });

  it('is missing, or was never there', () => {
    expect(judge(undefined)).toEqual({ verdict: 'missing', neverWritten: false });
    expect(judge(undefined, { writtenRev: 0 })).toEqual({ verdict: 'missing', neverWritten: true });
  });

  it.each([[null], [[]], ['text'], [{ gatehouseState: 'active' }], [{ ...made(), sig: 7 }]])(
    'is unsigned: %j',
    (property) => {
      expect(judge(property as Json)).toEqual({ verdict: 'unsigned' });
    },
  );

  it('is BEHIND while a newer one is on its way', () => {
    expect(judge(made(4), { writtenRev: 4 })).toEqual({ verdict: 'BEHIND', rev: 4, stored: 5 });
  });

  it('is altered when somebody puts an older one back', () => {
    expect(judge(made(4))).toEqual({ verdict: 'altered', because: 'rolled back' });
  });

  it('is altered when it is ahead of the record, or tells another story under the same number', () => {
    expect(judge(made(6))).toEqual({ verdict: 'altered', because: 'ahead of the record' });
    const other = projectionOf(PLACE, { requests: [], rev: 5, head: HEAD, now: NOW }, KEY);
    expect(judge(other)).toEqual({ verdict: 'altered', because: 'not the record' });
  });

  it.each([
    ['page', { ...PLACE, page: '131080' }],
    ['site', { ...PLACE, installation: 'inst-2' }],
    ['app', { ...PLACE, app: 'ari:other' }],
  ])('is foreign on another %s', (_, place) => {
    const verdict = judgeProjection(made(), stored(), { ...EXPECTED, ...place });
    expect(verdict).toEqual({ verdict: 'foreign', of: PLACE });
  });

  it('is signed by an unknown key', () => {
    const verdict = judgeProjection(made(), stored(), { ...EXPECTED, keys: [] });
    expect(verdict).toEqual({ verdict: 'unknown key', kid: 'k1' });
  });

  it('is not verified once any byte of it is another', () => {
    const text = JSON.stringify(made());
    const place = fc.nat({ max: text.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 32, max: 126 }), (at, byte) => {
        const altered = parsed(text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1));
        // What reads as the same JSON is the same; a digit that became an exponent may even read as Infinity.
        if (altered === undefined || JSON.stringify(altered) === text) return;
        expect(judge(altered).verdict).not.toBe('verified');
      }),
      { numRuns: 500 },
    );
    for (const digit of made().sig.matchAll(/[a-f]/g)) {
      const upper =
        made().sig.slice(0, digit.index) + digit[0].toUpperCase() + made().sig.slice(digit.index + 1);
      expect(judge({ ...made(), sig: upper })).toEqual({ verdict: 'altered', because: 'signature' });
    }
  });
});

describe('the table on the page', () => {
  it('tells who decided what, and when it ends', () => {
    const denied = valueOf(reviewRequest(aPending(), aDenial(aPending()), reviewFacts())).request;
    const timedOut = valueOf(timeOut(aPending(), { now: NOW + 15 * DAY })).request;
    const rows = accessRows(
      [anApproved(), { ...denied, id: 'req-0' }, { ...timedOut, id: 'req-9' }],
      NOW + HOUR,
    );
    expect(rows).toEqual([
      {
        request: { id: 'req-1', state: 'APPROVED' },
        caller: 'partner-acme',
        operations: ['GET /orders'],
        approvers: [SAM],
        decidedByPolicy: false,
        decidedAt: NOW + HOUR,
        endsAt: NOW + HOUR + 7 * DAY,
      },
      expect.objectContaining({
        request: { id: 'req-9', state: 'TIMED_OUT' },
        approvers: [],
        decidedAt: null,
      }),
      expect.objectContaining({ request: { id: 'req-0', state: 'DENIED' }, approvers: [SAM], endsAt: null }),
    ]);
    expect(rows.flatMap(({ approvers }) => approvers)).not.toContain(DARIO);
  });
});

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};
