import type { Plugin } from '../../src/domain/kong/entities';
import { aCarryingWorld, approved, on, requestIn, wait } from './a-carrying-world';
import { acls, driftOf, reread } from './a-comparison';
import { aPlugin } from './builders';
import { good, SAM } from './a-world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Nothing can be written: a limit and a membership were put there by hand, without a mark, and confirmed. */
const limitedByHand = async () => {
  const world = await aCarryingWorld({ writer: null });
  const id = await approved(world, { tier: { minute: 60 } });
  const { plan } = await requestIn(world, id);
  let limit: Plugin | null = null;
  for (const change of plan.changes) {
    if (change.kind === 'kong-acl') {
      const { consumer, group } = change;
      acls(world).push({ id: 'by-hand', consumerId: consumer.id, group, tags: [], createdAt: 1 });
    }
    if (change.kind === 'kong-rate-limit') {
      const scope = { serviceId: change.service.id, consumerId: change.consumer.id };
      limit = aPlugin({ name: 'rate-limiting', scope, config: { minute: 60, limit_by: 'consumer' } });
      world.estate.kong.plugins.push(limit);
    }
  }
  wait(world, HOUR);
  good(await world.ask(SAM, 'confirmGrant', await on(world, id)));
  if (limit === null) throw new Error('no limit was planned');
  return { world, id, limit };
};

describe('what people carried out by hand', () => {
  it('is as it was granted without a mark, and differs where somebody changed it since', async () => {
    const { world, id, limit } = await limitedByHand();
    await reread(world);
    expect(await driftOf(world)).toMatchObject({ compared: { held: 2, unknown: 0 }, drifts: [] });
    limit.config = { ...limit.config, minute: 6000 };
    await reread(world);
    expect((await driftOf(world)).drifts).toMatchObject([
      {
        is: 'changed',
        requestIds: [id],
        sentence:
          'The limit of `partner-acme` on `orders` is not as it was granted: `config.minute` differs.',
      },
    ]);
    limit.config = { ...limit.config, minute: 60 };
    limit.enabled = false;
    await reread(world);
    expect((await driftOf(world)).drifts[0]?.sentence).toMatch(/`enabled` differs/);
  });
});
