import type { WriteFailureCode } from '../../src/domain/access/write-failure';
import { failureSentence, rehearsalView } from '../../src/entry/views/carried-view';
import { aGrant } from '../contract/mesh-changes';

type Code = WriteFailureCode | 'CONNECTION_GONE' | 'NOT_WRITABLE';
const CODES: Record<Code, true> = {
  ADMISSION_REFUSED: true,
  BUDGET_SPENT: true,
  CHANGED_MEANWHILE: true,
  CONNECTION_GONE: true,
  CREDENTIAL_MISSING: true,
  FIELD_CONFLICT: true,
  FOREIGN: true,
  HOST_NOT_APPROVED: true,
  HOST_UNKNOWN: true,
  INVALID: true,
  KIND_MISSING: true,
  LIST_EXPIRED: true,
  NOT_PERMITTED: true,
  NOT_READ_BACK: true,
  NOT_READ_YET: true,
  NOT_THERE: true,
  NOT_WRITABLE: true,
  PLAIN_HTTP: true,
  PORT_NOT_ALLOWED: true,
  PRIVATE_CA: true,
  QUOTA_EXCEEDED: true,
  RATE_LIMITED: true,
  READ_ONLY: true,
  REFUSED: true,
  SERVER_ERROR: true,
  TIMEOUT: true,
  UNAUTHENTICATED: true,
  UNREADABLE: true,
  WRONG_PRODUCT: true,
};
const codes = Object.keys(CODES) as Code[];

describe('why a change was not made', () => {
  const what = 'policy `orders/gatehouse-1` (quota-of-orders)';

  it.each(codes)('%s says what failed and what can be done, and is no code', (code) => {
    const told = failureSentence({ code, what });
    expect(told).toContain(what);
    expect(told).not.toMatch(/[{}]|[A-Z]+_[A-Z]/);
    expect(told.split('. ').length).toBeGreaterThan(1);
  });

  it('is told differently for every code', () => {
    expect(new Set(codes.map((code) => failureSentence({ code, what }))).size).toBe(codes.length);
  });

  it.each(codes)('%s is told of one change when it is rehearsed', (code) => {
    const [rehearsed] = rehearsalView([
      { change: aGrant(), failure: { code, detail: 'quota-of-orders' }, warnings: [] },
    ]).changes;
    expect(rehearsed).toMatchObject({ accepted: false, what: 'policy `orders/gatehouse-orders-1`' });
    expect(rehearsed?.because).not.toMatch(/[{}]|[A-Z]+_[A-Z]/);
  });
});
