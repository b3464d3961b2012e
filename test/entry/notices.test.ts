import { APP_ACCOUNT, createMemoryConfluence } from '../../src/adapters/memory/confluence';
import { outboxKey } from '../../src/domain/access/transition';
import { jobsOf } from './a-jobs';
import { answer, approve, begin, DAY } from './a-page-record';
import { DARIO, good, NILS, ORDERS_PAGE, OWNERS_GROUP, RITA, SAM } from './a-world';
import {
  aCommandId,
  clauseOf,
  decide,
  OLGA,
  send,
  setPolicy,
  SOFIA,
  type AccessWorld,
} from './an-access-world';

/** A space whose admins said that people may be told by comments. */
const beginTelling = async () => {
  const { world, jobs } = await begin();
  good(await answer(world, false, true));
  await jobs.deliver();
  return { world, jobs };
};

const told = ({ site }: AccessWorld) => site.notices.map(({ mentions, text }) => ({ mentions, text }));
/** The work of telling the approvers about that revision. */
const telling = (requestId: string, rev: number): string =>
  outboxKey({ do: 'notify', whom: 'approvers', requestId, rev });

describe('notices', () => {
  it('are not posted before the space’s admins said yes, nor after they said no', async () => {
    const { world, jobs } = await begin();
    good(await send(world));
    await jobs.deliver();
    good(await answer(world, null, false));
    good(await send(world));
    await jobs.deliver();
    await jobs.sweep();
    await jobs.deliver();
    expect(told(world)).toEqual([]);
  });

  it('mention those who may decide, once, in the app’s own name, and never who asked', async () => {
    const { world, jobs } = await beginTelling();
    good(await send(world));
    await jobs.deliver();
    expect(told(world)).toEqual([
      { mentions: [SAM, SOFIA], text: expect.stringContaining('partner-acme') as string },
    ]);
    expect(world.site.notices[0]?.by).toBe(APP_ACCOUNT);
  });

  it('mention people whom the policy names before groups and admins, and ten at most', async () => {
    const { world, jobs } = await beginTelling();
    const crowd = Array.from({ length: 9 }, (_, n) => `712020:p${n}`);
    world.site.groups = world.site.groups.map((group) => ({ ...group, members: [OLGA, NILS] }));
    good(
      await setPolicy(world, {
        clauses: [
          clauseOf([{ kind: 'space-admins' }, { kind: 'group', groupId: OWNERS_GROUP }]),
          clauseOf([{ kind: 'people', accountIds: [...crowd, DARIO] }]),
        ],
      }),
    );
    good(await send(world));
    await jobs.deliver();
    expect(told(world)[0]?.mentions).toEqual([...crowd, OLGA]);
  });

  it('mention the owners of the page, and nobody of a group that is large or cannot be read', async () => {
    const { world, jobs } = await beginTelling();
    good(await setPolicy(world, { clauses: [clauseOf([{ kind: 'page-owners' }])] }));
    good(await world.ask(SAM, 'setOwnerGroup', { pageId: ORDERS_PAGE, groupId: OWNERS_GROUP }));
    good(await send(world));
    await jobs.deliver();
    const members = Array.from({ length: 11 }, (_, n) => `712020:p${n}`);
    world.site.groups = world.site.groups.map((group) => ({ ...group, members }));
    good(await send(world));
    await jobs.deliver();
    expect(told(world).map(({ mentions }) => mentions)).toEqual([[OLGA], []]);
  });

  it('are posted once, however often the message comes and whoever was killed after posting', async () => {
    const { world, jobs } = await beginTelling();
    const { id, rev } = good(await send(world));
    const body = { key: telling(id, rev) };
    await Promise.all([1, 2, 3].map(() => jobs.consume({ body })));
    expect(told(world)).toHaveLength(1);
    const { id: other } = good(await send(world));
    const dying = jobsOf(world, (ports) => ({
      ...ports,
      confluence: {
        ...ports.confluence,
        postNotice: async (...args) => {
          await createMemoryConfluence(world.site, APP_ACCOUNT).postNotice(...args);
          throw new Error('killed');
        },
      },
    }));
    await dying.consume({ body: { key: telling(other, 1) } });
    expect(told(world)).toHaveLength(2);
    world.time.now += DAY;
    await jobs.sweep();
    await jobs.deliver();
    expect(told(world)).toHaveLength(2);
  });

  it('are not kept back by somebody else’s comment that looks like one', async () => {
    const { world, jobs } = await beginTelling();
    const { id, rev } = good(await send(world));
    world.site.notices.push({
      pageId: ORDERS_PAGE,
      by: DARIO,
      mentions: [],
      text: '',
      mark: `${id}.${rev}.approvers`,
    });
    await jobs.deliver();
    expect(world.site.notices.map(({ by }) => by)).toEqual([DARIO, APP_ACCOUNT]);
  });

  it('say nothing that is over: nobody is called to decide about what was withdrawn', async () => {
    const { world, jobs } = await beginTelling();
    const { id: requestId, rev } = good(await send(world));
    good(await world.ask(DARIO, 'withdrawRequest', { requestId, rev, commandId: aCommandId() }));
    await jobs.deliver();
    expect(told(world)).toEqual([]);
  });

  it('tell the requester what became of the request, each time once', async () => {
    const { world, jobs } = await beginTelling();
    const first = good(await send(world, RITA));
    const question = { requestId: first.id, rev: first.rev, text: 'What for?', commandId: aCommandId() };
    good(await world.ask(SAM, 'askBack', question));
    await jobs.deliver();
    const now = good(await world.ask(SAM, 'readRequest', { requestId: first.id }));
    await approve(world, SAM, now);
    await jobs.deliver();
    const second = good(await send(world, RITA));
    const { id, rev, planHash } = second;
    const denial = { id, rev, planHash, verdict: 'deny', reason: 'Not for partners, please.' } as const;
    good(await decide(world, SAM, denial));
    await jobs.deliver();
    world.time.now += 7 * DAY;
    await jobs.sweep();
    await jobs.deliver();
    const toRita = told(world).filter(({ mentions }) => mentions.includes(RITA));
    expect(toRita.map(({ text }) => text)).toEqual([
      'There is a question to you about access of partner-acme (any method /orders).',
      'Access of partner-acme (any method /orders) was approved. It ends on 2026-11-30 10:00 UTC.',
      'Access of partner-acme (any method /orders) was denied.',
      'Access of partner-acme (any method /orders) has ended, as its time was over.',
    ]);
    expect(toRita.every(({ mentions }) => mentions.length === 1)).toBe(true);
  });

  it('repeat no word of the requester’s or the approvers’', async () => {
    const { world, jobs } = await beginTelling();
    const { id: requestId, rev } = good(await send(world, RITA, { reason: 'hunter2 is my reason' }));
    good(await world.ask(SAM, 'askBack', { requestId, rev, text: 'hunter2?', commandId: aCommandId() }));
    await jobs.deliver();
    expect(told(world).length).toBeGreaterThan(0);
    expect(JSON.stringify(told(world))).not.toContain('hunter2');
  });

  it('are given up on a page that is closed to the app, which is noted', async () => {
    const { world, jobs } = await beginTelling();
    world.site.closedToApp = [ORDERS_PAGE];
    const { id, rev } = good(await send(world));
    await jobs.deliver();
    expect(told(world)).toEqual([]);
    expect(good(await world.access.outbox.get(telling(id, rev)))).toBeNull();
    expect(jobs.log).toContainEqual(
      expect.objectContaining({ name: 'PAGE_NOT_VISIBLE', message: 'given up: it would not get better' }),
    );
  });

  it('do not go to somebody who decided already', async () => {
    const { world, jobs } = await beginTelling();
    good(
      await setPolicy(world, {
        clauses: [clauseOf([{ kind: 'people', accountIds: [SAM, SOFIA, NILS] }], 2)],
      }),
    );
    const first = good(await send(world, RITA));
    await approve(world, SAM, first);
    await jobs.deliver();
    expect(told(world)[0]?.mentions).toEqual([SOFIA, NILS]);
  });
});
