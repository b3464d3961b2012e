import { addressOf } from '../domain/connection-draft';
import { changesBetween } from '../domain/istio/changes-between';
import type { PolicyChange } from '../domain/istio/difference';
import { policiesIn } from '../domain/istio/connection-snapshot';
import { err, ok, type Result } from '../domain/result';
import type { IsoTime } from '../domain/time';
import { guardedOf } from './ask-mesh';
import type { Viewer } from './authorize';
import { targetOf } from './connection-target';
import type { PageFacts } from './ports';
import { policiesToAsk } from './read-policies';
import type { Refusal } from './refusal';
import type { ResolverPorts } from './resolver-ports';

const POLICY_LISTS = ['authorizationpolicies', 'peerauthentications', 'requestauthentications'] as const;

/**
 * What became of the policies for an environment's workload since the whole cluster was read, up to the newest reading of the page. null:
 * nothing, or there is no older reading of this cluster to compare with. Lists that either reading lacks are left out.
 */
export async function readPolicyChanges(
  ports: ResolverPorts,
  page: PageFacts,
  asked: { environment: string; viewer: Viewer },
): Promise<Result<{ since: IsoTime; changes: PolicyChange[] } | null, Refusal>> {
  const read = await policiesToAsk(ports, page, asked);
  if (!read.ok) return read;
  const { at, policies: reading, connectionId } = read.value;
  const found = await ports.connections.get(connectionId);
  if (!found.ok) return found;
  if (found.value === null) return err({ code: 'CONNECTION_GONE' });
  const kept = await ports.snapshots.lists(connectionId, POLICY_LISTS);
  if (!kept.ok) return kept;
  if (kept.value === null) return ok(null);
  const { head, parts } = kept.value;
  if (head.address !== addressOf(targetOf(found.value)) || head.readAt >= at) return ok(null);
  const old = policiesIn(parts);
  const changes = changesBetween(
    {
      policies: old,
      guarded: guardedOf({ ...reading, policies: old }),
      unread: head.unread,
      within: head.readWithin,
    },
    { policies: reading.policies, guarded: guardedOf(reading), unread: reading.unread },
    [reading.workload.namespace, reading.mesh.config.rootNamespace],
  );
  return ok(changes.length === 0 ? null : { since: head.readAt, changes });
}
