import type { EstatePage, SourceFailure } from '../../app/ports';
import type {
  ConsumerGroupMembers,
  CredentialList,
  SnapshotCollection,
  SnapshotItems,
} from '../../domain/kong/connection-snapshot';
import { CREDENTIAL_LISTS } from '../../domain/kong/connection-snapshot';
import type { Acl, CertificateSummary, CredentialCount, Upstream } from '../../domain/kong/entities';
import { err, ok, type Result } from '../../domain/result';
import type { KongEstate } from './kong-source';
import type { Asking } from './source-switches';

/** What an estate has beside what the page of one service shows; absent is none. */
export type RestOfEstate = {
  acls?: Acl[];
  consumerGroups?: ConsumerGroupMembers[];
  upstreams?: Upstream[];
  certificates?: CertificateSummary[];
  credentialCounts?: CredentialCount[];
};

/** Kong's own page size; a test that wants several pages of little takes less. */
const PAGE_SIZE = 1000;

export const readPage = <C extends SnapshotCollection>(
  estate: KongEstate & { pageSize?: number },
  { collection, offset }: { collection: C; offset: string | null },
  { ask }: Asking,
): Result<EstatePage<SnapshotItems[C]>, SourceFailure> => {
  const failure = ask(collection);
  if (failure !== null) return err(failure);
  const all = itemsOf(estate)[collection];
  if (all === null) return err({ code: 'NOT_THERE', status: 404 });
  const size = estate.pageSize ?? PAGE_SIZE;
  const start = offset === null ? 0 : Number(offset);
  const end = start + size;
  return ok({
    items: all.slice(start, end),
    offset: end < all.length ? String(end) : null,
    incomplete: false,
  });
};

type Lists = { [C in SnapshotCollection]: SnapshotItems[C][] | null };

/** null where an edition answers 404. */
const itemsOf = (estate: KongEstate): Lists => {
  const isOss = estate.node.edition === 'oss';
  const counts = (list: CredentialList): CredentialCount[] =>
    (estate.credentialCounts ?? []).filter(({ kind }) => kind === CREDENTIAL_LISTS[list]);
  return {
    node: [estate.node],
    services: sorted(estate.services),
    routes: sorted(estate.routes),
    plugins: sorted(estate.plugins),
    consumers: sorted(estate.consumers),
    acls: sorted(estate.acls ?? []),
    consumer_groups: isOss ? null : sorted(estate.consumerGroups ?? []),
    upstreams: sorted(estate.upstreams ?? []),
    certificates: sorted(estate.certificates ?? []),
    'key-auths': counts('key-auths'),
    'basic-auths': counts('basic-auths'),
    jwts: counts('jwts'),
    'hmac-auths': counts('hmac-auths'),
    oauth2: counts('oauth2'),
    'mtls-auths': isOss ? null : counts('mtls-auths'),
  };
};

const sorted = <T extends { id: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
