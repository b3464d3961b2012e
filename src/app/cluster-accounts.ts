import { addressOf } from '../domain/connection-draft';
import { accountsIn } from '../domain/istio/connection-snapshot';
import type { AccountRef } from '../domain/istio/named-accounts';
import { err, ok, type Result } from '../domain/result';
import { coversNamespace, scopeOf } from '../domain/space-rules';
import { targetOf } from './connection-target';
import { stateOf, unreadFor, type SnapshotState } from './read-snapshot-state';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';

/** The service accounts of a whole cluster, as of its connection's snapshot. */
export type ClusterAccounts = {
  /** Without the names of namespaces that the space may not show. */
  state: SnapshotState;
  /** null: the cluster was never read as a whole. */
  accounts: {
    /** Of namespaces that the space may show. */
    shown: AccountRef[];
    /** Of all others: to be counted, never to be named. */
    hidden: AccountRef[];
  } | null;
};

/**
 * What a space may know of all service accounts of a connection's cluster: the rules are read now. A snapshot of another address is one of
 * another cluster and as good as none.
 * @returns err CONNECTION_GONE
 */
export async function clusterAccounts(
  { connections, snapshots, clock }: Pick<ResolverPorts, 'connections' | 'snapshots' | 'clock'>,
  { connectionId, spaceId }: { connectionId: string; spaceId: string },
): Promise<Result<ClusterAccounts, Refusal>> {
  const found = await connections.get(connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection?.kind !== 'kubernetes') return err({ code: 'CONNECTION_GONE' });
  const { spaceRules } = connection;
  const record = await snapshots.record(connectionId);
  if (!record.ok) return record;
  const kept = await snapshots.lists(connectionId, ['serviceaccounts']);
  if (!kept.ok) return kept;
  // A refresh may have been committed since the record was read: then this is newer, and says so.
  const head = kept.value?.head ?? null;
  const state = stateOf(connection, { ...record.value, current: head }, clock.now());
  const narrowed = { ...state, unread: unreadFor(state.unread, spaceRules, spaceId) };
  if (kept.value === null || head?.address !== addressOf(targetOf(connection)))
    return ok({ state: narrowed, accounts: null });
  const scope = scopeOf(spaceRules, spaceId, 'show');
  const all = accountsIn(kept.value.parts);
  const isShown = ({ namespace }: AccountRef): boolean => coversNamespace(scope, namespace);
  return ok({
    state: narrowed,
    accounts: { shown: all.filter(isShown), hidden: all.filter((account) => !isShown(account)) },
  });
}
