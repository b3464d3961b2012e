import type { Defs } from '../../src/contract/defs';
import { handlers } from '../../src/entry/handlers';
import { createResolver } from '../../src/entry/resolver';
import { OwnError } from '../../src/entry/own-error';
import {
  ADA,
  NILS,
  ORD,
  ORDERS_PAGE,
  aDraft,
  aWorld,
  bindByHand,
  connect,
  good,
  type World,
} from './a-world';
import { keepStep } from '../../src/app/access/keep-step';
import { arrow, person } from '../../src/domain/access/transition';
import { ALL_REQUESTS, OPEN_TO_ANONYMOUS, REFUSALS } from './refusals';

const KEYS = Object.keys(REFUSALS) as (keyof Defs)[];
const ofPages = KEYS.filter((key) => 'pageId' in REFUSALS[key].payload);

/** A page that is bound and was read, so that there is something to give away. */
const aFullWorld = async (): Promise<World> => {
  const world = aWorld();
  const { id } = await connect(world, aDraft(), { [ORD]: { services: ['*'] } });
  bindByHand(world, ORDERS_PAGE, { kong: { connectionId: id, service: 'orders' } });
  await world.ask(ADA, 'readRoutes', { pageId: ORDERS_PAGE, from: 'live' });
  for (const request of ALL_REQUESTS) {
    const asked = arrow(request, { type: 'request.opened', actor: person(request.requester) }, []);
    good(await keepStep(world.portsFor({ kind: 'person', accountId: request.requester }), asked, null));
  }
  return world;
};

describe('every resolver', () => {
  it.each(KEYS)('%s refuses somebody, in the words of the right that is missing', async (key) => {
    const world = await aFullWorld();
    const kept = () => world.storage.dump('everything-else') + world.access.dump();
    const before = kept();
    const { who, payload, code } = REFUSALS[key];
    expect(await world.ask(who, key, payload)).toEqual({ ok: false, error: { code } });
    expect(kept()).toBe(before);
  });

  it.each(ofPages)('%s gives nothing to a person who cannot see the page', async (key) => {
    const world = await aFullWorld();
    expect(await world.ask(NILS, key, REFUSALS[key].payload)).toEqual({
      ok: false,
      error: { code: 'PAGE_NOT_VISIBLE' },
    });
  });

  it.each(KEYS)('%s does nothing for an anonymous visitor, unless the public may read it', async (key) => {
    const world = await aFullWorld();
    // The public sees no page here, so what is open answers as for anybody who cannot see it.
    const code = OPEN_TO_ANONYMOUS.includes(key) ? 'PAGE_NOT_VISIBLE' : 'ANONYMOUS';
    expect(await world.ask(null, key, REFUSALS[key].payload)).toEqual({ ok: false, error: { code } });
  });

  it.each(KEYS)('%s refuses when Confluence cannot say what the person may', async (key) => {
    const world = await aFullWorld();
    world.site.unavailable = '503';
    expect(await world.ask(ADA, key, REFUSALS[key].payload)).toEqual({
      ok: false,
      error: { code: 'CONFLUENCE_UNAVAILABLE', detail: '503' },
    });
  });

  it.each(KEYS)('%s refuses what it does not know in a payload', async (key) => {
    const world = await aFullWorld();
    const payload = { ...REFUSALS[key].payload, accountId: ADA };
    expect(await world.ask(ADA, key, payload)).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
  });

  it('takes the account from the platform, not from a context that the browser sent', async () => {
    const world = await aFullWorld();
    const resolver = createResolver({ portsFor: world.portsFor, log: () => undefined });
    const forged = { call: { functionKey: 'listConnections', payload: {} }, context: { accountId: ADA } };
    expect(await resolver(forged, { principal: { accountId: NILS } })).toEqual({
      ok: false,
      error: { code: 'NOT_CONFLUENCE_ADMIN' },
    });
    expect(await resolver(forged, {})).toEqual({ ok: false, error: { code: 'ANONYMOUS' } });
  });
});

describe('a bug', () => {
  const throwing = async (thrown: Error) => {
    const world = aWorld();
    const broken = {
      ...handlers,
      listConnections: { ...handlers.listConnections, run: () => Promise.reject(thrown) },
    };
    const resolver = createResolver(
      { portsFor: world.portsFor, log: (line) => world.log.push(line) },
      broken,
    );
    const call = { call: { functionKey: 'listConnections', payload: {} }, context: {} };
    return { answer: await resolver(call, { principal: { accountId: ADA } }), log: world.log };
  };

  it('is told as INTERNAL with a reference that the log has too', async () => {
    const { answer, log } = await throwing(new OwnError('the catalog has no rows'));
    const [line] = log;
    expect(line).toMatchObject({
      resolver: 'listConnections',
      name: 'OwnError',
      message: 'the catalog has no rows',
    });
    expect(answer).toEqual({ ok: false, error: { code: 'INTERNAL', detail: line?.reference } });
  });

  it('logs no text that is not our own: it may quote a token', async () => {
    const { log } = await throwing(new SyntaxError('Unexpected token in "s3cr3t-token"'));
    expect(log).toMatchObject([{ name: 'SyntaxError', message: '(withheld)' }]);
  });
});
