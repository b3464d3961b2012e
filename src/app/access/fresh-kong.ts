import type { KongTarget } from '../../domain/binding';
import type { KongConnection } from '../../domain/connection';
import { addressOf } from '../../domain/connection-draft';
import { withFreshReading } from '../../domain/access/fresh-reading';
import type { Consumer, Service } from '../../domain/kong/entities';
import { indexKong, type KongIndex } from '../../domain/kong/snapshot';
import { ok, type Result } from '../../domain/result';
import { coversKong, scopeOf } from '../../domain/space-rules';
import { targetOf } from '../connection-target';
import type { Fetched, KongReading, KongSource, Ports, StorageFailure } from '../ports';
import { errandFor, keepExchanges, secretsInForce, type Doer } from '../source-errand';

/** What the gateway's part of a plan is made of, as it is now; or what of it could not be read. */
export type FreshKong =
  | { read: 'not'; parts: string[] }
  | { read: 'connection gone' }
  | { read: 'whole'; index: KongIndex; caller: Consumer | null; routeIds: string[]; refused: string[] };

type ReadingPorts = Pick<
  Ports,
  'clock' | 'ids' | 'connections' | 'secrets' | 'exchanges' | 'snapshots' | 'kong'
>;

export type LookingAtKong = {
  doer: Doer;
  spaceId: string;
  connectionId: string;
  /** Read live. */
  targets: KongTarget[];
  /** Username or id. */
  consumer: string;
};

/** What is missing, and when it will be there: whoever asks can only wait for it, or find somebody who may have it read. */
const WHOLE_GATEWAY =
  'the whole gateway, which was not read yet (it is within two hours, or at once when an editor of the page has it read in Kong routes)';

/**
 * The estate from the connection's snapshot, with the services, their plugins, the consumer and its groups as Kong has them now. `refused`
 * names services that the space may not change: a Confluence admin said which it may.
 */
export async function freshKong(
  ports: ReadingPorts,
  looking: LookingAtKong,
): Promise<Result<FreshKong, StorageFailure>> {
  const found = await ports.connections.get(looking.connectionId);
  if (!found.ok) return found;
  const connection = found.value;
  if (connection?.kind !== 'kong') return ok({ read: 'connection gone' });
  const [stored, live] = await Promise.all([
    ports.snapshots.current(connection.id),
    readLive(ports, connection, looking),
  ]);
  if (!stored.ok) return stored;
  if (!live.ok) return live;
  const parts = [...live.value.unread];
  // Another address is another gateway: its snapshot says nothing about this one.
  if (stored.value?.address !== addressOf(targetOf(connection))) parts.push(WHOLE_GATEWAY);
  const { readings, caller } = live.value;
  if (stored.value === null || parts.length > 0) return ok({ read: 'not', parts });
  const fresh = {
    services: readings.flatMap(({ services }) => services),
    routes: readings.flatMap(({ routes }) => routes),
    plugins: once(readings.flatMap(({ plugins }) => plugins)),
    consumers: readings.flatMap(({ consumers }) => consumers),
    unread: [],
  };
  const { snapshot } = stored.value;
  return ok({
    read: 'whole',
    index: indexKong(withFreshReading(snapshot, { ...fresh, caller })),
    caller: caller?.consumer ?? null,
    routeIds: fresh.routes.map(({ id }) => id),
    refused: fresh.services.filter((service) => !mayChange(connection, looking.spaceId, service)).map(nameOf),
  });
}

const once = <T extends { id: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

const nameOf = ({ name, id }: Service): string => name ?? id;

const mayChange = ({ spaceRules, id: connectionId }: KongConnection, spaceId: string, service: Service) =>
  coversKong(
    scopeOf(spaceRules, spaceId, 'change'),
    { connectionId, service: nameOf(service) },
    service.tags,
  );

type Caller = NonNullable<
  Extract<Awaited<ReturnType<KongSource['readCaller']>>['result'], { ok: true }>['value']
>;
type Live = { readings: KongReading[]; caller: Caller | null; unread: string[] };

/** Node facts decide nothing about access. */
const DECIDES_NOTHING = 'node';

async function readLive(
  ports: ReadingPorts,
  connection: KongConnection,
  { doer, targets, consumer }: LookingAtKong,
): Promise<Result<Live, StorageFailure>> {
  const secrets = await secretsInForce(ports, connection, 'reader');
  if (!secrets.ok) return secrets;
  const access = { connection, secrets: secrets.value };
  const errand = errandFor(ports, { viewer: doer, purpose: 'plan-access', sources: 2 });
  const [caller, ...services] = await Promise.all([
    ports.kong.readCaller(access, consumer, errand),
    ...targets.map((target) => ports.kong.readTarget(access, target, errand)),
  ]);
  const all: Fetched<unknown>[] = [caller, ...services];
  for (const fetched of all) {
    const logged = await keepExchanges(ports, connection, fetched);
    if (!logged.ok) return logged;
  }
  const readings = services.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const unread = [
    ...(caller.result.ok ? [] : ['the consumer and its groups']),
    ...services.flatMap(({ result }, n) =>
      result.ok || result.error.code === 'NOT_THERE' ? [] : [targets[n]?.service ?? 'the services'],
    ),
    ...readings.flatMap((reading) => reading.unread.map(({ part }) => part)),
  ].filter((part) => part !== DECIDES_NOTHING);
  return ok({ readings, caller: caller.result.ok ? caller.result.value : null, unread });
}
