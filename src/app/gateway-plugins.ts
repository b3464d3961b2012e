import type { KongConnection } from '../domain/connection';
import { addressOf } from '../domain/connection-draft';
import { isLeftToSnapshot, isOfPlugins, type GatewayPlugins } from '../domain/kong/gateway-plugins';
import { ok, type Result } from '../domain/result';
import type { IsoTime } from '../domain/time';
import type { Viewer } from './authorize';
import { targetOf } from './connection-target';
import type { KongReading, StorageFailure } from './ports';
import type { EnvironmentReading } from './read-environment';
import { isOldReading, refreshFor } from './request-refresh';
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

/** Has the whole gateway read when a page lacked something of it or showed old things, so that whoever presses *Refresh* later sees new ones. */
export async function refreshBehind(
  ports: Pick<ResolverPorts, 'clock' | 'ids' | 'connections' | 'snapshots' | 'refreshes'>,
  { connection, reading }: EnvironmentReading<KongReading>,
  viewer: Viewer,
): Promise<void> {
  if (connection === null || reading.state !== 'live') return;
  if (isBehind(reading.data, ports.clock.now())) await refreshFor(ports, viewer, connection.id);
}

const isBehind = ({ gatewayPluginsAt, fromSnapshot, unread }: KongReading, now: IsoTime): boolean =>
  unread.some((each) => isLeftToSnapshot(each) || (isOfPlugins(each) && each.code === 'NOT_READ_YET')) ||
  [gatewayPluginsAt, fromSnapshot?.at ?? null].some((at) => at !== null && isOldReading(at, now));
