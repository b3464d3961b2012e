import { createCaller } from '../../src/adapters/http/call';
import { createKongSource } from '../../src/adapters/kong/kong-source';
import { SNAPSHOT_COLLECTIONS } from '../../src/domain/kong/connection-snapshot';
import { aKongConnection } from '../contract/connections';
import { anErrand } from '../contract/source-situations';
import { liveKong } from './settings';

/** What can be asked of any gateway, db-less nodes and read-only credentials included. Nothing is created. */
const { url, token, tokenHeader } = liveKong();
const source = createKongSource({
  call: createCaller({
    fetch: (to, init) => fetch(to, init),
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    transport: 'any',
  }),
});
const access = {
  connection: aKongConnection({
    type: 'admin',
    url,
    workspace: null,
    tokenHeader: token === null ? null : tokenHeader,
  }),
  secrets: token === null ? null : { current: token },
};

it('says what answers and which collections may be read', async () => {
  const { result } = await source.test(access, anErrand());
  expect(result).toMatchObject({ ok: true, value: { node: { product: 'kong' } } });
});

it.each(SNAPSHOT_COLLECTIONS)(
  'understands a page of its %s, or knows why there is none',
  async (collection) => {
    const { result } = await source.readPage(access, { collection, offset: null }, anErrand());
    if (result.ok) expect(result.value.incomplete).toBe(false);
    else expect(['NOT_THERE', 'NOT_PERMITTED']).toContain(result.error.code);
  },
);

it('shows its services with their routes and plugins', async () => {
  const search = { query: '', within: 'everything', limit: 3 } as const;
  const { result } = await source.searchServices(access, search, anErrand());
  if (!result.ok) throw new Error(result.error.code);
  for (const { id } of result.value.services) {
    const target = { connectionId: 'kong', service: id };
    const live = await source.readTarget(access, target, anErrand());
    expect(live.result).toMatchObject({ ok: true, value: { services: [{ id }] } });
    const shown = await source.showTarget(access, { target, gateway: null, mostCalls: 90 }, anErrand());
    expect(shown.result).toMatchObject({ ok: true, value: { services: [{ id }] } });
  }
});
