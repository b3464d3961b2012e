import type { Unread } from '../source';
import type { IsoTime } from '../time';
import type {
  Acl,
  CertificateSummary,
  Consumer,
  ConsumerGroup,
  CredentialCount,
  CredentialKind,
  KongId,
  KongNode,
  Plugin,
  Route,
  Service,
  Upstream,
} from './entities';
import type { KongSnapshot } from './snapshot';

/**
 * Everything that one connection's Kong holds and Gatehouse keeps. A page view never lists the estate; what needs all of it (which route
 * wins, every caller, drift) is asked of this. Pages were read one after another, so an entity that was added or removed meanwhile
 * may be missing or still be there: `readAt` is when the last page had come.
 */
export type ConnectionSnapshot = KongSnapshot & {
  upstreams?: Upstream[];
  certificates?: CertificateSummary[];
  readAt: IsoTime;
};

/** Kong's own words, in the order in which they are read. */
export const SNAPSHOT_COLLECTIONS = [
  'node',
  'services',
  'routes',
  'plugins',
  'consumers',
  'acls',
  'consumer_groups',
  'upstreams',
  'certificates',
  'key-auths',
  'basic-auths',
  'jwts',
  'hmac-auths',
  'oauth2',
  'mtls-auths',
] as const;
export type SnapshotCollection = (typeof SNAPSHOT_COLLECTIONS)[number];

/** Lists that hold secrets. Of each row only whose it is goes further than the function that parses it. */
export const CREDENTIAL_LISTS = {
  'key-auths': 'key-auth',
  'basic-auths': 'basic-auth',
  jwts: 'jwt',
  'hmac-auths': 'hmac-auth',
  oauth2: 'oauth2',
  'mtls-auths': 'mtls-auth',
} as const satisfies Partial<Record<SnapshotCollection, CredentialKind>>;
export type CredentialList = keyof typeof CREDENTIAL_LISTS;

/** A consumer group with who is in it (Enterprise and Konnect: documented, not measured). */
export type ConsumerGroupMembers = ConsumerGroup & { consumerIds: KongId[] };

/** What a page of each collection holds. */
export type SnapshotItems = {
  node: KongNode;
  services: Service;
  routes: Route;
  plugins: Plugin;
  consumers: Consumer;
  acls: Acl;
  consumer_groups: ConsumerGroupMembers;
  upstreams: Upstream;
  certificates: CertificateSummary;
  /** Counts of one page; the same consumer may be counted again on the next. */
} & Record<CredentialList, CredentialCount>;

export type SnapshotPart = {
  [C in SnapshotCollection]: {
    collection: C;
    items: SnapshotItems[C][];
    /** Plugins of services and routes alone: whoever wants those of the gateway leaves the part out. */
    attached?: true;
  };
}[SnapshotCollection];

/**
 * The snapshot that all parts of a generation make. An entity that came on two pages is there once, credentials of a consumer are added up.
 * An optional collection that `unread` names is absent: a part of it would look like all of it.
 */
export const mergeParts = (
  parts: readonly SnapshotPart[],
  { readAt, unread }: { readAt: IsoTime; unread: Unread[] },
): ConnectionSnapshot => {
  const all = <C extends SnapshotCollection>(collection: C): SnapshotItems[C][] =>
    parts.flatMap((part) => (part.collection === collection ? (part.items as SnapshotItems[C][]) : []));
  const isRead = (collection: SnapshotCollection): boolean => !unread.some(({ part }) => part === collection);
  const groups = once(all('consumer_groups'));
  const kinds = (Object.keys(CREDENTIAL_LISTS) as CredentialList[]).filter(isRead);
  return {
    node: all('node')[0] ?? null,
    services: once(all('services')),
    routes: once(all('routes')),
    plugins: once(all('plugins')),
    consumers: once(all('consumers')),
    ...(isRead('acls') ? { acls: once(all('acls')) } : {}),
    ...(isRead('consumer_groups') ? groupsAndMembers(groups) : {}),
    ...(isRead('upstreams') ? { upstreams: once(all('upstreams')) } : {}),
    ...(isRead('certificates') ? { certificates: once(all('certificates')) } : {}),
    ...(kinds.length === 0 ? {} : { credentialCounts: sums(kinds.flatMap((kind) => all(kind))) }),
    unread,
    readAt,
  };
};

const groupsAndMembers = (groups: readonly ConsumerGroupMembers[]) => ({
  consumerGroups: groups.map(({ consumerIds: _, ...group }) => group),
  consumerGroupMembers: groups.flatMap(({ id, consumerIds }) =>
    consumerIds.map((consumerId) => ({ consumerGroupId: id, consumerId })),
  ),
});

/** Every entity once: it may have come on two pages. */
export const once = <T extends { id: KongId }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

const sums = (counts: readonly CredentialCount[]): CredentialCount[] => {
  const found = new Map<string, CredentialCount>();
  for (const { consumerId, kind, count } of counts) {
    const key = `${kind} ${consumerId}`;
    found.set(key, { consumerId, kind, count: count + (found.get(key)?.count ?? 0) });
  }
  return [...found.values()];
};
