import { hashOf } from '../../domain/access/canonical-json';
import { chainOfSpace } from '../../domain/access/ledger';
import { checkPolicy, type ApprovalPolicy } from '../../domain/access/policy';
import { namedPeople } from '../../domain/access/policy-people';
import { explainPolicy } from '../../domain/access/policy-words';
import { policyDifference, policyEntry } from '../../domain/access/space-entries';
import { person } from '../../domain/access/transition';
import { err, ok, type Result } from '../../domain/result';
import { NOTHING, scopeOf } from '../../domain/space-rules';
import type { Command, StoredPolicy } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { answeredBefore, nowOf, store } from './keep-step';
import { settleRequest } from './settle-request';
import { groupNamesOf } from './standings';

export type PolicyDetail = StoredPolicy & {
  inWords: string[];
  /** Gateways on which the space may change something. */
  connections: { id: string; name: string }[];
};

export async function readPolicy(
  ports: ResolverPorts,
  spaceId: string,
): Promise<Result<PolicyDetail, AccessRefusal>> {
  const stored = await ports.policies.get(spaceId);
  return stored.ok ? detailOf(ports, stored.value) : stored;
}

const detailOf = async (
  ports: ResolverPorts,
  stored: StoredPolicy,
): Promise<Result<PolicyDetail, AccessRefusal>> => {
  const [all, names] = await Promise.all([ports.connections.list(), groupNamesOf(ports, stored.policy)]);
  if (!all.ok) return all;
  const connections = all.value
    .filter(({ kind, spaceRules }) => {
      const scope = scopeOf(spaceRules, stored.spaceId, 'change');
      return kind === 'kong' && hashOf(scope) !== hashOf(NOTHING);
    })
    .map(({ id, name }) => ({ id, name }));
  return ok({ ...stored, inWords: explainPolicy(stored.policy, names), connections });
};

type Saving = { by: string; spaceId: string; rev: number; policy: ApprovalPolicy; command: Command };

/** As many as one invocation has time for; the others are found when they are looked at. */
const MADE_STALE_AT_ONCE = 50;

/** Stores the policy with its ledger entry. Requests that were asked under another one become STALE. */
export async function savePolicy(
  ports: ResolverPorts,
  { by, spaceId, rev, policy, command }: Saving,
): Promise<Result<PolicyDetail, AccessRefusal>> {
  const before = await answeredBefore(ports, command);
  if (!before.ok) return before;
  if (before.value?.policy) return detailOf(ports, before.value.policy);
  const checked = checkPolicy(policy);
  if (!checked.ok) return err({ code: 'BAD_POLICY', fault: checked.error });
  const known = await ports.policies.get(spaceId);
  if (!known.ok) return known;
  // Whoever a policy names is known to the report of personal data.
  const both = { was: known.value.policy, is: policy };
  const people = [...namedPeople(both.was), ...namedPeople(policy)];
  const refs = await ports.requests.pseudonyms(people, nowOf(ports));
  if (!refs.ok) return refs;
  const next = { spaceId, rev: rev + 1, policy };
  const names = new Map([...(await groupNamesOf(ports, both.was)), ...(await groupNamesOf(ports, policy))]);
  const difference = policyDifference(both, { names, refs: refs.value });
  const entry = policyEntry({ at: nowOf(ports), actor: person(by), rev: next.rev, ...both, difference });
  const stored = await store(ports, { chain: chainOfSpace(spaceId), entry, policy: next, command });
  if (!stored.ok) return stored;
  const settled = await settleOpen(ports, next);
  return settled.ok ? detailOf(ports, next) : settled;
}

const settleOpen = async (
  ports: ResolverPorts,
  { spaceId, policy }: StoredPolicy,
): Promise<Result<true, AccessRefusal>> => {
  for (const state of ['PENDING', 'APPROVED'] as const) {
    const filter = { by: 'space', spaceId, state } as const;
    const open = await ports.requests.list(filter, { cursor: null, limit: MADE_STALE_AT_ONCE });
    if (!open.ok) return open;
    for (const request of open.value.requests) {
      const settled = await settleRequest(ports, request, policy);
      if (!settled.ok && settled.error.code === 'STORAGE_UNAVAILABLE') return settled;
    }
  }
  return ok(true);
};
