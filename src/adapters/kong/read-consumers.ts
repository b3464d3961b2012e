import type { Consumer, Plugin } from '../../domain/kong/entities';
import { textSetting } from '../../domain/kong/settings';
import { segment } from '../http/address';
import { collect, fetchOne, fetchPage, together, type Collected } from './collection';
import { consumer } from './entity-shapes';
import type { KongLine } from './line';

/** Above this, a list is asked first: it may hold them all. */
const MOST_SINGLE_CONSUMERS = 10;

type Asked = {
  plugins: readonly Plugin[];
  /** Plugins whose consumers somebody else knows. */
  except: ReadonlySet<Plugin>;
  /** For consumers one by one, beyond the first ten; null: as many as it takes, and the list is read where that is less. */
  callsLeft: number | null;
};

/**
 * The consumers that plugins are scoped to, and those that stand in for callers without a credential: whether a route is open to
 * everybody depends on them. A stand-in that does not exist is not unread: Kong has said so. A consumer with a plugin does exist.
 * More than ten are looked for in the list's first page, then one by one. More than there are calls for are NOT_READ_YET.
 */
export const consumersNamedBy = async (
  line: KongLine,
  { plugins, except, callsLeft }: Asked,
): Promise<Collected<Consumer>> => {
  const scoped = new Set(plugins.flatMap((each) => (except.has(each) ? [] : (each.scope.consumerId ?? []))));
  // Usernames, too: `anonymous` settings may use them.
  const names = new Set([...scoped, ...plugins.flatMap((each) => textSetting(each, 'anonymous') ?? [])]);
  const single = (some: readonly string[]) => some.map((name) => oneConsumer(line, name, scoped.has(name)));
  if (names.size <= MOST_SINGLE_CONSUMERS) return together(await Promise.all(single([...names])));

  const first = await fetchPage(line, { ...LIST, offset: null });
  if (!first.ok) return { items: [], failure: first.error };
  const { items, offset, incomplete } = first.value;
  const found: Collected<Consumer> = {
    items: items.filter(isOneOf(names)),
    failure: incomplete ? { code: 'UNREADABLE' } : null,
  };
  const missing = [...names].filter((name) => !found.items.some(isOneOf(new Set([name]))));
  if (offset === null || missing.length === 0) return found;
  if (missing.length <= (callsLeft ?? 0)) return together([found, ...(await Promise.all(single(missing)))]);
  if (callsLeft !== null) return { items: found.items, failure: { code: 'NOT_READ_YET' } };
  const rest = await collect(line, { ...LIST, offset });
  return together([found, { ...rest, items: rest.items.filter(isOneOf(names)) }]);
};

const LIST = { path: '/consumers', shape: consumer };

const isOneOf =
  (names: ReadonlySet<string>) =>
  ({ id, username }: Consumer): boolean =>
    names.has(id) || (username !== null && names.has(username));

const oneConsumer = async (
  line: KongLine,
  name: string,
  mustExist: boolean,
): Promise<Collected<Consumer>> => {
  const place = segment(name);
  if (place === null) return NO_SUCH_CONSUMER;
  const read = await fetchOne(line, { path: `/consumers/${place}`, shape: consumer });
  const isGone = read.failure?.status === 400 || read.failure?.status === 404;
  return isGone && !mustExist ? NO_SUCH_CONSUMER : read;
};

const NO_SUCH_CONSUMER: Collected<Consumer> = { items: [], failure: null };
