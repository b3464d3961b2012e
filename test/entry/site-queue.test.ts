import { ADA, DARIO, good, NILS, ORDERS_PAGE, SAM } from './a-world';
import { aCommandId, anAccessWorld, decide, send, type AccessWorld } from './an-access-world';

const about = ({ id, rev, planHash }: { id: string; rev: number; planHash: string }) => ({
  id,
  rev,
  planHash,
});
const queue = async (world: AccessWorld, state = 'open', cursor: string | null = null) =>
  good(await world.ask(ADA, 'listSiteRequests', { state, cursor }));
const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }): string =>
  answer.ok ? 'ok' : answer.error.code;

/** Ada administers Confluence and cannot see the page. */
const aHiddenWorld = async () => {
  const world = await anAccessWorld();
  for (const page of world.site.pages)
    if (page.id === ORDERS_PAGE) page.readers = [DARIO, SAM, NILS].filter((one) => one !== NILS);
  return world;
};

describe('the requests of all spaces', () => {
  it('are listed by state, those first that were asked or changed last, page by page', async () => {
    const world = await anAccessWorld();
    const ids: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      world.time.now += 60_000;
      ids.unshift(good(await send(world)).id);
    }
    const first = await queue(world, 'PENDING');
    expect(first.rows.map(({ id }) => id)).toEqual(ids.slice(0, 25));
    const rest = await queue(world, 'PENDING', first.cursor);
    expect(rest.rows.map(({ id }) => id)).toEqual(ids.slice(25));
    expect(rest.cursor).toBeNull();
    const [newest, , third] = ids;
    for (const id of [third, newest]) {
      world.time.now += 60_000;
      const request = good(await world.ask(DARIO, 'readRequest', { requestId: id ?? '' }));
      const { rev } = request;
      good(await world.ask(DARIO, 'withdrawRequest', { requestId: id, rev, commandId: aCommandId() }));
    }
    expect((await queue(world, 'CANCELLED')).rows.map(({ id }) => id)).toEqual([newest, third]);
    expect((await queue(world, 'open')).rows).toHaveLength(25);
    const all = await queue(world, 'all');
    const more = await queue(world, 'all', all.cursor);
    expect([...all.rows, ...more.rows]).toHaveLength(30);
  });

  it('name no page that the admin cannot see, and are seen all the same', async () => {
    const world = await aHiddenWorld();
    const { id } = good(await send(world));
    expect((await queue(world)).rows).toMatchObject([{ id, page: { id: ORDERS_PAGE, title: null } }]);
    expect(good(await world.ask(ADA, 'readRequest', { requestId: id }))).toMatchObject({
      page: { title: null },
      may: { review: false, withdraw: false, replan: false, askBack: false, answer: false },
    });
  });

  it('are decided by nobody for being a Confluence admin', async () => {
    const world = await aHiddenWorld();
    const request = good(await send(world));
    const { id: requestId, rev } = request;
    const step = { requestId, rev, commandId: aCommandId() };
    expect(codeOf(await decide(world, ADA, about(request)))).toBe('NOT_AN_APPROVER');
    expect(codeOf(await world.ask(ADA, 'askBack', { ...step, text: 'Why?' }))).toBe('NOT_AN_APPROVER');
    expect(codeOf(await world.ask(ADA, 'withdrawRequest', step))).toBe('NOT_YOURS');
    expect(codeOf(await world.ask(NILS, 'readRequest', { requestId }))).toBe('NO_SUCH_REQUEST');
  });
});
