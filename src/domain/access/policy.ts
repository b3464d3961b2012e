import { RE2JS } from 're2js';
import type { ConnectionId } from '../binding';
import { err, ok, type Result } from '../result';
import { hashOf, type Hash } from './canonical-json';
import type { AccountId } from './people';

/** What it takes in one space that a request is approved. Every clause has to be met. */
export type ApprovalPolicy = {
  v: 1;
  clauses: Clause[];
  /** May one approval count for several clauses? Otherwise each needs people of its own. */
  onePersonCountsForSeveral: boolean;
  /** So many people who deny end a request. */
  denials: number;
  defaultDurationMs: number;
  maximumDurationMs: number;
  /** With all its extensions, counted from the first approval. */
  maximumTotalMs: number;
  reasonMinLength: number;
  /** RE2 syntax, the whole ticket has to match; null: no ticket is asked for. */
  ticket: { pattern: string; required: boolean } | null;
  /** Joining these ACL groups needs nobody's approval. */
  autoApprove: AclGroup[];
  /** A request that nobody decided ends after this. */
  pendingTimeoutMs: number;
  /** May a plan open routes that nobody asked for, because an ACL group opens them too? */
  plansMayOpenMore: boolean;
  /** null: nobody may take access without approval. */
  breakGlass: BreakGlass | null;
};

/** Access without anybody's approval, in an emergency. */
export type BreakGlass = {
  mayDeclare: Electorate[];
  /** However long was asked for. */
  maximumMs: number;
  /** Counted from the end of the access; somebody who had no part in it judges it until then. */
  reviewWithinMs: number;
};

/** `min` different people, each of at least one of the electorates. */
export type Clause = { anyOf: Electorate[]; min: number };

export type Electorate =
  | { kind: 'space-admins' }
  | { kind: 'group'; groupId: string }
  | { kind: 'people'; accountIds: AccountId[] }
  /** The group that a space admin set as the page's owner. */
  | { kind: 'page-owners' };

export type AclGroup = { connectionId: ConnectionId; group: string };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What holds in a space where nobody set anything. */
export const DEFAULT_POLICY: ApprovalPolicy = {
  v: 1,
  clauses: [{ anyOf: [{ kind: 'space-admins' }], min: 1 }],
  onePersonCountsForSeveral: false,
  denials: 1,
  defaultDurationMs: 7 * DAY,
  maximumDurationMs: 90 * DAY,
  maximumTotalMs: 365 * DAY,
  reasonMinLength: 10,
  ticket: null,
  autoApprove: [],
  pendingTimeoutMs: 14 * DAY,
  plansMayOpenMore: true,
  breakGlass: null,
};

export const REASON_MAX_LENGTH = 4_096;
/** More than anybody waits for; keeps the matching small. */
const MOST_PEOPLE = 50;
const PATTERN_MAX_LENGTH = 200;
const TICKET_MAX_LENGTH = 200;

export type PolicyFault = {
  code:
    | 'NO_CLAUSE'
    | 'EMPTY_CLAUSE'
    | 'BAD_MINIMUM'
    | 'FEWER_PEOPLE_THAN_MINIMUM'
    | 'BAD_DENIALS'
    | 'BAD_DURATION'
    | 'BAD_REASON_LENGTH'
    | 'BAD_TICKET_PATTERN'
    | 'BAD_TIMEOUT'
    | 'BAD_BREAK_GLASS';
};

/** The policy as it may be stored, or what is wrong with it. A clause that could never be met would close a space for ever. */
export const checkPolicy = (policy: ApprovalPolicy): Result<ApprovalPolicy, PolicyFault> => {
  if (policy.clauses.length === 0) return err({ code: 'NO_CLAUSE' });
  for (const { anyOf, min } of policy.clauses) {
    if (anyOf.length === 0) return err({ code: 'EMPTY_CLAUSE' });
    if (!isCount(min) || min > MOST_PEOPLE) return err({ code: 'BAD_MINIMUM' });
    const named = new Set(anyOf.flatMap((one) => (one.kind === 'people' ? one.accountIds : [])));
    const isClosed = anyOf.every(({ kind }) => kind === 'people');
    if (isClosed && named.size < min) return err({ code: 'FEWER_PEOPLE_THAN_MINIMUM' });
  }
  const { defaultDurationMs, maximumDurationMs, maximumTotalMs } = policy;
  if (!isCount(policy.denials)) return err({ code: 'BAD_DENIALS' });
  if (!isCount(defaultDurationMs) || !isCount(maximumDurationMs) || !isCount(maximumTotalMs))
    return err({ code: 'BAD_DURATION' });
  if (defaultDurationMs > maximumDurationMs || maximumDurationMs > maximumTotalMs)
    return err({ code: 'BAD_DURATION' });
  const { reasonMinLength } = policy;
  if (!isCount(reasonMinLength) || reasonMinLength > REASON_MAX_LENGTH)
    return err({ code: 'BAD_REASON_LENGTH' });
  if (policy.ticket !== null && patternOf(policy.ticket.pattern) === null)
    return err({ code: 'BAD_TICKET_PATTERN' });
  if (!isCount(policy.pendingTimeoutMs)) return err({ code: 'BAD_TIMEOUT' });
  return isFineBreakGlass(policy) ? ok(policy) : err({ code: 'BAD_BREAK_GLASS' });
};

const isFineBreakGlass = ({ breakGlass, maximumDurationMs }: ApprovalPolicy): boolean =>
  breakGlass === null ||
  (breakGlass.mayDeclare.length > 0 &&
    isCount(breakGlass.maximumMs) &&
    breakGlass.maximumMs <= maximumDurationMs &&
    isCount(breakGlass.reviewWithinMs));

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

const patternOf = (pattern: string): RE2JS | null => {
  if (pattern.length > PATTERN_MAX_LENGTH) return null;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
};

/** Does the ticket fit? A policy without a pattern takes none that it could not check. */
export const ticketFault = (
  { ticket: rule }: ApprovalPolicy,
  ticket: string | null,
): 'TICKET_MISSING' | 'TICKET_WRONG' | null => {
  if (ticket === null) return rule?.required === true ? 'TICKET_MISSING' : null;
  if (ticket.length > TICKET_MAX_LENGTH) return 'TICKET_WRONG';
  if (rule === null) return null;
  return patternOf(rule.pattern)?.matches(ticket) === true ? null : 'TICKET_WRONG';
};

/** What a request was asked under. The order in which people or groups were entered does not count; that of clauses does. */
export const policyHash = (policy: ApprovalPolicy): Hash =>
  hashOf({
    ...policy,
    clauses: policy.clauses.map(({ anyOf, min }) => ({ min, anyOf: anyOf.map(inOrder).sort() })),
    autoApprove: policy.autoApprove.map(({ connectionId, group }) => hashOf([connectionId, group])).sort(),
    breakGlass: policy.breakGlass && {
      ...policy.breakGlass,
      mayDeclare: policy.breakGlass.mayDeclare.map(inOrder).sort(),
    },
  });

const inOrder = (electorate: Electorate): string =>
  hashOf(
    electorate.kind === 'people'
      ? { kind: 'people', accountIds: [...new Set(electorate.accountIds)].sort() }
      : electorate,
  );
