import fc from 'fast-check';
import type { PlannedChange } from '../../../src/domain/access/change';
import { developed } from '../../../src/domain/access/drift-report';
import { estateOf } from '../../../src/domain/access/estate';
import {
  foundOf,
  givenBeside,
  unheld,
  type Drift,
  type DriftKind,
} from '../../../src/domain/access/grant-drift';
import { heldBy, holdingKey } from '../../../src/domain/access/holding';
import { kongTagsOf } from '../../../src/domain/access/ownership';
import { rateLimitConfig } from '../../../src/domain/access/kong-standing';
import type { KongSnapshot } from '../../../src/domain/kong/snapshot';
import { aLimit, aNewConsumer, joining } from '../../contract/kong-changes';
import { aPlugin, aSnapshot } from '../kong/builders';
import { walks } from '../../walk';
import { DAY, NOW } from './builders';

const REQUEST = '01JD0000000000000000000A01';
const tags = kongTagsOf(REQUEST);

const CHANGES: PlannedChange[] = [
  joining('orders-read'),
  joining('orders-write'),
  joining('orders-read', { consumer: { id: 'reports', name: 'reports' } }),
  aNewConsumer(),
  aLimit(),
];

type Way = 'ours' | 'theirs' | 'not there';

/** A gateway that has each of the changes in the way that is said. */
const gatewayWith = (ways: readonly Way[], over: Partial<KongSnapshot> = {}): KongSnapshot => {
  const snapshot = aSnapshot({ acls: [], ...over });
  CHANGES.forEach((change, n) => {
    if (ways[n] === 'not there' || ways[n] === undefined) return;
    const its = ways[n] === 'ours' ? tags : ['team:orders'];
    if (change.kind === 'kong-acl')
      snapshot.acls?.push({
        id: `acl-${n}`,
        consumerId: change.consumer.id,
        group: change.group,
        tags: its,
        createdAt: null,
      });
    if (change.kind === 'kong-consumer')
      snapshot.consumers.push({
        id: change.consumer.id,
        username: change.consumer.name,
        customId: null,
        tags: its,
        createdAt: null,
      });
    if (change.kind === 'kong-rate-limit')
      snapshot.plugins.push(
        aPlugin('rate-limiting', {
          id: change.id,
          tags: its,
          scope: {
            routeId: null,
            serviceId: change.service.id,
            consumerId: change.consumer.id,
            consumerGroupId: null,
          },
          config: rateLimitConfig(change.limits),
        }),
      );
  });
  return snapshot;
};

const EXPECTED = { ours: 'as granted', theirs: 'foreign', 'not there': 'missing' } as const;
const ways = fc.array(fc.constantFrom<Way>('ours', 'theirs', 'not there'), {
  minLength: CHANGES.length,
  maxLength: CHANGES.length,
});
const estate = (snapshot: KongSnapshot) => estateOf('kong', { of: 'kong', snapshot });

describe('what a reading says about things of grants', () => {
  it('depends on each thing alone, whatever else is there', () => {
    fc.assert(
      fc.property(ways, (each) => {
        const found = CHANGES.map((change) => foundOf(change, estate(gatewayWith(each))).is);
        expect(found).toEqual(each.map((way) => EXPECTED[way]));
      }),
      walks(500),
    );
  });

  it.each(['acls', 'consumers', 'plugins'])(
    'is never that a thing is missing where %s were not read',
    (part) => {
      fc.assert(
        fc.property(ways, (each) => {
          const unread = [{ part, code: 'TIMEOUT' as const }];
          const { acls: _, ...rest } = gatewayWith(each, { unread });
          const snapshot = part === 'acls' ? rest : gatewayWith(each, { unread });
          const kinds = { acls: 'kong-acl', consumers: 'kong-consumer', plugins: 'kong-rate-limit' };
          CHANGES.forEach((change, n) => {
            const { is } = foundOf(change, estate(snapshot));
            const isUnread = change.kind === kinds[part as keyof typeof kinds];
            if (!isUnread) expect(is).toBe(EXPECTED[each[n] ?? 'not there']);
            else expect(is).not.toBe('missing');
          });
        }),
        walks(300),
      );
    },
  );

  it('names everything that carries a mark and is not held, and nothing else', () => {
    fc.assert(
      fc.property(ways, fc.subarray(CHANGES), (each, held) => {
        const keys = new Set(held.map(holdingKey));
        const found = unheld(estate(gatewayWith(each)), { held: keys, connectionId: 'kong' });
        const expected = CHANGES.filter((change, n) => each[n] === 'ours' && !held.includes(change));
        expect(found.map(({ keysAt }) => keysAt('kong')[0]).sort()).toEqual(expected.map(holdingKey).sort());
        expect(found.map(({ requestId }) => requestId)).toEqual(found.map(() => REQUEST));
      }),
      walks(500),
    );
  });

  it('names a membership as given beside when it is in a granted group, without a mark, not held, and not older', () => {
    const holder = { requestId: REQUEST, pageId: '1', spaceId: '2', since: NOW, expiresAt: NOW + DAY };
    const holdings = [heldBy(null, joining('orders-read'), holder)];
    fc.assert(
      fc.property(
        fc.record({
          group: fc.constantFrom('orders-read', 'staff'),
          consumerId: fc.constantFrom('shop', 'reports'),
          isMarked: fc.boolean(),
          createdAt: fc.option(fc.integer({ min: NOW / 1000 - 100, max: NOW / 1000 + 100 })),
        }),
        ({ group, consumerId, isMarked, createdAt }) => {
          const acl = { id: 'a', consumerId, group, tags: isMarked ? tags : [], createdAt };
          const found = givenBeside(estate(aSnapshot({ acls: [acl] })), holdings);
          const isBeside =
            group === 'orders-read' && !isMarked && createdAt !== null && createdAt * 1000 >= NOW;
          expect(found.map(({ is }) => is)).toEqual(isBeside ? ['beside'] : []);
        },
      ),
      walks(500),
    );
    const own = {
      id: 'a',
      consumerId: joining('x').consumer.id,
      group: 'orders-read',
      tags: [],
      createdAt: NOW,
    };
    expect(givenBeside(estate(aSnapshot({ acls: [own] })), holdings)).toEqual([]);
  });
});

const KINDS: DriftKind[] = ['missing', 'changed', 'foreign', 'extra', 'beside'];
const drift: fc.Arbitrary<Omit<Drift, 'since'>> = fc.record({
  is: fc.constantFrom(...KINDS),
  key: fc.constantFrom('a', 'b', 'c'),
  thing: fc.constant({ kind: 'kong-consumer', consumer: { name: 'reports' } } as const),
  instead: fc.constant(''),
  fields: fc.constant([]),
  grants: fc.constant([]),
});
const drifts = fc.uniqueArray(drift, { selector: ({ is, key }) => `${is} ${key}`, maxLength: 8 });
const idOf = ({ is, key }: Pick<Drift, 'is' | 'key'>): string => `${is} ${key}`;

describe('from one comparison to the next', () => {
  it('what is found again keeps its time, what is new is told once, what is not known stays, what is over is told once', () => {
    fc.assert(
      fc.property(
        drifts,
        drifts,
        fc.func(fc.constantFrom('over' as const, 'dropped' as const, 'not known' as const)),
        (first, second, became) => {
          const before = developed([], { found: first, became: () => 'over', readAt: 1 }).drifts;
          const after = developed(before, { found: second, became: (one) => became(idOf(one)), readAt: 2 });
          const gone = before.filter((one) => !second.some((other) => idOf(other) === idOf(one)));
          const kept = gone.filter((one) => became(idOf(one)) === 'not known');
          expect(after.drifts.map(idOf).sort()).toEqual([...second, ...kept].map(idOf).sort());
          expect(after.over).toEqual(gone.filter((one) => became(idOf(one)) === 'over'));
          expect(after.fresh.map(idOf)).toEqual(
            second.filter((one) => !before.some((other) => idOf(other) === idOf(one))).map(idOf),
          );
          for (const one of after.drifts)
            expect(one.since).toBe(before.some((other) => idOf(other) === idOf(one)) ? 1 : 2);
          const again = developed(after.drifts, { found: after.drifts, became: () => 'over', readAt: 3 });
          expect(again).toEqual({ drifts: after.drifts, fresh: [], over: [] });
        },
      ),
      walks(1000),
    );
  });
});
