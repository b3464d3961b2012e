import type { Errand } from '../../src/app/ports';
import type { SourceFailureCode } from '../../src/domain/source';

export const anErrand = (fields: Partial<Errand> = {}): Errand => ({
  actor: { kind: 'person', accountId: '712020:rita' },
  purpose: 'show-routes',
  correlationId: '01JD0000000000000000000001',
  budgetMs: 22_000,
  ...fields,
});

/** Every way in which a whole source can fail while it is read, with the HTTP status where one was answered. */
export const WHOLE_FAILURES = {
  REFUSED: {},
  HOST_UNKNOWN: {},
  TIMEOUT: {},
  BUDGET_SPENT: {},
  PLAIN_HTTP: {},
  PORT_NOT_ALLOWED: {},
  PRIVATE_CA: {},
  HOST_NOT_APPROVED: {},
  CREDENTIAL_MISSING: {},
  UNAUTHENTICATED: { status: 401 },
  NOT_PERMITTED: { status: 403 },
  RATE_LIMITED: { status: 429 },
  SERVER_ERROR: { status: 503 },
  WRONG_PRODUCT: { status: 200 },
  UNREADABLE: { status: 200 },
} as const satisfies Partial<Record<SourceFailureCode, { status?: number }>>;

export type WholeFailure = keyof typeof WHOLE_FAILURES;

export const EVERY_WHOLE_FAILURE = Object.keys(WHOLE_FAILURES) as WholeFailure[];

export const OLD_TOKEN = 'reader-token-0001';
export const NEW_TOKEN = 'reader-token-0002';
