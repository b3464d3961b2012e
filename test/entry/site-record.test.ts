import { removeMappings } from '../../src/app/change-mappings';
import { person } from '../../src/domain/access/transition';
import { ADA, aWorld, aDraft, connect, DARIO, good, OWNERS_GROUP, SAM, type World } from './a-world';
import { anAccessWorld, verdictOn, type AccessWorld } from './an-access-world';
import { aConsumer } from '../domain/kong/builders';

const toDario = { kind: 'account', accountId: DARIO } as const;
const toOwners = { kind: 'group', groupId: OWNERS_GROUP } as const;

const map = (world: AccessWorld, subject: object, consumerId = 'id-partner-acme') =>
  world.ask(ADA, 'saveMapping', { id: world.connectionId, subject, consumerId });
const unmap = (world: AccessWorld, subject: object, consumerId = 'id-partner-acme') =>
  world.ask(ADA, 'removeMapping', { id: world.connectionId, subject, consumerId });

const record = async (world: Pick<World, 'ask'>, who = ADA) =>
  good(await world.ask(who, 'readSiteLedger', { cursor: null }));

const ADA_DID = { kind: 'person', accountId: ADA };

describe('the record of the site', () => {
  it('tells who said, and who took back, that somebody is a consumer', async () => {
    const world = await anAccessWorld();
    good(await map(world, toDario));
    good(await map(world, toOwners));
    good(await unmap(world, toDario));
    const { rows } = await record(world);
    expect(rows.map(({ by, facts }) => [by, facts])).toEqual([
      [
        ADA_DID,
        [
          {
            people: [{ kind: 'person', accountId: DARIO }],
            text: 'is no longer the consumer `partner-acme` of Shop gateway',
          },
        ],
      ],
      [ADA_DID, [{ people: [], text: 'Group orders-owners is the consumer `partner-acme` of Shop gateway' }]],
      [
        ADA_DID,
        [
          {
            people: [{ kind: 'person', accountId: DARIO }],
            text: 'is the consumer `partner-acme` of Shop gateway',
          },
        ],
      ],
    ]);
    expect(await verdictOn(world, ADA)).toMatchObject({
      outcome: 'verified',
      upTo: 3,
    });
  });

  it('names nobody in what is hashed, and says so of people who were forgotten', async () => {
    const world = await anAccessWorld();
    good(await map(world, toDario));
    const { requests } = world.portsFor({ kind: 'anonymous' });
    const records = good(await requests.records('site', { from: 1, to: 9 }));
    expect(JSON.stringify(records)).not.toMatch(new RegExp(`${DARIO}|${ADA}`));
    for (const person of [DARIO, ADA]) good(await requests.erasePerson(person));
    const { rows } = await record(world);
    expect(rows).toMatchObject([{ by: { kind: 'forgotten' }, facts: [{ people: [{ kind: 'forgotten' }] }] }]);
    expect((await verdictOn(world, ADA))?.outcome).toBe('verified');
  });

  it('has no entry for what was refused, or was so already', async () => {
    const world = await anAccessWorld();
    good(await map(world, toDario));
    expect(await map(world, toDario)).toEqual({ ok: false, error: { code: 'CONFLICT' } });
    expect((await map(world, toDario, 'no-such')).ok).toBe(false);
    good(await unmap(world, toDario));
    good(await unmap(world, toDario));
    expect((await record(world)).head?.seq).toBe(2);
  });

  it('keeps neither mapping nor entry when storage fails before they are stored', async () => {
    const world = await anAccessWorld();
    for (let calls = 0; calls < 2; calls += 1) {
      world.access.stopAfter(calls);
      expect(await map(world, toDario)).toMatchObject({ error: { code: 'STORAGE_UNAVAILABLE' } });
      world.access.stopAfter(null);
      expect(good(await world.mappings.list(world.connectionId))).toEqual([]);
      expect((await record(world)).head).toBeNull();
    }
  });

  it('tells each mapping that went with a connection, however many there were', async () => {
    const world = await anAccessWorld();
    const many = Array.from({ length: 45 }, (_, n) => aConsumer(`id-c${String(n)}`));
    world.estate.kong.consumers.push(...many);
    await world.refresh();
    for (const { id } of many) good(await map(world, toDario, id));
    const { rev } = good(await world.ask(ADA, 'readConnection', { id: world.connectionId }));
    good(await world.ask(ADA, 'removeConnection', { id: world.connectionId, rev }));
    expect(good(await world.mappings.list(world.connectionId))).toEqual([]);
    const { rows } = await record(world);
    const removals = rows.filter(({ facts }) => facts.some(({ text }) => text.includes('no longer')));
    expect(removals).toHaveLength(3);
    expect(removals.flatMap(({ facts }) => facts)).toHaveLength(45);
    expect(removals[0]?.facts[0]?.text).toContain('the connection was removed');
  });

  it('takes back what is left when the list of mappings lagged behind', async () => {
    const world = await anAccessWorld();
    good(await map(world, toDario));
    good(await map(world, toOwners));
    const listed = good(await world.mappings.list(world.connectionId));
    good(await unmap(world, toDario));
    const ports = world.portsFor({ kind: 'anonymous' });
    const given = { actor: person(ADA), because: 'the connection was removed' } as const;
    good(await removeMappings(ports, listed, given));
    expect(good(await world.mappings.list(world.connectionId))).toEqual([]);
    const { rows } = await record(world);
    expect(rows).toHaveLength(4);
    expect(rows[0]?.facts).toMatchObject([{ people: [] }]);
  });

  it('is read by Confluence admins alone', async () => {
    const world = aWorld();
    await connect(world, aDraft());
    const refused = { ok: false, error: { code: 'NOT_CONFLUENCE_ADMIN' } };
    expect(await world.ask(SAM, 'readSiteLedger', { cursor: null })).toEqual(refused);
    expect(await world.ask(SAM, 'verifySiteLedger', { scope: 'whole', begin: true })).toEqual(refused);
  });
});
