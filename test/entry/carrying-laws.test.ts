import fc from 'fast-check';
import { carryOut } from '../../src/app/access/carry-out';
import { APP_ACCOUNT, createMemoryConfluence } from '../../src/adapters/memory/confluence';
import { meshTrialOf, type MeshTrial } from '../../src/domain/access/mesh-trial';
import { DEFAULT_MESH_CONFIG, type Policy } from '../../src/domain/istio/resources';
import { specs } from '../domain/istio/meshes';
import { aWorkload, theirs } from '../domain/access/mesh-builders';
import { anAuthorizationPolicy } from '../domain/istio/policies';
import { DARIO, good, ORDERS_PAGE, SAM } from './a-world';
import { aCommandId, anAsk, decide } from './an-access-world';
import {
  aCarryingWorld,
  approved,
  everything,
  oursIn,
  requestIn,
  theirsIn,
  wait,
  type CarryingWorld,
} from './a-carrying-world';

const MINUTE = 60_000;
const DAY = 86_400_000;

const account = (namespace: string, name: string) => `cluster.local/ns/${namespace}/sa/${name}`;
const ACCOUNTS = [
  { namespace: 'payments', name: 'refunds' },
  { namespace: 'storefront', name: 'search' },
];
const CALLERS = [
  ...ACCOUNTS.map((one) => account(one.namespace, one.name)),
  account('orders', 'orders'),
  null,
];
const METHODS = ['GET', 'POST'];
const PATHS = ['/items', '/items/7', '/admin'];

/** Which of all calls are let in, by the judge that the page asks, too. */
const allowedIn = ({ estate }: CarryingWorld): Set<string> => {
  const trial: MeshTrial = meshTrialOf({
    ...aWorkload(estate.mesh.policies),
    mesh: DEFAULT_MESH_CONFIG,
  });
  return new Set(
    CALLERS.flatMap((caller) =>
      METHODS.flatMap((method) =>
        PATHS.filter((path) => trial(caller, { method, path }).verdict === 'allowed').map(
          (path) => `${caller ?? 'nobody'} ${method} ${path}`,
        ),
      ),
    ),
  );
};

const settle = async (world: CarryingWorld): Promise<void> => {
  for (let run = 0; run < 2; run += 1) {
    await world.jobs.sweep();
    await world.jobs.deliver();
    wait(world, 2 * MINUTE);
  }
};

type Grant = { id: string; opens: Set<string> };

/** Asked for in the mesh alone, approved and carried out; null where that cannot be. */
const grant = async (world: CarryingWorld, nth: number): Promise<Grant | null> => {
  const caller = ACCOUNTS[nth % ACCOUNTS.length] ?? { namespace: '', name: '' };
  const [method, path] = [METHODS[nth % 2] ?? '', PATHS[nth % 3] ?? ''];
  const mesh = { caller: { kind: 'account' as const, ...caller }, methods: [method], paths: [path] };
  const ask = anAsk({ beneficiary: { kind: 'account' }, routeIds: [], mesh });
  const preview = await world.ask(DARIO, 'previewRequest', { pageId: ORDERS_PAGE, ask });
  if (!preview.ok || preview.value.planHash === '') return null;
  const opening = { pageId: ORDERS_PAGE, ask, reason: 'The refunds read orders.', ticket: null };
  const { planHash } = preview.value;
  const { id, rev } = good(
    await world.ask(DARIO, 'openRequest', { ...opening, planHash, commandId: aCommandId() }),
  );
  good(await decide(world, SAM, { id, rev, planHash }));
  await settle(world);
  return { id, opens: new Set([`${account(caller.namespace, caller.name)} ${method} ${path}`]) };
};

const end = async (world: CarryingWorld, id: string): Promise<void> => {
  const { rev } = await requestIn(world, id);
  good(await world.ask(DARIO, 'dropGrant', { requestId: id, rev, commandId: aCommandId() }));
  await settle(world);
  expect((await requestIn(world, id)).state).toBe('ENDED');
};

const foreign = fc
  .record({
    spec: specs(fc.constantFrom('ALLOW', 'ALLOW', 'DENY', 'AUDIT')),
    selector: fc.constantFrom<object>({}, { selector: { matchLabels: { app: 'orders' } } }),
    isTriedOut: fc.boolean(),
  })
  .map(
    ({ spec, selector, isTriedOut }) =>
      (name: string): Policy =>
        anAuthorizationPolicy(
          { ...spec, ...selector },
          {
            name,
            namespace: 'orders',
            ...(isTriedOut ? { annotations: { 'istio.io/dry-run': 'true' } } : {}),
          },
        ),
  );

type Move = { do: 'grant' | 'end' | 'edit' | 'sweep'; nth: number; with: ((name: string) => Policy)[] };
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    do: fc.constantFrom<Move['do']>('grant', 'grant', 'grant', 'end', 'end', 'edit', 'sweep'),
    nth: fc.nat({ max: 11 }),
    with: fc.array(foreign, { maxLength: 2 }),
  }),
  { minLength: 4, maxLength: 10, size: 'max' },
);

const isOurs = ({ metadata }: Policy): boolean =>
  metadata.labels['app.kubernetes.io/managed-by'] === 'gatehouse';

const isWithin = (some: ReadonlySet<string>, ...all: ReadonlySet<string>[]): string[] =>
  [...some].filter((call) => !all.some((set) => set.has(call)));

describe('no sequence of grants and ends', () => {
  it('leaves a workload more open than before: a grant opens what was asked, an end opens nothing', async () => {
    const counts = { grant: 0, refused: 0, end: 0, edit: 0, sweep: 0, closed: 0 };
    await fc.assert(
      fc.asyncProperty(moves, async (sequence) => {
        const world = await aCarryingWorld();
        const live: string[] = [];
        for (const move of sequence) {
          const before = allowedIn(world);
          if (move.do === 'edit') {
            counts.edit += 1;
            const own = world.estate.mesh.policies.filter(isOurs);
            world.estate.mesh.policies = [...own, ...move.with.map((make, n) => make(`theirs-${n}`))];
          } else if (move.do === 'sweep') {
            counts.sweep += 1;
            await settle(world);
            expect(isWithin(allowedIn(world), before)).toEqual([]);
          } else if (move.do === 'grant') {
            const made = await grant(world, move.nth);
            counts[made === null ? 'refused' : 'grant'] += 1;
            expect(isWithin(allowedIn(world), before, made?.opens ?? new Set())).toEqual([]);
            expect(isWithin(before, allowedIn(world))).toEqual([]);
            if (made !== null) live.push(made.id);
          } else if (live.length > 0) {
            counts.end += 1;
            const [id = ''] = live.splice(move.nth % live.length, 1);
            await end(world, id);
            expect(isWithin(allowedIn(world), before)).toEqual([]);
          }
        }
        for (const id of live) {
          const before = allowedIn(world);
          await end(world, id);
          expect(isWithin(allowedIn(world), before)).toEqual([]);
        }
        const left = oursIn(world).policies;
        expect(
          left.every((policy) => policy.kind === 'AuthorizationPolicy' && policy.spec.rules.length === 0),
        ).toBe(true);
        if (left.length > 0) counts.closed += 1;
        // What is left of ours lets nobody in who would not be let in without it.
        const after = allowedIn(world);
        world.estate.mesh.policies = world.estate.mesh.policies.filter((policy) => !isOurs(policy));
        expect(isWithin(after, allowedIn(world))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
  }, 180_000);

  it('where nobody else edits, leaves exactly what was there before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 4 }), async (list) => {
        const world = await aCarryingWorld({ policies: [theirs()] });
        const before = [JSON.stringify(oursIn(world)), theirsIn(world), [...allowedIn(world)]];
        const made: string[] = [];
        for (const nth of list)
          made.push(...((await grant(world, nth))?.id ?? '').split(' ').filter(Boolean));
        for (const id of made.reverse()) await end(world, id);
        expect([JSON.stringify(oursIn(world)), theirsIn(world), [...allowedIn(world)]]).toEqual(before);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('carrying out', () => {
  const asks = fc.record({
    tier: fc.constantFrom(null, { minute: 60 }, { second: 1, hour: 100 }),
    mesh: fc.constantFrom(null, everything.mesh ?? null),
    beneficiary: fc.constantFrom(
      { kind: 'consumer' as const, consumer: 'partner-acme' },
      { kind: 'new-consumer' as const, username: 'newcomer' },
    ),
  });

  it('twice is carrying out once, and taking back leaves what was there before', async () => {
    await fc.assert(
      fc.asyncProperty(asks, async (over) => {
        const world = await aCarryingWorld();
        const before = [JSON.stringify(oursIn(world)), theirsIn(world)];
        const id = await approved(world, over);
        await world.jobs.deliver();
        expect((await requestIn(world, id)).state).toBe('ACTIVE');
        const once = [JSON.stringify(world.estate), JSON.stringify(world.grants.all())];
        const ports = {
          ...world.portsFor({ kind: 'anonymous' }),
          confluence: createMemoryConfluence(world.site, APP_ACCOUNT),
        };
        const effect = { do: 'apply', requestId: id, rev: 1 } as const;
        good(await carryOut(ports, { effect, attempts: 0 }));
        expect([JSON.stringify(world.estate), JSON.stringify(world.grants.all())]).toEqual(once);
        wait(world, 8 * DAY);
        await settle(world);
        expect((await requestIn(world, id)).state).toBe('ENDED');
        expect([JSON.stringify(oursIn(world)), theirsIn(world)]).toEqual(before);
      }),
      { numRuns: 24 },
    );
  }, 120_000);
});
