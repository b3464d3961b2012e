import { createKongSource } from '../../src/adapters/kong/kong-source';
import { SNAPSHOT_COLLECTIONS } from '../../src/domain/kong/connection-snapshot';
import { anErrand } from '../contract/source-situations';
import { accessTo, callerOut } from './access';
import { liveKong } from './settings';

/** What can be asked of any gateway, db-less nodes and read-only credentials included. Nothing is created. */
const source = createKongSource({ call: callerOut });
const access = accessTo(liveKong());

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
