import type { EstatePage, SourceFailure } from '../../app/ports';
import type {
  ConsumerGroupMembers,
  CredentialList,
  SnapshotCollection,
  SnapshotItems,
} from '../../domain/kong/connection-snapshot';
import { CREDENTIAL_LISTS } from '../../domain/kong/connection-snapshot';
import { err, ok, type Result } from '../../domain/result';
import { collect, fetchPage, type PageFrom } from './collection';
import { consumer, plugin, route, service } from './entity-shapes';
import type { KongLine } from './line';
import { readNode } from './read-target';
import {
  acl,
  certificate,
  consumerGroup,
  countsOf,
  credentialOwner,
  member,
  upstream,
} from './snapshot-shapes';

type Page<T> = Result<EstatePage<T>, SourceFailure>;
type Readers = {
  [C in SnapshotCollection]: (line: KongLine, offset: string | null) => Promise<Page<SnapshotItems[C]>>;
};

/** One page of one collection of the whole estate. */
export const readPage = <C extends SnapshotCollection>(
  line: KongLine,
  { collection, offset }: { collection: C; offset: string | null },
): Promise<Page<SnapshotItems[C]>> => {
  const readers: Pick<Readers, C> = READERS;
  return readers[collection](line, offset);
};

const pageOf =
  <T>(from: PageFrom<T>) =>
  (line: KongLine, offset: string | null): Promise<Page<T>> =>
    fetchPage(line, { ...from, offset });

/**
 * The Admin API has no count of a consumer's credentials that is cheaper than listing them, so the global lists are read: one call for a
 * thousand credentials. Their rows hold the secrets in clear; what leaves here is how many each consumer has.
 */
const countsOn =
  (list: CredentialList) =>
  async (line: KongLine, offset: string | null): Promise<Page<SnapshotItems[CredentialList]>> => {
    const page = await fetchPage(line, { path: `/${list}`, shape: credentialOwner, offset });
    return page.ok ? ok({ ...page.value, items: countsOf(list, page.value.items) }) : page;
  };

const node = async (line: KongLine): Promise<Page<SnapshotItems['node']>> => {
  const { items, failure } = await readNode(line);
  return failure === null ? ok({ items, offset: null, incomplete: false }) : err(failure);
};

/** Each group costs a call of its own, so few of them make a page. */
const GROUPS_A_PAGE = 5;

/** @source Enterprise and Konnect specification 3.15: `GET /consumer_groups/{id}/consumers` (documented, not measured) */
const groups = async (line: KongLine, offset: string | null): Promise<Page<ConsumerGroupMembers>> => {
  const from = { path: '/consumer_groups', shape: consumerGroup, offset, size: GROUPS_A_PAGE };
  const page = await fetchPage(line, from);
  if (!page.ok) return page;
  const read = await Promise.all(
    page.value.items.map(async (group) => ({
      group,
      members: await collect(line, {
        path: `/consumer_groups/${encodeURIComponent(group.id)}/consumers`,
        shape: member,
      }),
    })),
  );
  const failure = read.find(({ members }) => members.failure !== null)?.members.failure ?? null;
  if (failure !== null) return err(failure);
  const items = read.map(({ group, members }) => ({
    ...group,
    consumerIds: members.items.map(({ id }) => id),
  }));
  return ok({ ...page.value, items });
};

const READERS: Readers = {
  node,
  services: pageOf({ path: '/services', shape: service }),
  routes: pageOf({ path: '/routes', shape: route }),
  plugins: pageOf({ path: '/plugins', shape: plugin }),
  consumers: pageOf({ path: '/consumers', shape: consumer }),
  acls: pageOf({ path: '/acls', shape: acl }),
  consumer_groups: groups,
  upstreams: pageOf({ path: '/upstreams', shape: upstream }),
  certificates: pageOf({ path: '/certificates', shape: certificate }),
  ...(Object.fromEntries(
    (Object.keys(CREDENTIAL_LISTS) as CredentialList[]).map((list) => [list, countsOn(list)]),
  ) as Pick<Readers, CredentialList>),
};
