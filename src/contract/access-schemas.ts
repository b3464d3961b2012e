import { z } from 'zod';
import { STATES } from '../domain/access/state-words';
import { id, text } from './schema-words';
import type { AccessDefs } from './access';

/* Payloads of asking and deciding, as they may come from a browser. */

const DAY = 86_400_000;
/** Longer than anything that a policy may sensibly allow. */
const TEN_YEARS = 3_650 * DAY;

export const pageId = z
  .string('This is not the id of a page.')
  .regex(/^\d{1,19}$/, 'This is not the id of a page.');
export const spaceId = z
  .string('This is not the id of a space.')
  .regex(/^\d{1,19}$/, 'This is not the id of a space.');
/** A ULID. */
export const requestId = z
  .string('This is not the id of a request.')
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'This is not the id of a request.');
export const rev = z.int('A revision is a whole number.').min(0, 'A revision is not negative.');
export const planHash = z
  .string('The plan is needed.')
  .regex(/^[0-9a-f]{64}$/, 'This is not the hash of a plan.');

/** Half a surrogate pair has no place in a record that is hashed. */
const WHOLE = /^\P{Surrogate}*$/u;
const NOT_WHOLE = 'There is half a character in this text.';
const name = (what: string) => text(what, { max: 256 }).regex(WHOLE, NOT_WHOLE);

/** Several lines; what a policy asks for of it is checked where the policy is known. */
export const prose = z
  .string('A text is needed.')
  .trim()
  .max(8_192, 'This text is too long.')
  .regex(/^[^\p{Cc}\n\r\t]*(?:[\n\r\t][^\p{Cc}\n\r\t]*)*$/u, 'There are control characters in this text.')
  .regex(WHOLE, NOT_WHOLE);

export const ms = (what: string) =>
  z
    .int(`${what} is a number of milliseconds.`)
    .min(1, `${what} is too short.`)
    .max(TEN_YEARS, `${what} is too long.`);
const count = z.int('This is a whole number.').min(1, 'At least 1.').max(10_000, 'At most 10000.');

const limit = z.int('A limit is a whole number.').min(1, 'A limit is at least 1.').max(1_000_000_000);
const PERIODS = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;
/** @source Kong's rate-limiting: at least one limit, none below that of a shorter period */
const tier = z
  .strictObject({
    second: limit.exactOptional(),
    minute: limit.exactOptional(),
    hour: limit.exactOptional(),
    day: limit.exactOptional(),
    month: limit.exactOptional(),
    year: limit.exactOptional(),
  })
  .refine((limits) => PERIODS.some((period) => limits[period] !== undefined), 'Say at least one limit.')
  .refine((limits) => {
    const said = PERIODS.flatMap((period) => limits[period] ?? []);
    return said.every((one, nth) => one >= (said[nth - 1] ?? 0));
  }, 'A longer period has at least the limit of a shorter one.');

const place = text('A name', { max: 253 }).regex(
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
  'This is not a name in Kubernetes.',
);
const caller = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('account'), namespace: place, name: place }),
    z.strictObject({
      kind: z.literal('principal'),
      principal: text('A principal', { max: 400 }).regex(
        /^[a-z0-9][a-z0-9.-]*\/ns\/[a-z0-9.-]+\/sa\/[a-z0-9.-]+$/,
        'A principal is written TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, without wildcards.',
      ),
    }),
  ],
  'Say who calls.',
);
/** Stars elsewhere are taken as they are written by Istio, which nobody expects. */
const meshPath = text('A path', { max: 400 })
  .regex(/^\//, 'A path begins with /.')
  .regex(/^[^*{}?#\s]*\*?$/, 'A path has a * at its end or nowhere, and neither braces, query nor blanks.');
const meshDraft = z.strictObject({
  caller,
  methods: z
    .array(z.string().regex(/^[A-Z]{1,20}$/, 'A method is written in capitals.'))
    .max(20, 'At most 20 methods.'),
  paths: z.array(meshPath).max(20, 'At most 20 paths.'),
});

export const environment = text('An environment', { max: 40 }).regex(WHOLE, NOT_WHOLE);
const ask = z.strictObject({
  environment,
  beneficiary: z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('myself') }),
      z.strictObject({ kind: z.literal('consumer'), consumer: name('A consumer') }),
      z.strictObject({ kind: z.literal('new-consumer'), username: name('A username') }),
      z.strictObject({ kind: z.literal('account') }),
      z.strictObject({ kind: z.literal('group'), groupId: id }),
    ],
    'Say for whom.',
  ),
  routeIds: z.array(id, 'Choose what to call.').max(200, 'At most 200 routes.'),
  tier: tier.nullable(),
  mesh: meshDraft.nullable(),
  durationMs: ms('A duration'),
});

const electorate = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('space-admins') }),
    z.strictObject({ kind: z.literal('group'), groupId: id }),
    z.strictObject({ kind: z.literal('people'), accountIds: z.array(id).min(1, 'Name somebody.').max(50) }),
    z.strictObject({ kind: z.literal('page-owners') }),
  ],
  'Say who.',
);

const policy = z.strictObject({
  v: z.literal(1, 'Only version 1 is known.'),
  clauses: z
    .array(z.strictObject({ anyOf: z.array(electorate).max(20, 'At most 20.'), min: count }))
    .max(20, 'At most 20 clauses.'),
  onePersonCountsForSeveral: z.boolean('Yes or no.'),
  denials: count,
  defaultDurationMs: ms('The default'),
  maximumDurationMs: ms('The maximum'),
  maximumTotalMs: ms('The total'),
  reasonMinLength: count,
  ticket: z
    .strictObject({ pattern: text('A pattern', { max: 200 }).regex(WHOLE, NOT_WHOLE), required: z.boolean() })
    .nullable(),
  autoApprove: z
    .array(z.strictObject({ connectionId: id, group: name('A group') }))
    .max(100, 'At most 100 groups.'),
  pendingTimeoutMs: ms('The time-out'),
  plansMayOpenMore: z.boolean('Yes or no.'),
  breakGlass: z
    .strictObject({
      mayDeclare: z.array(electorate).max(20, 'At most 20.'),
      maximumMs: ms('The maximum'),
      reviewWithinMs: ms('The time for the review'),
    })
    .nullable(),
});

export const ticket = text('A ticket', { max: 200 }).regex(WHOLE, NOT_WHOLE);
const commandId = id;
const yesNoOpen = z.boolean('Yes, no or not answered.').nullable();
export const onRequest = { requestId, rev, commandId };
/** Ours, and passed through the browser: a wrong one finds nothing. */
export const cursor = z
  .string('This is not a place in a list.')
  .max(200, 'This is not a place in a list.')
  .regex(/^[\w.~:-]*$/, 'This is not a place in a list.')
  .nullable();
export const ledgerCursor = z
  .string()
  .regex(/^\d{1,9}$/, 'This is not a place in the record.')
  .nullable();
export const queueState = z.enum(['open', 'all', ...STATES], 'This is not a state.');

export const ACCESS_SCHEMAS: { [K in keyof AccessDefs]: z.ZodType<Parameters<AccessDefs[K]>[0]> } = {
  readAccess: z.strictObject({ pageId }),
  previewRequest: z.strictObject({ pageId, ask }),
  moveHome: z.strictObject({ pageId, environment }),
  writePageRecord: z.strictObject({ pageId, anew: z.boolean('Yes or no.') }),
  openRequest: z.strictObject({
    pageId,
    ask,
    reason: prose,
    ticket: ticket.nullable(),
    planHash,
    commandId,
  }),
  readRequest: z.strictObject({ requestId }),
  reviewRequest: z.strictObject({
    ...onRequest,
    planHash,
    verdict: z.enum(['approve', 'deny'], 'Approve or deny.'),
    reason: prose,
  }),
  withdrawRequest: z.strictObject(onRequest),
  replanRequest: z.strictObject(onRequest),
  askBack: z.strictObject({ ...onRequest, text: prose }),
  answerQuestion: z.strictObject({ ...onRequest, text: prose }),
  listMyRequests: z.strictObject({ cursor }),
  listSpaceRequests: z.strictObject({ spaceId, state: queueState, cursor }),
  listPageRecords: z.strictObject({ spaceId, cursor }),
  readSpaceSettings: z.strictObject({ spaceId }),
  saveSpaceSettings: z.strictObject({
    spaceId,
    rev,
    writesTable: yesNoOpen,
    writesComments: yesNoOpen,
    commandId,
  }),
  readPolicy: z.strictObject({ spaceId }),
  savePolicy: z.strictObject({ spaceId, rev, policy, commandId }),
  readLedger: z.strictObject({ spaceId, cursor: ledgerCursor }),
};
