import type { StandIn } from '../../host/types';
import { createKongWriter } from '../../src/adapters/kong/kong-writer';
import { patchingWith, served } from '../contract/a-served-kong-writer';
import { callerInto } from '../contract/connections';
import { keepsKongWriterContract } from '../contract/kong-writer';
import { accessTo } from './access';
import { createEstate } from './create-estate';
import { gatewayOf } from './gateway';
import { liveKong } from './settings';
import { removeWritersEstate, stateOf } from './writers-estate';

/** Each test creates the estate one by one, and removes it again. */
jest.setTimeout(300_000);

const settings = liveKong();
const gateway = gatewayOf(settings);

const theGateway: StandIn = { fetch: (request) => fetch(request) };

/** Nothing listens on the port of tcpmux here. */
const NOBODY_THERE = 'http://127.0.0.1:1';

describe('a real gateway that was empty', () => {
  beforeAll(() => {
    if (!settings.isEmpty) throw new Error('The writer’s contract runs only where the gateway is empty.');
  });
  afterEach(async () => {
    await removeWritersEstate(gateway);
  });

  keepsKongWriterContract(
    async (estate) => {
      await createEstate(gateway, estate);
      const { ask } = gateway;
      const { standIn, interceptor, ...world } = served(theGateway, {
        ask,
        amend: patchingWith(ask),
        state: () => stateOf(gateway),
      });
      // The gateway's own rights and role stay as they are: between it and the writer somebody answers in its place.
      const refuseWrites = (status: number): void => {
        interceptor.answerWith(({ method }) =>
          method === 'GET' ? null : Response.json({ message: 'no' }, { status }),
        );
      };
      return {
        ...world,
        writer: createKongWriter({ call: callerInto(standIn, 'any') }),
        access: accessTo(settings),
        forbidWrites: () => {
          refuseWrites(403);
        },
        becomeReadOnly: () => {
          refuseWrites(405);
        },
        provoke: () => ({
          access: accessTo(settings, NOBODY_THERE),
          writer: createKongWriter({ call: callerInto(theGateway, 'any') }),
        }),
      };
    },
    { failures: ['REFUSED'], calls: 16 },
  );
});
