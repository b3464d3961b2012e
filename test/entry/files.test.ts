import { deckExport } from '../../src/domain/access/export-deck';
import { isOfKong } from '../../src/domain/access/change';
import { kongTagsOf } from '../../src/domain/access/ownership';
import { good, ORDERS_PAGE, RITA } from './a-world';
import { active, everything, requestIn, wait, type CarryingWorld } from './a-carrying-world';

const changesOf = async (world: CarryingWorld, id: string) =>
  (await requestIn(world, id)).plan.changes.filter(isOfKong).map((change) => ({ change, requestId: id }));

const snapshotOf = async ({ portsFor, connectionId }: CarryingWorld) => {
  const found = await portsFor({ kind: 'anonymous' }).snapshots.current(connectionId);
  if (!found.ok || found.value === null) throw new Error('the gateway was not read');
  return found.value.snapshot;
};

describe('a decK file', () => {
  it('has our marks on a consumer that is to be made, and on everything of it', async () => {
    const newcomer = { kind: 'new-consumer', username: 'newcomer' } as const;
    const { world, id } = await active({ ...everything, beneficiary: newcomer });
    const { file } = deckExport(await changesOf(world, id), await snapshotOf(world));
    const tags = kongTagsOf(id);
    expect(file).toMatchObject({
      consumers: [{ username: 'newcomer', tags, acls: [{ group: 'orders-read', tags }] }],
      plugins: [{ name: 'rate-limiting', consumer: 'newcomer', tags }],
    });
    expect(JSON.stringify(file)).not.toContain('custom_id');
  });

  it('says what is missing in it of a consumer that was not read, and of a service that decK cannot find', async () => {
    const { world, id } = await active();
    const changes = await changesOf(world, id);
    const unread = deckExport(changes, null).notes.join(' ');
    expect(unread).toContain('Consumer partner-acme was not read');
    expect(unread).toContain('Service orders has no tag by which decK could find it');
    const kong = await snapshotOf(world);
    const untagged = { ...kong, services: kong.services.map((service) => ({ ...service, tags: [] })) };
    const { file, notes } = deckExport(changes, untagged);
    expect(notes.join(' ')).toContain('Service orders has no tag by which decK could find it');
    expect(notes.join(' ')).not.toContain('was not read');
    expect(file).not.toHaveProperty('_info');
    expect(deckExport(changes, kong).notes).toHaveLength(1);
  });
});

describe('files about access whose time is over, before any sweep has come by', () => {
  it('are none for its page, and say that it has ended', async () => {
    const { world, id } = await active();
    wait(world, 7 * 86_400_000);
    expect((await requestIn(world, id)).state).toBe('ACTIVE');
    for (const format of ['deck', 'istio'] as const) {
      const page = good(await world.ask(RITA, 'exportPageAccess', { pageId: ORDERS_PAGE, format }));
      expect(page.files).toEqual([]);
    }
    const json = good(await world.ask(RITA, 'exportRequest', { requestId: id, format: 'json' }));
    expect(JSON.parse(json.files[0]?.text ?? '')).toMatchObject([{ id, state: 'ENDED' }]);
  });
});
