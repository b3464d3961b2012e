import { theirs } from '../domain/access/mesh-builders';
import { ADA, DARIO, good, nothing, OLGA, ORD, OWNERS_GROUP } from './a-world';
import { clauseOf, decide, preview, setPolicy } from './an-access-world';
import {
  aCarryingWorld,
  approved,
  everything,
  NOTHING,
  openAs,
  oursIn,
  requestIn,
  theirsIn,
  toldOf,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const MINUTE = 60_000;

/** Decided by a group whose members a job can read; the last write fails for now, and those before it are made. */
const halfWritten = async () => {
  const world = await aCarryingWorld();
  good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'group', groupId: OWNERS_GROUP }])] }));
  const { id, rev, planHash } = await openAs(world, DARIO, everything);
  good(await decide(world, OLGA, { id, rev, planHash }));
  world.kongWriter.fail('write acls', { code: 'SERVER_ERROR', status: 503 });
  await world.jobs.deliver();
  expect(oursIn(world)).toMatchObject({ acls: [], plugins: [{}], policies: [{}] });
  return { world, id };
};

/** The work that was put off is due again. */
const goOn = async (world: CarryingWorld, id: string): Promise<void> => {
  wait(world, 20 * MINUTE);
  await world.jobs.consume({ body: { key: `apply#${id}` } });
};

describe('what was begun', () => {
  const CHANGES: [string, string, (world: CarryingWorld) => unknown][] = [
    ['the account that asked is closed', 'requester', ({ site }) => (site.closedAccounts = [DARIO])],
    [
      'who approved has left the group that decides',
      'approvers',
      ({ site }) => (site.groups = site.groups.map((group) => ({ ...group, members: [] }))),
    ],
    [
      'the mesh is closed by somebody else',
      'plan',
      ({ estate }) => estate.mesh.policies.push(theirs({ action: 'DENY' })),
    ],
    [
      'the policy of the space is another',
      'policy',
      async (world) => good(await setPolicy(world, { denials: 2 })),
    ],
  ];
  it.each(CHANGES)(
    'is not tried again when %s: what was written goes, and it is stale',
    async (_, kind, change) => {
      const { world, id } = await halfWritten();
      await change(world);
      const before = theirsIn(world);
      world.kongWriter.fail('write acls', null);
      await goOn(world, id);
      expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind } });
      expect(oursIn(world)).toEqual(NOTHING);
      expect(theirsIn(world)).toBe(before);
      expect((await toldOf(world, id)).slice(-2)).toEqual(['grant.applying', 'request.stale']);
    },
  );

  it('is stale also where what was written could only be taken back later', async () => {
    const { world, id } = await halfWritten();
    world.site.closedAccounts = [DARIO];
    world.meshWriter.fail('write authorizationpolicies', { code: 'SERVER_ERROR', status: 503 });
    await goOn(world, id);
    expect(await requestIn(world, id)).toMatchObject({ state: 'APPLY_FAILED', takenBack: false });
    world.meshWriter.fail('write authorizationpolicies', null);
    world.kongWriter.fail('write acls', null);
    wait(world, 61 * MINUTE);
    await world.jobs.consume({ body: { key: `revoke#${id}` } });
    expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'requester' } });
    expect(oursIn(world)).toEqual(NOTHING);
  });

  it('waits, with what was written, while nobody can be asked whether it still may', async () => {
    const { world, id } = await halfWritten();
    world.site.unavailable = '503';
    world.kongWriter.fail('write acls', null);
    await goOn(world, id);
    expect((await requestIn(world, id)).state).toBe('APPLYING');
    expect(oursIn(world)).toMatchObject({ acls: [], plugins: [{}] });
  });
});

describe('what was approved', () => {
  const CHANGES: [string, (world: CarryingWorld) => unknown][] = [
    [
      'the space may not change the namespace any more',
      async (world) => {
        const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.meshId }));
        const rules = [{ spaceId: ORD, show: { ...nothing, namespaces: ['orders'] }, change: nothing }];
        good(await world.ask(ADA, 'saveSpaceRules', { id: world.meshId, rev, rules }));
      },
    ],
    [
      'the space may not change the service any more',
      async (world) => {
        const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
        const rules = [{ spaceId: ORD, show: { ...nothing, services: ['orders'] }, change: nothing }];
        good(await world.ask(ADA, 'saveSpaceRules', { id: world.connectionId, rev, rules }));
      },
    ],
    [
      'the consumer is gone, though the last reading of the whole gateway still has it',
      ({ estate }) => (estate.kong.consumers = []),
    ],
  ];
  it.each(CHANGES)('is not carried out once %s: nothing is written', async (_, change) => {
    const world = await aCarryingWorld();
    const id = await approved(world);
    await change(world);
    await world.jobs.deliver();
    expect(await requestIn(world, id)).toMatchObject({ state: 'STALE', cause: { kind: 'plan' } });
    expect(world.kongWriter.calls() + world.meshWriter.calls()).toBe(0);
  });

  it('is not even planned where the space may show the namespace and not change it', async () => {
    const world = await aCarryingWorld();
    await CHANGES[0]?.[1](world);
    const { planHash, concerns } = good(await preview(world, DARIO, everything));
    expect([planHash, JSON.stringify(concerns)]).toEqual([
      '',
      expect.stringContaining('This space may not change `namespace orders`'),
    ]);
  });
});
