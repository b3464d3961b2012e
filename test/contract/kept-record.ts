import type { PageOwner, RequestPage } from '../../src/app/ports-of-access';
import { askBack } from '../../src/domain/access/conversation';
import type { RequestState } from '../../src/domain/access/request';
import { ownerEntry } from '../../src/domain/access/space-entries';
import { keyEntry } from '../../src/domain/access/site-entries';
import { signHead, verifyHead } from '../../src/domain/access/signed-head';
import { sign, verifySignature } from '../../src/domain/access/signature';
import { person } from '../../src/domain/access/transition';
import { DARIO, NOW, OLGA, SAM, valueOf } from '../domain/access/builders';
import { good } from '../entry/a-world';
import {
  CHAIN,
  CONFLICT,
  decisionOf,
  opening,
  requestIn,
  settingPolicy,
  SPACE,
  verdictOn,
  withdrawing,
  type RequestsWorld,
} from './decisions';

/** What every store of requests does for whoever audits it, or asks to be forgotten. */
export const keepsRecordContract = (make: () => RequestsWorld): void => {
  it('goes through all requests of a space, those first that were changed longest ago', async () => {
    const world = make();
    const all = Array.from({ length: 230 }, (_, n) => `r${String(n).padStart(3, '0')}`);
    // Many are of one millisecond: the place in the list is not the time alone.
    for (const [n, id] of all.entries())
      good(await world.requests.commit(opening(id, {}, NOW + Math.floor(n / 150))));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: RequestPage = good(await world.requests.scan(SPACE, { cursor }));
      seen.push(...page.requests.map(({ id }) => id));
      cursor = page.cursor;
      if (seen.length === 100) {
        const first = requestIn({ request: good(await world.requests.get('r000')) });
        good(await world.requests.commit(withdrawing(first, {}, NOW + 99)));
      }
    } while (cursor !== null);
    expect(seen).toEqual([...all, 'r000']);
    expect(good(await world.requests.scan('1', { cursor: null }))).toEqual({ requests: [], cursor: null });
  });

  it('names every chain that was begun, and no other', async () => {
    const world = make();
    expect(good(await world.requests.chains())).toEqual([]);
    good(await world.requests.commit(opening('r1', { chain: 'space-2' })));
    good(await world.requests.commit(opening('r2', { chain: 'space-1' })));
    good(await world.requests.commit(opening('r3', { chain: 'space-2' })));
    expect(good(await world.requests.chains())).toEqual(['space-1', 'space-2']);
    expect(good(await world.requests.head('space-3'))).toBeNull();
    expect(good(await world.requests.chains())).toEqual(['space-1', 'space-2']);
  });

  it('gives records by their numbers, in order, of one chain alone', async () => {
    const world = make();
    for (let n = 1; n <= 12; n += 1) good(await world.requests.commit(opening(`r${n}`)));
    good(await world.requests.commit(opening('other', { chain: 'space-2' })));
    const numbers = async (from: number, to: number) =>
      good(await world.requests.records(CHAIN, { from, to })).map(({ entry }) => entry.seq);
    expect(await numbers(3, 6)).toEqual([3, 4, 5, 6]);
    expect(await numbers(11, 40)).toEqual([11, 12]);
    expect(await numbers(5, 4)).toEqual([]);
  });

  it('forgets somebody in every request that they had a hand in, and in no other', async () => {
    const world = make();
    const asked = requestIn(good(await world.requests.commit(opening('r1'))));
    const step = askBack(
      asked,
      { by: SAM, text: 'What for?', seen: asked },
      { now: NOW + 1, standings: ['yes'] },
    );
    const { request, entry } = valueOf(step);
    good(await world.requests.commit(decisionOf({ request, entry })));
    const before = good(await world.requests.get('r1'));
    expect(good(await world.requests.forgetInRequests(OLGA, 'forgotten:o'))).toEqual([]);
    expect(good(await world.requests.get('r1'))).toEqual(before);
    for (const [who, standIn] of [
      [SAM, 'forgotten:s'],
      [DARIO, 'forgotten:d'],
    ] as const) {
      expect(good(await world.requests.forgetInRequests(who, standIn))).toEqual(['131073']);
      expect(good(await world.requests.forgetInRequests(who, standIn))).toEqual([]);
    }
    const after = requestIn({ request: good(await world.requests.get('r1')) });
    expect(after).toMatchObject({ rev: 4, requester: 'forgotten:d', questions: [{ by: 'forgotten:s' }] });
    const theirs = { by: 'requester', accountId: DARIO } as const;
    const page = { cursor: null, limit: 9 };
    expect(good(await world.requests.list(theirs, page)).requests).toEqual([]);
    expect(await verdictOn(world)).toMatchObject({ outcome: 'verified', checked: 2 });
  });

  it('lets nobody who read a request before bring back who was forgotten in it', async () => {
    const world = make();
    const before = requestIn(good(await world.requests.commit(opening('r1'))));
    good(await world.requests.forgetInRequests(DARIO, 'forgotten:d'));
    expect(await world.requests.commit(withdrawing(before))).toEqual(CONFLICT);
    expect(JSON.stringify(good(await world.requests.get('r1')))).not.toContain(DARIO);
  });

  it('names those who were not reported for longest, each once, until they are', async () => {
    const world = make();
    good(await world.requests.pseudonyms([DARIO], NOW));
    good(await world.requests.pseudonyms([SAM], NOW + 1));
    good(await world.requests.commit(opening('r1')));
    const due = async (until: number, limit = 9) =>
      good(await world.requests.notReportedSince(until, limit)).map(({ accountId, updatedAt }) => [
        accountId,
        updatedAt - NOW,
      ]);
    expect(await due(NOW - 1)).toEqual([]);
    expect(await due(NOW + 1)).toEqual([
      [DARIO, 0],
      [SAM, 1],
    ]);
    expect(await due(NOW + 1, 1)).toEqual([[DARIO, 0]]);
    const told = { accountIds: [DARIO, SAM, OLGA], refreshed: [SAM] };
    good(await world.requests.noteReported(told, NOW + 10));
    expect(await due(NOW + 9)).toEqual([]);
    expect(await due(NOW + 10)).toEqual([
      [DARIO, 0],
      [SAM, 10],
    ]);
    good(await world.requests.erasePerson(DARIO));
    expect(await due(NOW + 10)).toEqual([[SAM, 10]]);
  });

  it('names the pages of a space that access was asked for on or that have an owner, and who that is', async () => {
    const world = make();
    const owner = (id: string, value: PageOwner, rev = 1) =>
      world.requests.commit(
        decisionOf({
          entry: ownerEntry({ at: NOW, actor: person(SAM), pageId: id, was: null, is: null }),
          settings: [{ kind: 'owner', id, rev, value }],
        }),
      );
    expect(good(await world.settings.pagesIn(SPACE))).toEqual([]);
    good(await world.requests.commit(opening('r1')));
    good(await owner('9', { spaceId: SPACE, groupId: 'owners' }));
    good(await owner('131073', { spaceId: SPACE, groupId: 'owners' }));
    good(await owner('7', { spaceId: '1', groupId: 'owners' }));
    expect(good(await world.settings.pagesIn(SPACE))).toEqual(['131073', '9']);
    expect(good(await world.settings.pagesIn('1'))).toEqual(['7']);
    expect(good(await world.settings.ownerGroup('9'))).toBe('owners');
    expect(good(await world.settings.ownerGroup('8'))).toBeNull();
    good(await owner('9', { spaceId: SPACE, groupId: null }, 2));
    expect(good(await world.settings.ownerGroup('9'))).toBeNull();
    expect(await owner('9', { spaceId: SPACE, groupId: 'owners' }, 2)).toEqual(CONFLICT);
  });

  it('lists the requests of all spaces in a state, the latest first, page by page', async () => {
    const world = make();
    for (let n = 1; n <= 5; n += 1) good(await world.requests.commit(opening(`r${n}`, {}, NOW + n)));
    for (const [id, at] of [
      ['r2', 90],
      ['r4', 80],
    ] as const) {
      const request = requestIn({ request: good(await world.requests.get(id)) });
      good(await world.requests.commit(withdrawing(request, {}, NOW + at)));
    }
    const list = async (state: RequestState, cursor: string | null = null) =>
      good(await world.requests.list({ by: 'site', state }, { cursor, limit: 2 }));
    const first = await list('PENDING');
    expect(first.requests.map(({ id }) => id)).toEqual(['r5', 'r3']);
    expect((await list('PENDING', first.cursor)).requests.map(({ id }) => id)).toEqual(['r1']);
    expect((await list('CANCELLED')).requests.map(({ id }) => id)).toEqual(['r2', 'r4']);
  });

  it('lists every policy that was set', async () => {
    const world = make();
    expect(good(await world.policies.all())).toEqual([]);
    good(await world.requests.commit(settingPolicy(1)));
    expect(good(await world.policies.all())).toEqual([good(await world.policies.get(SPACE))]);
  });

  it('has one pseudonym a person, whoever asks for it first', async () => {
    const world = make();
    const asked = await Promise.all([1, 2].map(() => world.requests.pseudonyms([SAM, DARIO], NOW)));
    const [one, two] = asked.map((refs) => [...good(refs)]);
    expect(one).toEqual(two);
    expect(new Set(one?.map(([, ref]) => ref)).size).toBe(2);
    const { request } = good(await world.requests.commit(opening('r1')));
    expect(request?.requester).toBe(DARIO);
    const [entry] = good(await world.requests.records(CHAIN, { from: 1, to: 1 }));
    expect(entry?.entry.actorRef).toBe(new Map(one).get(DARIO));
  });

  it('changes the key that signs with the entry that tells it, and tells the second of two who do', async () => {
    const world = make();
    const first = good(await world.signing.current());
    const prepared = [good(await world.signing.prepare(NOW)), good(await world.signing.prepare(NOW))];
    expect(good(await world.signing.current()).kid).toBe(first.kid);
    const entry = keyEntry({ at: NOW, actor: person(SAM), kid: 'k', was: first.kid });
    const both = await Promise.all(
      prepared.map(({ key, stored }) =>
        world.requests.commit(decisionOf({ entry, keys: stored, seal: (head) => signHead(head, key) })),
      ),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toEqual(CONFLICT);
    const winner = prepared[both.findIndex(({ ok }) => ok)];
    expect(good(await world.signing.current()).kid).toBe(winner?.key.kid);
    const keys = good(await world.signing.verifying());
    expect(keys.map(({ kid }) => kid)).toEqual([first.kid, winner?.key.kid]);
    const head = good(await world.requests.head(CHAIN));
    expect(head === null ? null : verifyHead(head, keys)).toBe('good');
    const earlier = sign('test', { at: NOW - 1, kid: first.kid }, first);
    expect(verifySignature('test', earlier, keys)).toBe('good');
    good(await world.signing.discard(prepared.find((one) => one !== winner)?.key.kid ?? ''));
  });
};
