import type { AclGroup, ApprovalPolicy, BreakGlass, Clause } from '../../../domain/access/policy';

/** The form's own shape: numbers as typed, and each kind of people in a field of its own. */
export type PolicyDraft = {
  clauses: ClauseDraft[];
  onePersonCountsForSeveral: boolean;
  denials: string;
  defaultDurationMs: number | null;
  maximumDurationMs: number | null;
  maximumTotalMs: number | null;
  reasonMinLength: string;
  asksForTicket: boolean;
  ticketPattern: string;
  ticketRequired: boolean;
  autoApprove: AclGroup[];
  pendingTimeoutMs: number | null;
  plansMayOpenMore: boolean;
  breakGlass: BreakGlassDraft | null;
};

/** A duration is null while what is typed for it is no number. */
export type BreakGlassDraft = Pick<BreakGlass, 'mayDeclare'> & {
  maximumMs: number | null;
  reviewWithinMs: number | null;
};

export type ClauseDraft = {
  min: string;
  spaceAdmins: boolean;
  pageOwners: boolean;
  groupIds: string[];
  people: string[];
};

export const emptyClause: ClauseDraft = {
  min: '1',
  spaceAdmins: false,
  pageOwners: false,
  groupIds: [],
  people: [],
};

export const policyDraftOf = (policy: ApprovalPolicy): PolicyDraft => ({
  clauses: policy.clauses.map(clauseDraftOf),
  onePersonCountsForSeveral: policy.onePersonCountsForSeveral,
  denials: String(policy.denials),
  defaultDurationMs: policy.defaultDurationMs,
  maximumDurationMs: policy.maximumDurationMs,
  maximumTotalMs: policy.maximumTotalMs,
  reasonMinLength: String(policy.reasonMinLength),
  asksForTicket: policy.ticket !== null,
  ticketPattern: policy.ticket?.pattern ?? '[A-Z]+-[0-9]+',
  ticketRequired: policy.ticket?.required ?? true,
  autoApprove: policy.autoApprove,
  pendingTimeoutMs: policy.pendingTimeoutMs,
  plansMayOpenMore: policy.plansMayOpenMore,
  breakGlass: policy.breakGlass,
});

const clauseDraftOf = ({ anyOf, min }: Clause): ClauseDraft => ({
  min: String(min),
  spaceAdmins: anyOf.some(({ kind }) => kind === 'space-admins'),
  pageOwners: anyOf.some(({ kind }) => kind === 'page-owners'),
  groupIds: anyOf.flatMap((one) => (one.kind === 'group' ? [one.groupId] : [])),
  people: anyOf.flatMap((one) => (one.kind === 'people' ? one.accountIds : [])),
});

const anyOf = ({ spaceAdmins, pageOwners, groupIds, people }: ClauseDraft): Clause['anyOf'] => [
  ...(spaceAdmins ? [{ kind: 'space-admins' as const }] : []),
  ...(pageOwners ? [{ kind: 'page-owners' as const }] : []),
  ...groupIds.map((groupId) => ({ kind: 'group' as const, groupId })),
  ...(people.length === 0 ? [] : [{ kind: 'people' as const, accountIds: people }]),
];

const countIn = (text: string): number | null => (/^[1-9]\d{0,3}$/.test(text.trim()) ? Number(text) : null);

/** The policy that the draft says, or the first thing that is missing in it. */
export function policyOf(draft: PolicyDraft): { policy: ApprovalPolicy } | { problem: string } {
  const { defaultDurationMs, maximumDurationMs, maximumTotalMs, pendingTimeoutMs } = draft;
  const clauses = draft.clauses.map((clause) => ({ anyOf: anyOf(clause), min: countIn(clause.min) ?? 0 }));
  const denials = countIn(draft.denials);
  const reasonMinLength = countIn(draft.reasonMinLength);
  const problem = clauseProblem(clauses);
  if (problem !== null) return { problem };
  if (denials === null) return { problem: 'Say how many denials end a request.' };
  if (reasonMinLength === null) return { problem: 'Say how long a reason has to be.' };
  if (
    defaultDurationMs === null ||
    maximumDurationMs === null ||
    maximumTotalMs === null ||
    pendingTimeoutMs === null
  )
    return { problem: 'Every duration needs a whole number of days or hours.' };
  if (defaultDurationMs > maximumDurationMs)
    return { problem: 'The usual duration is longer than the longest one.' };
  if (maximumDurationMs > maximumTotalMs)
    return { problem: 'The longest duration is longer than an access may last with its extensions.' };
  const glass = breakGlassOf(draft.breakGlass, maximumDurationMs);
  if ('problem' in glass) return glass;
  if (draft.asksForTicket && draft.ticketPattern.trim() === '')
    return { problem: 'Say what a ticket looks like.' };
  const { onePersonCountsForSeveral, autoApprove, plansMayOpenMore } = draft;
  const durations = { defaultDurationMs, maximumDurationMs, maximumTotalMs, pendingTimeoutMs };
  const ticket = draft.asksForTicket
    ? { pattern: draft.ticketPattern.trim(), required: draft.ticketRequired }
    : null;
  const counts = { denials, reasonMinLength };
  return {
    policy: {
      v: 1,
      clauses,
      ...counts,
      ...durations,
      onePersonCountsForSeveral,
      ticket,
      autoApprove,
      plansMayOpenMore,
      breakGlass: glass.breakGlass,
    },
  };
}

function breakGlassOf(
  draft: BreakGlassDraft | null,
  maximumDurationMs: number,
): Pick<ApprovalPolicy, 'breakGlass'> | { problem: string } {
  if (draft === null) return { breakGlass: null };
  const { mayDeclare, maximumMs, reviewWithinMs } = draft;
  if (mayDeclare.length === 0) return { problem: 'Say who may take access without approval.' };
  if (maximumMs === null || reviewWithinMs === null)
    return {
      problem: 'Say how long access without approval lasts at most, and how soon it has to be judged.',
    };
  if (maximumMs > maximumDurationMs)
    return { problem: 'Access without approval lasts longer than access may at all.' };
  return { breakGlass: { mayDeclare, maximumMs, reviewWithinMs } };
}

function clauseProblem(clauses: Clause[]): string | null {
  if (clauses.length === 0) return 'Somebody has to approve: add a clause.';
  if (clauses.some((clause) => clause.anyOf.length === 0))
    return 'Say for every clause whose approval counts.';
  if (clauses.some(({ min }) => min === 0)) return 'Every clause needs at least one approval.';
  const hopeless = clauses.find(
    (clause) =>
      clause.anyOf.every(({ kind }) => kind === 'people') &&
      clause.anyOf.flatMap((one) => (one.kind === 'people' ? one.accountIds : [])).length < clause.min,
  );
  return hopeless === undefined ? null : 'A clause asks for more approvals than people are named in it.';
}

/** `2 of: space admins, group orders-owners, 3 named people`. */
export function clauseWords(clause: ClauseDraft, groupName: (id: string) => string): string {
  const named = clause.people.length;
  const who = [
    ...(clause.spaceAdmins ? ['space admins'] : []),
    ...(clause.pageOwners ? ['the owners of the page'] : []),
    ...clause.groupIds.map((id) => `group ${groupName(id)}`),
    ...(named === 0 ? [] : [named === 1 ? '1 named person' : `${String(named)} named people`]),
  ];
  const min = clause.min.trim() === '1' ? 'one' : clause.min.trim();
  return `${min} of: ${who.length === 0 ? 'nobody yet' : who.join(', ')}`;
}
