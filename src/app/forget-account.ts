import { hashOf } from '../domain/access/canonical-json';
import { withoutAccount } from '../domain/access/alias-table';
import { withoutPerson } from '../domain/access/forget';
import { CHAIN_OF_SITE, chainOfSpace } from '../domain/access/ledger';
import { namedPeople, withoutNamed } from '../domain/access/policy-people';
import { forgottenEntry } from '../domain/access/site-entries';
import { policyEntry } from '../domain/access/space-entries';
import { job, type Effect } from '../domain/access/transition';
import { ok, type Result } from '../domain/result';
import { readAliases, storeAliases } from './access/aliases';
import { nowOf, store } from './access/keep-step';
import { removeMappings, type RecordingPorts } from './change-mappings';
import type { Ports } from './ports';
import type { Refusal } from './refusal';

export type ForgettingPorts = RecordingPorts & Pick<Ports, 'policies' | 'recorded' | 'mappings'>;

export type Forgotten = { accountId: string; ref: string; standIn: string };

const ACTOR = job('personal-data');
type Done = Result<true, Refusal>;

/**
 * Forgets somebody whose account was closed, everywhere where they are kept by name. Whose pseudonym it was goes last: as long as that is
 * known the account is reported again, so that a run which was cut short is done over. Every step may be repeated.
 */
export async function forgetAccount(ports: ForgettingPorts, forgotten: Forgotten): Promise<Done> {
  const steps = [forgetMappings, forgetAliases, forgetInPolicies, forgetOnConnections, forgetRequests];
  for (const step of steps) {
    const done = await step(ports, forgotten);
    if (!done.ok) return done;
  }
  return ports.requests.erasePerson(forgotten.accountId);
}

/** Nobody is the consumer by this account any more; what it said of others stays said. */
const forgetMappings = async (ports: ForgettingPorts, { accountId, standIn }: Forgotten): Promise<Done> => {
  const theirs = await ports.mappings.of({ kind: 'account', accountId });
  if (!theirs.ok) return theirs;
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  for (const id of new Set(theirs.value.map(({ connectionId }) => connectionId))) {
    const mappings = theirs.value.filter(({ connectionId }) => connectionId === id);
    const removed = await removeMappings(ports, mappings, {
      actor: ACTOR,
      because: 'the account was closed',
    });
    if (!removed.ok) return removed;
  }
  for (const { id } of connections.value) {
    const done = await ports.mappings.forgetWhoSaid(id, accountId, standIn);
    if (!done.ok) return done;
  }
  return ok(true);
};

const forgetAliases = async (ports: ForgettingPorts, { accountId }: Forgotten): Promise<Done> => {
  const before = await readAliases(ports);
  if (!before.ok) return before;
  if (!before.value.aliases.flat().includes(accountId)) return ok(true);
  const aliases = withoutAccount(before.value.aliases, accountId);
  const stored = await storeAliases(ports, { before: before.value, aliases, actor: ACTOR });
  return stored.ok ? ok(true) : stored;
};

/** Requests that were asked under the policy become STALE when they are looked at, as after any change of it. */
const forgetInPolicies = async (ports: ForgettingPorts, { accountId }: Forgotten): Promise<Done> => {
  const policies = await ports.policies.all();
  if (!policies.ok) return policies;
  for (const { spaceId } of policies.value.filter(({ policy }) => namedPeople(policy).includes(accountId))) {
    const current = await ports.policies.get(spaceId);
    if (!current.ok) return current;
    const { rev, policy } = current.value;
    if (!namedPeople(policy).includes(accountId)) continue;
    const next = { spaceId, rev: rev + 1, policy: withoutNamed(policy, accountId) };
    const entry = policyEntry({
      at: nowOf(ports),
      actor: ACTOR,
      rev: next.rev,
      was: policy,
      is: next.policy,
      difference: null,
      because: 'an account that it named was closed',
    });
    const stored = await store(ports, { chain: chainOfSpace(spaceId), entry, policy: next });
    if (!stored.ok) return stored;
  }
  return ok(true);
};

/** They own no connection any more; who stored a token is somebody who was forgotten. */
const forgetOnConnections = async (
  ports: ForgettingPorts,
  { accountId, standIn }: Forgotten,
): Promise<Done> => {
  const connections = await ports.connections.list();
  if (!connections.ok) return connections;
  for (const connection of connections.value) {
    const owners = connection.owners.filter(
      (owner) => owner.kind === 'group' || owner.accountId !== accountId,
    );
    const without = withoutPerson({ ...connection, owners }, accountId, standIn);
    if (hashOf(without) === hashOf(connection)) continue;
    const stored = await ports.connections.put({ ...without, rev: connection.rev + 1 });
    if (!stored.ok) return stored;
  }
  return ok(true);
};

/** What an entry asks for beside itself; a transaction takes 25 operations. */
const PAGES_AT_ONCE = 20;

/** Their requests stay, as those of somebody who was forgotten; the pages that show them are written anew. */
const forgetRequests = async (
  ports: ForgettingPorts,
  { accountId, ref, standIn }: Forgotten,
): Promise<Done> => {
  const pages = await ports.requests.forgetInRequests(accountId, standIn);
  if (!pages.ok) return pages;
  for (let n = 0; n === 0 || n < pages.value.length; n += PAGES_AT_ONCE) {
    const effects = pages.value
      .slice(n, n + PAGES_AT_ONCE)
      .map((pageId): Effect => ({ do: 'project', pageId }));
    const entry = forgottenEntry({ at: nowOf(ports), actor: ACTOR, ref });
    const stored = await store(ports, { chain: CHAIN_OF_SITE, entry, effects });
    if (!stored.ok) return stored;
  }
  return ok(true);
};
