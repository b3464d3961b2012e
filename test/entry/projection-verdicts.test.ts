import { RECORD_WORDING } from '../../src/contract/record-codes';
import { projectionOf } from '../../src/domain/access/projection';
import type { Json } from '../../src/domain/json';
import {
  altered,
  approve,
  begin,
  CHAIN,
  entriesOf,
  lookAt,
  MINUTE,
  PROPERTY,
  propertyOn,
  recordOf,
  tamper,
  type Jobs,
} from './a-page-record';
import { DARIO, good, ORDERS_PAGE, PAYMENTS_PAGE, RITA, SAM } from './a-world';
import { send, type AccessWorld } from './an-access-world';

/** What is signed by us, and of another page. */
const ofAnotherPage = async (world: AccessWorld): Promise<Json> => {
  const ports = world.portsFor({ kind: 'anonymous' });
  const key = good(await ports.signing.current());
  const head = good(await ports.requests.head(CHAIN));
  if (head === null) throw new Error('nothing was recorded');
  const facts = { requests: [], rev: 1, head, now: world.time.now };
  return projectionOf(ports.placeOf(PAYMENTS_PAGE), facts, key);
};

/** Every verdict about what stands on the page: how it comes about, as what the reader meets it, and whether it is somebody's doing. */
const VERDICTS: {
  verdict: keyof typeof RECORD_WORDING;
  isDoing: boolean;
  make: (world: AccessWorld) => unknown;
}[] = [
  { verdict: 'verified', isDoing: false, make: () => undefined },
  // Rita may not edit the page, so what follows from her step waits for the app.
  { verdict: 'behind', isDoing: false, make: (world) => send(world, RITA) },
  {
    verdict: 'altered',
    isDoing: true,
    make: (world) => tamper(world, altered(world, { gatehousePending: 9 })),
  },
  { verdict: 'foreign', isDoing: true, make: async (world) => tamper(world, await ofAnotherPage(world)) },
  { verdict: 'unsigned', isDoing: true, make: (world) => tamper(world, { gatehouseState: 'active' }) },
  {
    verdict: 'missing',
    isDoing: true,
    make: (world) => {
      world.time.now += 2 * MINUTE;
      world.site.properties.delete(PROPERTY);
    },
  },
  {
    verdict: 'unknown-key',
    isDoing: true,
    make: (world) => tamper(world, altered(world, { kid: 'k9' })),
  },
];

const of = async (make: (world: AccessWorld) => unknown) => {
  const { world, jobs } = await begin();
  const asked = good(await send(world, DARIO));
  await make(world);
  return { world, jobs, asked };
};

/** Why something was recorded as altered, and what stands on the page in the end. */
const endOf = async (world: AccessWorld) => {
  const { projections, requests } = world.access;
  const row = good(await projections.get(ORDERS_PAGE));
  const records = good(await requests.records(CHAIN, { from: 1, to: 100 }));
  return {
    because: row?.alteration?.because ?? null,
    told: records.map(({ entry }) => entry.type).filter((type) => type.startsWith('projection.')),
    outcome: (await recordOf(world)).outcome,
  };
};

const AFTER: Record<string, string> = { altered: 'signature', 'unknown-key': 'unknown key' };

const expected = ({ verdict, isDoing }: (typeof VERDICTS)[number]) => ({
  because: isDoing ? (AFTER[verdict] ?? verdict) : null,
  told: isDoing ? ['projection.altered', 'projection.restored'] : [],
  outcome: 'verified',
});

describe.each(VERDICTS)('a page’s property that is $verdict', ({ make, ...one }) => {
  it('is called so to whoever opens the page, in words of its own', async () => {
    const { world } = await of(make);
    const record = await recordOf(world);
    expect(record).toMatchObject({ outcome: one.verdict, sentence: RECORD_WORDING[one.verdict].sentence });
    const others = VERDICTS.filter(({ verdict }) => verdict !== one.verdict);
    expect(others.map(({ verdict }) => RECORD_WORDING[verdict].sentence)).not.toContain(record.sentence);
    expect((await entriesOf(world)).includes('projection.altered')).toBe(one.isDoing);
    expect(record.nextStep.includes('It is being put right')).toBe(one.isDoing);
  });

  it('is called so also where the page is closed to the app, which has to be helped', async () => {
    const { world, jobs } = await of(make);
    world.site.closedToApp = [ORDERS_PAGE];
    await look(jobs);
    const record = await recordOf(world);
    const expectedOutcome = one.verdict === 'behind' ? 'closed' : one.verdict;
    expect(record.outcome).toBe(expectedOutcome);
    const isHelpWanted = one.verdict !== 'verified';
    expect(record.nextStep.includes('have an editor of the page press Write it now')).toBe(isHelpWanted);
  });

  it('is seen by whoever decides: what somebody did is recorded and put right', async () => {
    const { world, asked } = await of(make);
    await approve(world, SAM, asked);
    const { outcome, ...recorded } = await endOf(world);
    expect({ ...recorded, outcome }).toEqual(expected({ make, ...one }));
    expect(propertyOn(world)?.by).toBe(SAM);
  });

  it('is seen by the daily look, whoever came by or not', async () => {
    const { world, jobs } = await of(make);
    await look(jobs);
    expect(await endOf(world)).toEqual(expected({ make, ...one }));
  });
});

const look = async (jobs: Jobs): Promise<void> => {
  await lookAt(jobs);
  await jobs.deliver();
};
