import type { KongState } from '../../host/kong/store';
import { requestInTags } from '../../src/domain/access/ownership';
import type { JsonObject } from '../../src/domain/json';
import { OTHER_REQUEST, REQUEST } from '../contract/writer-situations';
import type { Gateway } from './gateway';

/** The ids that the contract's estate counts its entities by: no gateway and no person makes such. */
const COUNTED_ID = /^[0-9a-f]{2}0{6}-0000-4000-8000-\d{12}$/;

/**
 * Whether the writer's contract brought it: the estate, what somebody adds to it, and what the writer under test marked. Memberships and
 * credentials have no say here, they go with their consumers.
 */
const isOfContract = ({ id, tags }: JsonObject): boolean => {
  if (typeof id === 'string' && COUNTED_ID.test(id)) return true;
  const marked = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  return [REQUEST, OTHER_REQUEST].includes(requestInTags(marked) ?? '');
};

/** Takes away what the writer's contract brought, and nothing else. Answers how many entities that were. @throws Refused */
export const removeWritersEstate = (gateway: Gateway): Promise<number> => gateway.remove(isOfContract);

/** What the contract looks at: whatever a change could touch. */
const COLLECTIONS = ['key-auths', 'jwts', 'acls', 'plugins', 'routes', 'services', 'consumers', 'upstreams'];

/** All that the gateway holds. @throws Refused; Error when a list has more than a page */
export const stateOf = async (gateway: Gateway): Promise<KongState> => {
  const lists = await Promise.all(
    COLLECTIONS.map(async (kind): Promise<[string, JsonObject[]]> => {
      const { items, more } = await gateway.list(`/${kind}`);
      if (more) throw new Error(`The gateway has more ${kind} than a page holds: it was empty, and is not.`);
      return [kind, items];
    }),
  );
  return Object.fromEntries(lists);
};
