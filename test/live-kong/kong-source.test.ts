import type { StandIn } from '../../host/types';
import type { KongNode } from '../../src/domain/kong/entities';
import { isOfGateway } from '../../src/domain/kong/gateway-plugins';
import { plugin } from '../../src/adapters/kong/entity-shapes';
import { keepsKongSourceContract } from '../contract/kong-source';
import { KONG_PLACE, kongOverTls } from '../contract/kong-over-tls';
import { OLD_TOKEN } from '../contract/source-situations';
import { createTlsWorlds, type TlsWorld } from '../contract/tls-world';
import { createEstate } from './create-estate';
import { gatewayOf, type Gateway } from './gateway';
import { makeOwn } from './own-estate';
import { liveKong } from './settings';

/** A thousand entities are created one by one, and removed again. */
jest.setTimeout(300_000);

const settings = liveKong();
const gateway = gatewayOf(settings);

/**
 * The real gateway behind a door of ours: it takes the suite's token and nobody else's, lets reads through and nothing more, and is served
 * over TLS where faults can be put before it.
 */
const door = (to: Gateway): StandIn => ({
  fetch: async ({ url, method, headers }) => {
    if (method !== 'GET') throw new Error(`A source that only reads sent ${method}.`);
    if (headers.get('kong-admin-token') !== OLD_TOKEN)
      return Response.json({ message: 'Unauthorized' }, { status: 401 });
    const { pathname, search } = new URL(url);
    const answer = await to.forward(pathname + search);
    const type = answer.headers.get('content-type');
    return new Response(await answer.text(), {
      status: answer.status,
      headers: type === null ? {} : { 'content-type': type },
    });
  },
});

const nodeOfGateway = async (): Promise<KongNode> => {
  const { version, edition, configuration } = (await (await gateway.forward('/')).json()) as {
    version: string;
    edition: string;
    configuration: { router_flavor: KongNode['flavor']; database: string; role: string };
  };
  return {
    product: 'kong',
    edition: edition === 'enterprise' ? 'enterprise' : 'oss',
    version,
    flavor: configuration.router_flavor,
    database: configuration.database,
    role: configuration.role,
  };
};

/** Names of the plugins that the gateway has at its own scope. */
const takenNames = async (): Promise<Set<string>> => {
  const { items } = await gateway.list('/plugins');
  return new Set(
    items
      .map((item) => plugin.parse(item))
      .filter((one) => isOfGateway(one) && one.scope.consumerId === null)
      .map(({ name }) => name),
  );
};

describe('a real gateway', () => {
  let begin: Awaited<ReturnType<typeof createTlsWorlds>>;
  let open: TlsWorld[] = [];
  let taken: Set<string>;
  let node: KongNode;
  beforeAll(async () => {
    begin = await createTlsWorlds();
    taken = await takenNames();
    node = await nodeOfGateway();
  });
  afterEach(async () => {
    await Promise.all(open.map((world) => world.close()));
    open = [];
    await gateway.removeOwn();
  });

  keepsKongSourceContract(async (estate) => {
    makeOwn(estate, settings, taken);
    Object.assign(estate.node, node);
    await createEstate(gateway, estate);
    const own = new Set(
      [
        estate.services,
        estate.routes,
        estate.plugins,
        estate.consumers,
        estate.acls,
        estate.upstreams,
      ].flatMap((some) => (some ?? []).map(({ id }) => id)),
    );
    const standIn = door(gateway);
    const tls = await begin(standIn, KONG_PLACE);
    open.push(tls);
    return { ...kongOverTls(tls, standIn), isForeign: (id) => !own.has(id) };
  });
});
