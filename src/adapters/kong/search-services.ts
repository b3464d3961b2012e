import type { KongSource, ServiceSearch, SourceFailure } from '../../app/ports';
import type { Service } from '../../domain/kong/entities';
import { err, ok, type Result } from '../../domain/result';
import { collect, fetchService, together, type Collected } from './collection';
import { service } from './entity-shapes';
import type { KongLine } from './line';

type Answer = Awaited<ReturnType<KongSource['searchServices']>>['result'];

/** Above this, one list of all services costs less than a call for each name. */
const MOST_NAMES = 10;
const TAGS_IN_ONE_CALL = 20;

/** Kong has no search by a part of the name, so what may be found is read and looked through here. */
export const searchServices = async (line: KongLine, search: ServiceSearch): Promise<Answer> => {
  const read = await readWithin(line, search.within);
  if (!read.ok) return read;
  const query = search.query.trim().toLowerCase();
  const found = read.value
    .filter(within(search.within))
    .filter(({ name }) => query === '' || (name ?? '').toLowerCase().includes(query))
    .sort((a, b) => compare(a.name ?? a.id, b.name ?? b.id));
  return ok({
    services: found.slice(0, search.limit).map(({ id, name, tags }) => ({ id, name, tags })),
    more: found.length > search.limit,
  });
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Holds again what was asked for: the answer decides what a space gets to see. */
const within =
  (scope: ServiceSearch['within']) =>
  (found: Service): boolean =>
    scope === 'everything' ||
    (found.name !== null && scope.names.includes(found.name)) ||
    found.tags.some((tag) => scope.tags.includes(tag));

const readWithin = async (
  line: KongLine,
  scope: ServiceSearch['within'],
): Promise<Result<Service[], SourceFailure>> => {
  if (scope === 'everything' || scope.names.length > MOST_NAMES) {
    return whole(await collect(line, { path: '/services', shape: service }));
  }
  const tags = scope.tags.filter((tag) => /^[^,/]+$/.test(tag));
  const readings = await Promise.all([
    ...scope.names.map(async (name) => orAbsent(await fetchService(line, name))),
    ...groupsOf(tags).map((group) =>
      collect(line, { path: '/services', query: { tags: group.join('/') }, shape: service }),
    ),
  ]);
  return whole(together(readings));
};

/** A name that a rule allows and that Kong does not have is no failure of the search. */
const orAbsent = (read: Collected<Service>): Collected<Service> =>
  read.failure?.code === 'NOT_THERE' ? { items: [], failure: null } : read;

const whole = ({ items, failure }: Collected<Service>): Result<Service[], SourceFailure> =>
  failure === null ? ok(items) : err(failure);

const groupsOf = (tags: string[]): string[][] =>
  Array.from({ length: Math.ceil(tags.length / TAGS_IN_ONE_CALL) }, (_, index) =>
    tags.slice(index * TAGS_IN_ONE_CALL, (index + 1) * TAGS_IN_ONE_CALL),
  );
