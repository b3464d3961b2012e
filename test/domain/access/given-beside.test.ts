import type {
  KongAclChange,
  KongConsumerChange,
  KongRateLimitChange,
} from '../../../src/domain/access/change';
import { estateOf } from '../../../src/domain/access/estate';
import { foundByHand, foundOf, givenBeside } from '../../../src/domain/access/grant-drift';
import { heldBy, holdingKey, type Holding } from '../../../src/domain/access/holding';
import { rateLimitIdFor } from '../../../src/domain/access/made-ids';
import type { Acl, Consumer, Plugin } from '../../../src/domain/kong/entities';
import type { KongSnapshot } from '../../../src/domain/kong/snapshot';
import { aPlugin } from '../../entry/builders';

const AT = 'gateway';
const SECOND = 1000;
const consumer = { id: 'id-acme', name: 'acme' };

const read = (over: Partial<KongSnapshot>) => {
  const none = { node: null, services: [], routes: [], plugins: [], consumers: [], acls: [], unread: [] };
  return estateOf(AT, { of: 'kong', snapshot: { ...none, ...over } });
};

const member = (consumerId: string, createdAt: number | null = 500): Acl => ({
  id: `acl-${consumerId}`,
  consumerId,
  group: 'orders-read',
  tags: [],
  createdAt,
});

const joining: KongAclChange = {
  kind: 'kong-acl',
  connectionId: AT,
  consumer,
  group: 'orders-read',
  want: 'present',
  seen: { aclId: null },
};

/** Held for grants of these pages, each begun at 100 s, that end when it says. */
const held = (grants: { pageId: string; expiresAt: number }[]): Holding => {
  const [first, ...rest] = grants.map(({ pageId, expiresAt }, n) => ({
    requestId: `R${n}`,
    pageId,
    spaceId: 'ORD',
    since: 100 * SECOND,
    expiresAt,
  }));
  if (first === undefined) throw new Error('nobody holds it');
  return rest.reduce((holding, holder) => heldBy(holding, joining, holder), heldBy(null, joining, first));
};

describe('a membership that was given beside Gatehouse', () => {
  it('is about the grant of a page that lasts longest, so that it is told for as long as one does', () => {
    const grants = [
      { pageId: 'p1', expiresAt: 900 },
      { pageId: 'p2', expiresAt: 300 },
      { pageId: 'p1', expiresAt: 200 },
    ];
    const [drift] = givenBeside(read({ acls: [member('other')] }), [held(grants)]);
    expect(drift?.grants.map(({ requestId, pageId }) => [requestId, pageId])).toEqual([
      ['R0', 'p1'],
      ['R1', 'p2'],
    ]);
  });

  it('is about no more than fifty pages, however many have grants by the group', () => {
    const grants = Array.from({ length: 500 }, (_, n) => ({ pageId: `p${n}`, expiresAt: n }));
    const [drift] = givenBeside(read({ acls: [member('other')] }), [held(grants)]);
    expect(drift?.grants).toHaveLength(50);
    expect(drift?.grants[0]?.pageId).toBe('p499');
  });

  it('is none that a grant holds, none of another group, and none of which it is not said when it was given', () => {
    const acls = [member('id-acme'), { ...member('other'), group: 'staff' }, member('unsaid', null)];
    expect(givenBeside(read({ acls }), [held([{ pageId: 'p1', expiresAt: 900 }])])).toEqual([]);
  });

  it('counts from the very second in which the first of the grants was begun', () => {
    const holding = held([{ pageId: 'p1', expiresAt: 900 }]);
    const given = (createdAt: number) => givenBeside(read({ acls: [member('other', createdAt)] }), [holding]);
    expect([given(99).length, given(100).length]).toEqual([0, 1]);
  });
});

const limiting: KongRateLimitChange = {
  kind: 'kong-rate-limit',
  connectionId: AT,
  id: rateLimitIdFor(AT, 'id-orders', consumer.id),
  service: { id: 'id-orders', name: 'orders' },
  consumer,
  limits: { minute: 60 },
  want: 'present',
  seen: { pluginId: null, updatedAt: null },
};

const making: KongConsumerChange = {
  kind: 'kong-consumer',
  connectionId: AT,
  consumer,
  want: 'present',
  seen: { consumerId: null },
};

const limit = (over: Partial<Omit<Plugin, 'scope'>>): Plugin =>
  aPlugin({
    name: 'rate-limiting',
    scope: { serviceId: 'id-orders', consumerId: consumer.id },
    config: { minute: 60, limit_by: 'consumer' },
    ...over,
  });

describe('what people put there by hand', () => {
  it('is as granted without a mark, changed where a field differs, and missing where it is not there', () => {
    const found = (plugins: Plugin[]) => foundByHand(limiting, read({ plugins }));
    expect(found([limit({})])).toEqual({ is: 'as granted' });
    expect(found([limit({ config: { minute: 6, limit_by: 'consumer' } })])).toMatchObject({
      is: 'changed',
      fields: ['config.minute'],
    });
    expect(found([])).toMatchObject({ is: 'missing' });
  });

  it('is changed where another plugin has taken the id of the limit', () => {
    const plugins = [limit({ id: limiting.id, name: 'request-size-limiting' })];
    expect(foundByHand(limiting, read({ plugins }))).toMatchObject({ is: 'changed', fields: ['name'] });
  });

  it('is something else where another consumer has the name of the one that was made', () => {
    const namesake: Consumer = { id: 'another', username: 'acme', customId: null, tags: [], createdAt: 1 };
    expect(foundByHand(making, read({ consumers: [namesake] }))).toMatchObject({ is: 'foreign' });
    expect(foundByHand(making, read({ consumers: [{ ...namesake, id: consumer.id }] }))).toEqual({
      is: 'as granted',
    });
  });
});

describe('a limit with a mark', () => {
  const tags = ['gatehouse', 'gatehouse-request:R0'];

  it.each([
    ['was switched off', { enabled: false }, ['enabled']],
    ['holds for some protocols only', { protocols: ['grpc'] }, ['protocols']],
    ['holds under a condition only', { condition: 'http.method == "GET"' }, ['condition']],
    ['allows more', { config: { minute: 600, limit_by: 'consumer' } }, ['config.minute']],
  ])('differs where it %s', (_, over, fields) => {
    const estate = read({ plugins: [limit({ id: limiting.id, tags, ...over })] });
    expect(foundOf(limiting, estate)).toEqual({ is: 'changed', instead: '', fields });
  });

  it('is looked for under the id that it has and under the one that it was to have', () => {
    const estate = read({ plugins: [limit({ id: 'by-kong', tags })] });
    const keys = estate.marked.flatMap(({ keysAt }) => keysAt(AT));
    expect(keys).toContain(holdingKey(limiting));
    expect(keys).toHaveLength(2);
  });
});

describe('a consumer that was made for a grant', () => {
  it('differs where somebody renamed it: what it calls itself elsewhere is not who was granted', () => {
    const tags = ['gatehouse', 'gatehouse-request:R0'];
    const made: Consumer = { id: consumer.id, username: 'acme', customId: null, tags, createdAt: 1 };
    const found = (over: Partial<Consumer>) => foundOf(making, read({ consumers: [{ ...made, ...over }] }));
    expect(found({})).toEqual({ is: 'as granted' });
    expect(found({ username: 'globex' })).toMatchObject({ is: 'changed', fields: ['username'] });
  });
});
