import { ADA, DARIO, good, ORDERS_PAGE, SAM } from './a-world';
import { aCommandId, decide } from './an-access-world';
import {
  aCarryingWorld,
  approved,
  everything,
  makeByHand,
  on,
  openAs,
  oursIn,
  requestIn,
  settle,
  toldOf,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const DAY = 86_400_000;

/** Access in the mesh alone, in force since somebody made the change by hand. */
const confirmed = async () => {
  const world = await aCarryingWorld({ writer: null });
  const mesh = everything.mesh ?? null;
  const id = await approved(world, { beneficiary: { kind: 'account' }, routeIds: [], mesh });
  await makeAndConfirm(world, id);
  return { world, id };
};
/** Somebody makes the change, and says so. */
const makeAndConfirm = async (world: CarryingWorld, id: string): Promise<void> => {
  await makeByHand(world, id);
  good(await world.ask(SAM, 'confirmGrant', await on(world, id)));
};

describe('through a connection that may only be read', () => {
  it('a rehearsal says that the change is made by hand, and calls nobody', async () => {
    const world = await aCarryingWorld({ writer: null });
    const { id } = await openAs(world, DARIO, everything);
    const { changes } = good(await world.ask(SAM, 'rehearseRequest', { requestId: id }));
    expect(changes).toHaveLength(3);
    for (const { accepted, because } of changes)
      expect([accepted, because]).toEqual([false, expect.stringContaining('the change is made by hand')]);
    expect(world.kongWriter.calls() + world.meshWriter.calls()).toBe(0);
  });

  it('the last ALLOW of a workload is told of before it is taken away, and nothing is said to be closed', async () => {
    const { world, id } = await confirmed();
    world.estate.mesh.policies = oursIn(world).policies;
    wait(world, 8 * DAY);
    await settle(world);
    const { state, carried } = good(await world.ask(SAM, 'readRequest', { requestId: id }));
    expect([state, carried.beforehand]).toEqual([
      'REVOKE_FAILED',
      expect.stringContaining('with none, everybody is let in'),
    ]);
    const page = good(await world.ask(SAM, 'readAccess', { pageId: ORDERS_PAGE }));
    expect(page.alarms).toMatchObject([{ kind: 'revoke-failed' }]);
    expect(await toldOf(world, id)).not.toContain('deny-all.set');
  });

  it('what was begun while it could be written is no longer carried out: it fails, and is to be taken back', async () => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
    await world.jobs.deliver();
    expect((await requestIn(world, id)).state).toBe('APPLYING');
    const { name, target, rev } = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
    const draft = {
      name,
      target,
      owners: [{ kind: 'person', accountId: ADA }],
      reader: { change: 'keep' },
      writer: { change: 'read-only' },
    };
    good(await world.ask(ADA, 'saveConnection', { id: world.connectionId, rev, draft }));
    await settle(world);
    await settle(world);
    expect(await requestIn(world, id)).toMatchObject({
      state: 'APPLY_FAILED',
      takenBack: false,
      failure: { code: 'NOT_WRITABLE' },
    });
    expect(oursIn(world)).toMatchObject({ acls: [], policies: [] });
  });

  it('nobody has to take away what another grant needs: what is confirmed is held', async () => {
    const { world, id } = await confirmed();
    wait(world, 6 * DAY);
    const more = { durationMs: 5 * DAY, reason: 'A few days more, please.', ticket: null };
    const { rev: seen } = await requestIn(world, id);
    const asked = good(
      await world.ask(DARIO, 'extendGrant', { requestId: id, rev: seen, commandId: aCommandId(), ...more }),
    );
    good(await decide(world, SAM, { id: asked.id, rev: asked.rev, planHash: asked.planHash }));
    await makeAndConfirm(world, asked.id);
    wait(world, 2 * DAY);
    await settle(world);
    const states = await Promise.all([id, asked.id].map(async (one) => (await requestIn(world, one)).state));
    expect(states).toEqual(['ENDED', 'ACTIVE']);
    expect(oursIn(world).policies).toHaveLength(1);
  });
});
