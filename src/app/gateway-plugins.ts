import type { KongConnection } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import { isLeftToSnapshot, isOfPlugins, type GatewayPlugins } from '../domain/kong/gateway-plugins';
import { ok, type Result } from '../domain/result';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
import { targetOf } from './connection-target';
import type { KongReading, StorageFailure } from './ports';
import type { EnvironmentReading } from './read-environment';
import { requestRefresh } from './request-refresh';
import type { ResolverPorts } from './resolver-ports';

/** The plugins of the whole gateway from the connection's snapshot; null when there is no snapshot of this gateway. */
export async function gatewayPluginsOf(
  { snapshots }: Pick<ResolverPorts, 'snapshots'>,
  connection: KongConnection,
): Promise<Result<GatewayPlugins | null, StorageFailure>> {
  const kept = await snapshots.gatewayPlugins(connection.id);
  if (!kept.ok) return kept;
  // Another address is another gateway.
  const isOwn = kept.value?.address === addressOf(targetOf(connection));
  return ok(isOwn ? (kept.value?.gateway ?? null) : null);
}

/** What a page says of the whole gateway may be that old before somebody who looks has it read again. */
const OLD_AFTER_MS = 3_600_000;

/**
 * Has the whole gateway read when a page lacked its plugins or showed old ones, so that whoever presses *Refresh* sees a new one at most
 * an hour and the minutes of a refresh later. Only for people with an account: anonymous visitors start nothing. A convenience: whatever
 * keeps it from beginning is made up for by the schedule.
 */
export async function refreshBehind(
  ports: Pick<ResolverPorts, 'clock' | 'ids' | 'connections' | 'snapshots' | 'refreshes'>,
  { connection: shown, reading }: EnvironmentReading<KongReading>,
  viewer: Viewer,
): Promise<void> {
  if (viewer.kind !== 'person' || shown === null || reading.state !== 'live') return;
  if (!isBehind(reading.data, ports.clock.now())) return;
  const found = await ports.connections.get(shown.id);
  if (found.ok && found.value?.kind === 'kong') await requestRefresh(ports, found.value);
}

const isBehind = ({ gatewayPluginsAt, fromSnapshot, unread }: KongReading, now: IsoTime): boolean =>
  unread.some((each) => isLeftToSnapshot(each) || (isOfPlugins(each) && each.code === 'NOT_READ_YET')) ||
  [gatewayPluginsAt, fromSnapshot?.at ?? null].some(
    (at) => at !== null && Date.parse(now) - Date.parse(at) >= OLD_AFTER_MS,
  );
