import { slotOf, type PageProjection } from '../../src/domain/access/page-projection';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import { outboxKey, type Effect } from '../../src/domain/access/transition';
import { anApproved, DARIO, DAY, NOW, SAM } from '../domain/access/builders';
import { aPageProjection } from '../domain/access/page-builders';
import { good } from '../entry/a-world';

import {
  type RequestsWorld,
  SPACE,
  CHAIN,
  CONFLICT,
  opening,
  withdrawing,
  decisionOf,
  settingPolicy,
  requestIn,
  verdictOn,
} from './decisions';

/** What every store of requests does, whichever it is. */
export const keepsRequestContract = (make: () => RequestsWorld): void => {
  it('keeps a request and the one entry that tells how it came about', async () => {
    const world = make();
    expect(good(await world.requests.head(CHAIN))).toBeNull();
    const { request } = good(await world.requests.commit(opening('r1')));
    expect(good(await world.requests.get('r1'))).toEqual(request);
    expect(good(await world.requests.get('r2'))).toBeNull();
    const verdict = await verdictOn(world);
    expect(verdict).toMatchObject({ outcome: 'verified', checked: 1 });
    expect(verdict?.records[0]?.entry).toMatchObject({ seq: 1, type: 'request.opened', req: 'r1' });
  });

  it('tells the second of two who decide at once, and records one of them', async () => {
    const world = make();
    const request = requestIn(good(await world.requests.commit(opening('r1'))));
    const both = await Promise.all([1, 2].map(() => world.requests.commit(withdrawing(request))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
    expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 2 });
  });

  it('records everybody who decides about something of their own at once, in one chain', async () => {
    const world = make();
    const ids = ['r1', 'r2', 'r3', 'r4', 'r5'];
    for (const answer of await Promise.all(ids.map((id) => world.requests.commit(opening(id))))) good(answer);
    expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 5 });
  });

  it('stores neither request nor entry when the request has moved on', async () => {
    const world = make();
    const request = requestIn(good(await world.requests.commit(opening('r1'))));
    good(await world.requests.commit(withdrawing(request)));
    expect(await world.requests.commit(withdrawing(request))).toEqual(CONFLICT);
    expect(await world.requests.commit(opening('r1'))).toEqual(CONFLICT);
    expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 2 });
  });

  it('gives a command that comes twice its first answer, at once or later', async () => {
    const world = make();
    const command = { id: 'c1', by: DARIO, digest: 'd' };
    expect(good(await world.requests.answered(command))).toBeNull();
    const [one, two] = await Promise.all(
      ['r1', 'r2'].map((id) => world.requests.commit(opening(id, { command }))),
    );
    expect(one).toEqual(two);
    const later = good(await world.requests.commit(opening('r3', { command })));
    expect(later.request?.id).toBe(one?.ok === true ? one.value.request?.id : '');
    expect(good(await world.requests.answered(command))).toEqual(later);
    expect(await verdictOn(world)).toMatchObject({ checked: 1 });
  });

  it('refuses a command id that stood for something else, and takes it from another person', async () => {
    const world = make();
    const command = { id: 'c1', by: DARIO, digest: 'd' };
    good(await world.requests.commit(opening('r1', { command })));
    const reused = { ok: false, error: { code: 'COMMAND_REUSED' } };
    const other = { ...command, digest: 'e' };
    expect(await world.requests.commit(opening('r2', { command: other }))).toEqual(reused);
    expect(await world.requests.answered(other)).toEqual(reused);
    good(await world.requests.commit(opening('r3', { command: { ...command, by: SAM } })));
  });

  it('lists by page, space, state and requester, the latest first, page by page', async () => {
    const world = make();
    for (let n = 1; n <= 5; n += 1) good(await world.requests.commit(opening(`r${n}`, {}, NOW + n)));
    const fifth = requestIn({ request: good(await world.requests.get('r5')) });
    good(await world.requests.commit(withdrawing({ ...fifth })));
    const filter = { by: 'space', spaceId: SPACE, state: 'PENDING' } as const;
    const first = good(await world.requests.list(filter, { cursor: null, limit: 3 }));
    expect(first.requests.map(({ id }) => id)).toEqual(['r4', 'r3', 'r2']);
    const second = good(await world.requests.list(filter, { cursor: first.cursor, limit: 3 }));
    expect(second.requests.map(({ id }) => id)).toEqual(['r1']);
    expect(second.cursor).toBeNull();
    const all = { cursor: null, limit: 50 };
    for (const found of [
      await world.requests.list({ by: 'page', pageId: '131073' }, all),
      await world.requests.list({ by: 'space', spaceId: SPACE, state: null }, all),
      await world.requests.list({ by: 'requester', accountId: DARIO }, all),
    ])
      expect(good(found).requests).toHaveLength(5);
    const due = good(await world.requests.list({ by: 'in-state', state: 'PENDING' }, all));
    expect(due.requests.map(({ id }) => id)).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(good(await world.requests.count(SPACE, 'PENDING'))).toBe(4);
    expect(good(await world.requests.count('1', 'PENDING'))).toBe(0);
  });

  it('lists what expires, the first due first, and nothing in another state', async () => {
    const world = make();
    for (const [id, days] of [
      ['r1', 3],
      ['r2', 1],
      ['r3', 2],
    ] as const) {
      const { request } = good(await world.requests.commit(opening(id)));
      const approved = {
        ...anApproved(),
        id,
        rev: 2,
        expiresAt: NOW + days * DAY,
        pageId: request?.pageId ?? '',
      };
      good(await world.requests.commit(decisionOf({ request: approved, entry: settingPolicy(1).entry })));
    }
    good(await world.requests.commit(opening('r4')));
    const filter = { by: 'expiring', state: 'APPROVED' } as const;
    const first = good(await world.requests.list(filter, { cursor: null, limit: 2 }));
    expect(first.requests.map(({ id }) => id)).toEqual(['r2', 'r3']);
    const second = good(await world.requests.list(filter, { cursor: first.cursor, limit: 2 }));
    expect(second.requests.map(({ id }) => id)).toEqual(['r1']);
    expect(second.cursor).toBeNull();
  });

  it('stores a policy with its entry, and tells the second of two who change it', async () => {
    const world = make();
    expect(good(await world.policies.get(SPACE))).toEqual({ spaceId: SPACE, rev: 0, policy: DEFAULT_POLICY });
    const both = await Promise.all([1, 2].map(() => world.requests.commit(settingPolicy(1))));
    good(both.find(({ ok }) => ok) ?? { ok: false, error: 'neither' });
    good(await world.requests.commit(settingPolicy(2)));
    expect(good(await world.policies.get(SPACE))).toMatchObject({ rev: 2, policy: { denials: 3 } });
    expect(await world.requests.commit(settingPolicy(2))).toEqual(CONFLICT);
  });

  it('names people by pseudonyms in the chain, and can forget whose they are without breaking it', async () => {
    const world = make();
    const request = requestIn(good(await world.requests.commit(opening('r1'))));
    good(await world.requests.commit(withdrawing(request)));
    const records = (await verdictOn(world))?.records ?? [];
    expect(JSON.stringify(records)).not.toContain(DARIO);
    const refs = [...new Set(records.map(({ entry }) => entry.actorRef))];
    expect(refs).toHaveLength(1);
    expect([...good(await world.requests.people(refs))]).toEqual([[refs[0], DARIO]]);
    expect([...good(await world.requests.pseudonyms([DARIO, DARIO], NOW))]).toEqual([[DARIO, refs[0]]]);
    good(await world.requests.erasePerson(DARIO));
    expect([...good(await world.requests.people(refs))]).toEqual([]);
    expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 2 });
  });

  it('finds the records about a request, in order, and no others', async () => {
    const world = make();
    const about = (req: string | null, at: number) =>
      decisionOf({ entry: { ...settingPolicy(1).entry, type: 'request.withdrawn', req, at } });
    for (const [n, req] of ['one', 'two', 'one', null].entries())
      good(await world.requests.commit(about(req, NOW + n)));
    const found = good(await world.requests.about('one'));
    expect(found.map(({ entry }) => [entry.req, entry.seq])).toEqual([
      ['one', 1],
      ['one', 3],
    ]);
    expect(good(await world.requests.about('three'))).toEqual([]);
  });

  it('stores several settings with one entry, all or none of them', async () => {
    const world = make();
    const home = (id: string, pageId: string, rev: number) =>
      ({ kind: 'home', id, rev, value: { spaceId: SPACE, pageId } }) as const;
    const both = (pageId: string, revs: [number, number]) =>
      world.requests.commit(
        decisionOf({
          entry: { ...settingPolicy(1).entry, type: 'home.moved' },
          settings: [home('one', pageId, revs[0]), home('two', pageId, revs[1])],
        }),
      );
    good(await both('7', [1, 1]));
    expect(await both('8', [2, 1])).toEqual(CONFLICT);
    expect(good(await world.recorded.get('home', 'one'))).toMatchObject({ rev: 1, value: { pageId: '7' } });
    expect(good(await world.recorded.get('home', 'two'))).toMatchObject({ rev: 1, value: { pageId: '7' } });
    expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 1 });
  });

  it('stores what admins set with its entry, and tells the second of two who change it', async () => {
    const world = make();
    expect(good(await world.recorded.get('space', SPACE))).toBeNull();
    const setting = (rev: number) =>
      decisionOf({
        entry: { ...settingPolicy(rev).entry, type: 'settings.changed' },
        settings: [
          { kind: 'space', id: SPACE, rev, value: { writesTable: rev === 1, writesComments: null } },
        ],
      });
    const both = await Promise.all([1, 2].map(() => world.requests.commit(setting(1))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
    good(await world.requests.commit(setting(2)));
    expect(good(await world.recorded.get('space', SPACE))).toMatchObject({
      rev: 2,
      value: { writesTable: false },
    });
    expect(good(await world.recorded.get('space', '1'))).toBeNull();
    expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 2 });
  });

  describe('what a page shows', () => {
    const row = (over: Partial<PageProjection> = {}) => aPageProjection({ pageId: '131073', ...over });

    it('is kept, and the second of two who change it is told', async () => {
      const { projections } = make();
      expect(good(await projections.get('131073'))).toBeNull();
      const both = await Promise.all([1, 2].map((n) => projections.save(row({ checkedAt: n }))));
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
      const again = await Promise.all([1, 2].map(() => projections.save(row({ rev: 2, checkedAt: 7 }))));
      expect(again.filter(({ ok }) => ok)).toHaveLength(1);
      expect(good(await projections.get('131073'))).toEqual(row({ rev: 2, checkedAt: 7 }));
      expect(await projections.save(row({ rev: 4 }))).toEqual(CONFLICT);
    });

    it('is found in its page’s slice of the day, and in no other', async () => {
      const { projections } = make();
      const slot = slotOf('131073');
      good(await projections.save(row()));
      expect(good(await projections.inSlot(slot))).toEqual([row()]);
      expect(good(await projections.inSlot((slot + 1) % 288))).toEqual([]);
    });

    it('is stored with the entry that tells it and names its number, both or neither', async () => {
      const world = make();
      good(await world.projections.save(row()));
      const altered = (rev: number) =>
        decisionOf({
          entry: { ...settingPolicy(1).entry, type: 'projection.altered', rev },
          page: ({ seq }) => row({ rev, checkedAt: seq }),
        });
      const both = await Promise.all([1, 2].map(() => world.requests.commit(altered(2))));
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
      expect(good(await world.projections.get('131073'))).toEqual(row({ rev: 2, checkedAt: 1 }));
      good(await world.requests.commit(opening('r1')));
      good(await world.requests.commit(altered(3)));
      expect(good(await world.projections.get('131073'))).toMatchObject({ rev: 3, checkedAt: 3 });
      expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 3 });
    });
  });

  describe('the outbox', () => {
    const project: Effect = { do: 'project', pageId: '131073' };
    const notify: Effect = { do: 'notify', whom: 'approvers', requestId: 'r1', rev: 1 };
    const dueAt = async ({ outbox }: RequestsWorld, now: number) =>
      good(await outbox.due('project', { now, limit: 10 }));

    it('has the work that follows from a decision as soon as it is stored, and none from one that is not', async () => {
      const world = make();
      good(await world.requests.commit(opening('r1', { effects: [project, notify] })));
      expect(good(await world.outbox.get(outboxKey(project)))).toMatchObject({
        rev: 1,
        attempts: 0,
        effect: project,
      });
      expect(good(await world.outbox.get(outboxKey(notify)))).toMatchObject({ effect: notify });
      const late: Effect = { do: 'project', pageId: '2' };
      expect(await world.requests.commit(opening('r1', { effects: [late] }))).toEqual(CONFLICT);
      expect(good(await world.outbox.get(outboxKey(late)))).toBeNull();
    });

    it('names what is due, the first due first, and nothing that is not', async () => {
      const world = make();
      const other: Effect = { do: 'project', pageId: '2' };
      good(await world.requests.commit(opening('r2', { effects: [other] }, NOW + 5)));
      good(await world.requests.commit(opening('r1', { effects: [project, notify] })));
      expect(await dueAt(world, NOW - 1)).toEqual([]);
      expect((await dueAt(world, NOW)).map(({ effect }) => effect)).toEqual([project]);
      expect((await dueAt(world, NOW + 9)).map(({ effect }) => effect)).toEqual([project, other]);
    });

    it('forgets work that is done, unless it was asked for again meanwhile', async () => {
      const world = make();
      const opened = requestIn(good(await world.requests.commit(opening('r1', { effects: [project] }))));
      const [item] = await dueAt(world, NOW);
      if (item === undefined) throw new Error('nothing is due');
      good(await world.requests.commit(withdrawing(opened, { effects: [project] })));
      expect(await world.outbox.done(item)).toEqual(CONFLICT);
      const [again] = await dueAt(world, NOW + 1);
      if (again === undefined) throw new Error('the work is lost');
      good(await world.outbox.done(again));
      expect(await dueAt(world, NOW + 9)).toEqual([]);
      expect(await world.outbox.done(again)).toEqual(CONFLICT);
    });

    it('puts off what cannot be done now, and counts the attempts', async () => {
      const world = make();
      good(await world.requests.commit(opening('r1', { effects: [project] })));
      const [item] = await dueAt(world, NOW);
      if (item === undefined) throw new Error('nothing is due');
      good(await world.outbox.putOff(item, NOW + 60));
      expect(await dueAt(world, NOW + 59)).toEqual([]);
      expect(await dueAt(world, NOW + 60)).toMatchObject([{ attempts: 1 }]);
    });

    it('is put off by one of two who begin the same work at once', async () => {
      const world = make();
      good(await world.requests.commit(opening('r1', { effects: [project] })));
      const [item] = await dueAt(world, NOW);
      if (item === undefined) throw new Error('nothing is due');
      const both = await Promise.all([1, 2].map(() => world.outbox.putOff(item, NOW + 60)));
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
      good(await world.outbox.done(item));
    });
  });
};
