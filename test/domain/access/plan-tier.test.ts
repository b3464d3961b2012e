import { consumerKey, rateLimitKey } from '../../../src/domain/access/change';
import { snapshotAfter } from '../../../src/domain/access/desired-state';
import { consumerIdFor, rateLimitIdFor } from '../../../src/domain/access/made-ids';
import { kongTagsOf } from '../../../src/domain/access/ownership';
import { planFor } from '../../../src/domain/access/plan-for';
import { explainPlan } from '../../../src/domain/access/plan-words';
import { indexKong, type KongSnapshot } from '../../../src/domain/kong/snapshot';
import { aConsumer, anAcl, aPlugin } from '../kong/builders';
import { anAsk, aPlan, smallShop } from './builders';

const TIER = { second: 5, minute: 100 };
const tiered = anAsk({ tier: TIER });
const ID = rateLimitIdFor('kong', 'orders', 'partner-acme');

const ofConsumer = (id: string, config: object, over: object = {}) =>
  aPlugin('rate-limiting', {
    id,
    scope: { routeId: null, serviceId: 'orders', consumerId: 'partner-acme', consumerGroupId: null },
    config: { ...config },
    ...over,
  });
const withPlugins = (...plugins: KongSnapshot['plugins']) =>
  smallShop({ plugins: [...smallShop().snapshot.plugins, ...plugins] });

describe('a limit of the consumer’s own', () => {
  it('is one plugin for the service and the consumer, made before the membership', () => {
    expect(aPlan(smallShop(), tiered).changes).toEqual([
      expect.objectContaining({
        kind: 'kong-rate-limit',
        id: ID,
        service: { id: 'orders', name: 'orders' },
        limits: TIER,
        seen: { pluginId: null, updatedAt: null },
      }),
      expect.objectContaining({ kind: 'kong-acl', group: 'orders-read' }),
    ]);
    expect(ID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('says which limit it takes the place of', () => {
    const index = withPlugins(aPlugin('rate-limiting', { on: 's', config: { minute: 300 } }));
    expect(explainPlan(aPlan(index, tiered))).toContain(
      'Limits `partner-acme` to 5 calls a second and 100 a minute on `orders`, in the place of 300 requests a minute per consumer.',
    );
    expect(explainPlan(aPlan(smallShop(), tiered))).toContain(
      'Limits `partner-acme` to 5 calls a second and 100 a minute on `orders`, where no limit holds for it now.',
    );
  });

  it('says on which routes another one goes first', () => {
    const first = ofConsumer(
      'route-limit',
      { minute: 1 },
      {
        scope: { routeId: 'orders-list', serviceId: null, consumerId: 'partner-acme', consumerGroupId: null },
      },
    );
    expect(explainPlan(aPlan(withPlugins(first), tiered))).toContain(
      'On `orders-list` another limit of this consumer goes first and stays.',
    );
  });

  it('never touches one that somebody else made, switched off or not', () => {
    for (const over of [{}, { enabled: false }]) {
      const theirs = ofConsumer('theirs', { minute: 9 }, over);
      const found = planFor(tiered, withPlugins(theirs));
      expect(found).toMatchObject({
        ok: false,
        error: { code: 'TIER_TAKEN', taken: { change: { id: ID, limits: TIER }, theirs } },
      });
    }
  });

  it('is in the way of none that is for one route, or for a group of consumers', () => {
    const scope = { serviceId: 'orders', consumerId: 'partner-acme', routeId: null, consumerGroupId: null };
    for (const more of [{ routeId: 'orders-list' }, { consumerGroupId: 'gold' }]) {
      const theirs = ofConsumer('theirs', { minute: 9 }, { scope: { ...scope, ...more } });
      expect(aPlan(withPlugins(theirs), tiered).changes[0]).toMatchObject({ id: ID, limits: TIER });
    }
  });

  it('is not made where one with the same numbers is there', () => {
    const plan = aPlan(withPlugins(ofConsumer('theirs', TIER)), tiered);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['kong-acl']);
  });

  it('is not taken to be there by one with the same numbers that counts for each address', () => {
    const found = planFor(tiered, withPlugins(ofConsumer('theirs', { ...TIER, limit_by: 'ip' })));
    expect(found).toMatchObject({ error: { code: 'TIER_TAKEN' } });
  });

  it('is held, too, where another grant of ours made it, so that it lasts as long as either', () => {
    const tags = kongTagsOf('01JD00000000000000000000A1');
    const index = withPlugins(
      aPlugin('rate-limiting', { on: 's', config: { minute: 300 } }),
      ofConsumer(ID, { ...TIER, limit_by: 'consumer' }, { tags, updatedAt: 7 }),
    );
    const plan = aPlan(index, tiered);
    expect(plan.changes).toMatchObject([
      { kind: 'kong-rate-limit', id: ID, seen: { pluginId: ID, updatedAt: 7 } },
      { kind: 'kong-acl' },
    ]);
    expect(plan.limits).toMatchObject([{ instead: ['300 requests a minute per consumer'] }]);
    expect(planFor(anAsk({ tier: { minute: 7 } }), index)).toEqual({
      ok: false,
      error: { code: 'OTHER_TIER_GRANTED', service: 'orders', consumer: 'partner-acme' },
    });
  });

  it('can be asked for alone, where the routes are open', () => {
    const index = smallShop({ acls: [anAcl('partner-acme', 'orders-read')] });
    const plan = aPlan(index, tiered);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['kong-rate-limit']);
    expect(plan.alreadyOpen.map(({ name }) => name)).toEqual(['orders-list']);
  });

  it('is planned anew by an extension, which sees the one that is there', () => {
    const index = withPlugins(ofConsumer(ID, TIER, { updatedAt: 7 }));
    const ask = anAsk({ tier: TIER, heldByGrant: [rateLimitKey('kong', ID)] });
    expect(aPlan(index, ask).changes[0]).toMatchObject({ id: ID, seen: { pluginId: ID, updatedAt: 7 } });
  });
});

describe('a consumer that is to be made', () => {
  const id = consumerIdFor('kong', 'newcomer');
  const beneficiary = { kind: 'consumer', consumer: { id, name: 'newcomer' } } as const;
  const ask = anAsk({ beneficiary, isNewConsumer: true, tier: TIER });

  it('is made first, under an id that is the same each time', () => {
    const plan = aPlan(smallShop(), ask);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['kong-consumer', 'kong-rate-limit', 'kong-acl']);
    expect(plan.seen.consumer).toEqual({ id, createdAt: null });
    expect(explainPlan(plan)[0]).toContain('Makes consumer `newcomer`.');
    expect(consumerIdFor('kong', 'newcomer')).toBe(id);
    expect(consumerIdFor('edge', 'newcomer')).not.toBe(id);
  });

  it('is not made where there is one of the name', () => {
    const consumers = [aConsumer('someone', { username: 'newcomer' })];
    expect(planFor(ask, smallShop({ consumers }))).toEqual({
      ok: false,
      error: { code: 'CONSUMER_EXISTS', consumer: 'newcomer' },
    });
  });

  it('opens what the plan says, once it is carried out, and leaves nothing when that is taken back', () => {
    const before = smallShop();
    const plan = aPlan(before, ask);
    const after = snapshotAfter(before.snapshot, plan.changes);
    expect(snapshotAfter(after, plan.changes)).toEqual(after);
    const again = planFor(
      { ...ask, kong: ask.kong && { ...ask.kong, isNewConsumer: false } } as typeof ask,
      indexKong(after),
    );
    expect(again).toMatchObject({ value: { outcome: 'nothing to change' } });
    const back = [...plan.changes].reverse().map((change) => ({ ...change, want: 'absent' as const }));
    expect(snapshotAfter(after, back)).toEqual(before.snapshot);
  });

  it('is planned again from the world without it, when it is ours', () => {
    const consumers = [...smallShop().snapshot.consumers, aConsumer(id, { username: 'newcomer' })];
    const held = { ...ask, heldByGrant: [consumerKey('kong', id)] };
    expect(aPlan(smallShop({ consumers }), held).changes[0]).toMatchObject({
      kind: 'kong-consumer',
      seen: { consumerId: id },
    });
  });
});
