import type { Connection } from '../domain/connection';
import { MESH_COLLECTIONS, type MeshCollection, type MeshPart } from '../domain/istio/connection-snapshot';
import { meshOrder } from '../domain/istio/reading-order';
import {
  CREDENTIAL_LISTS,
  SNAPSHOT_COLLECTIONS,
  type SnapshotCollection,
  type SnapshotPart,
} from '../domain/kong/connection-snapshot';
import type { CredentialCount } from '../domain/kong/entities';
import { KONG_ORDER } from '../domain/kong/reading-order';
import { err, ok } from '../domain/result';
import type { Collection, EstatePart, Learned, ReadingOrder } from '../domain/snapshot/reading-order';
import type { PageToRead } from '../domain/snapshot/refresh';
import type { Access, Errand, EstatePage, Fetched, Ports } from './ports';

/** How the whole of what the connection leads to is read. */
export const orderOf = (connection: Connection): ReadingOrder =>
  connection.kind === 'kong' ? KONG_ORDER : meshOrder(connection.spaceRules);

/** A page as it is kept, where the next one begins, and what it tells. */
export type ReadPage = {
  part: EstatePart;
  offset: string | null;
  incomplete: boolean;
  /** How many entities it holds. */
  count: number;
  learned: Partial<Learned>;
};

/** Reads one page of whatever the connection leads to. */
export async function readEstatePage(
  { kong, mesh }: Pick<Ports, 'kong' | 'mesh'>,
  { connection, secrets }: Access<Connection>,
  { from, errand }: { from: PageToRead; errand: Errand },
): Promise<Fetched<ReadPage>> {
  const { collection } = from;
  if (connection.kind === 'kong' && isOf(SNAPSHOT_COLLECTIONS, collection)) {
    const { offset } = from;
    return kongPage(collection, await kong.readPage({ connection, secrets }, { collection, offset }, errand));
  }
  if (connection.kind === 'kubernetes' && isOf(MESH_COLLECTIONS, collection)) {
    const fetched = await mesh.readPage({ connection, secrets }, { ...from, collection }, errand);
    return meshPage({ collection, within: from.within }, fetched);
  }
  throw new Error(`a ${connection.kind} connection has no ${collection}`);
}

const isOf = <C extends Collection>(collections: readonly C[], collection: Collection): collection is C =>
  collections.some((one) => one === collection);

function kongPage(collection: SnapshotCollection, fetched: Fetched<EstatePage<unknown>>): Fetched<ReadPage> {
  const { result, exchanges } = fetched;
  if (!result.ok) return { result: err(result.error), exchanges };
  const { items, ...page } = result.value;
  const part = { collection, items } as SnapshotPart; // a page of a collection holds that collection's items
  const edition = part.collection === 'node' ? part.items[0]?.edition : undefined;
  const learned = edition === undefined ? {} : { edition };
  return { result: ok({ ...page, part, count: countOf(part), learned }), exchanges };
}

/** Credentials come counted by consumer. */
const countOf = ({ collection, items }: SnapshotPart): number =>
  collection in CREDENTIAL_LISTS
    ? (items as CredentialCount[]).reduce((sum, { count }) => sum + count, 0)
    : items.length;

function meshPage(
  { collection, within }: { collection: MeshCollection; within: string | undefined },
  { result, exchanges }: Fetched<EstatePage<unknown>>,
): Fetched<ReadPage> {
  if (!result.ok) return { result: err(result.error), exchanges };
  const { items, ...page } = result.value;
  const part = { collection, items, ...(within === undefined ? {} : { within }) } as MeshPart; // likewise
  const rootNamespace = part.collection === 'meshconfig' ? part.items[0]?.rootNamespace : undefined;
  const learned = rootNamespace === undefined ? {} : { rootNamespace };
  return { result: ok({ ...page, part, count: items.length, learned }), exchanges };
}
