import fc from 'fast-check';

import type { KongChange, PlannedChange } from '../../src/domain/access/change';
import type { Made, WriteFailure } from '../../src/app/ports-of-writing';
import type { Result } from '../../src/domain/result';
import { aMemoryKongWriter } from './a-memory-kong-writer';
import { aMemoryMeshWriter } from './a-memory-mesh-writer';
import { aServedKong, aServedKonnect } from './a-served-kong-writer';
import { aLimit, aNewConsumer, joining, ORDERS, REPORTS } from './kong-changes';
import { aShop, theRestOfTheShop } from './kong-estate';
import { aKongConnection, aMeshConnection } from './connections';
import { adminApi, calling, KONNECT, OSS } from './kong-writer-worlds';
import { aDenyAll, aGrant } from './mesh-changes';
import { aMesh } from './mesh-estate';
import { aCluster, calling as callingMesh } from './mesh-writer-worlds';
import type { WriterWorld } from './writer';
import { asking, OTHER_REQUEST, REQUEST, type Everything } from './writer-situations';

const aWholeShop = () => Object.assign(aShop(), theRestOfTheShop());
const SHOP_API = adminApi('https://kong.shop.example:8444');

/** Memberships, limits and a consumer: free ones, ones that somebody else has, and ones that need each other. */
const KONG_CHANGES: readonly KongChange[] = [
  joining('orders-write'),
  joining('orders-read'),
  aNewConsumer(),
  joining('orders-read', { consumer: REPORTS }),
  aLimit(),
  aLimit({ limits: { second: 1 } }),
  aLimit({ id: '91000000-0000-4000-8000-000000000052', service: ORDERS }),
  aLimit({ id: '91000000-0000-4000-8000-000000000051', consumer: REPORTS }),
];
const MESH_CHANGES = [
  aGrant(),
  aGrant({ to: { methods: ['POST'], paths: [] } }),
  aGrant({ name: 'orders-viewer' }), // somebody else's
  aGrant({ name: 'gatehouse-orders-2', from: { serviceAccounts: ['storefront/cart'] } }),
  aDenyAll(),
];

/** What a change is about: a later one about the same decides. */
const subjectOf = (change: PlannedChange): string => {
  switch (change.kind) {
    case 'kong-acl':
      return `acl ${change.consumer.id} ${change.group}`;
    case 'kong-consumer':
      return `consumer ${change.consumer.id}`;
    case 'kong-rate-limit':
      return `limit ${change.service.id} ${change.consumer.id}`;
    default:
      return `policy ${change.namespace}/${change.name}`;
  }
};

const MARK = /gatehouse-request:|"gatehouse\/request"/;
const withoutOurs = (everything: Everything): string[] =>
  Object.entries(everything)
    .map((entry) => JSON.stringify(entry))
    .filter((entry) => !MARK.test(entry))
    .sort();

const aStep = fc.record({
  nth: fc.nat({ max: 7 }),
  want: fc.constantFrom('present' as const, 'absent' as const),
  requestId: fc.constantFrom(REQUEST, OTHER_REQUEST),
  cut: fc.option(
    fc.record({
      after: fc.nat({ max: 14 }),
      took: fc.boolean(),
      lasting: fc.boolean(),
      failure: fc.constant({ code: 'SERVER_ERROR', status: 503 } satisfies WriteFailure),
    }),
  ),
});

type Step = typeof aStep extends fc.Arbitrary<infer S> ? S : never;
const step = (nth: number, want: Step['want']): Step => ({ nth, want, requestId: REQUEST, cut: null });

/** A consumer that is to go stays, since it has a group; when the group goes, too, nothing holds it any more. */
const HELD_FOR_A_WHILE = [step(2, 'present'), step(3, 'present'), step(2, 'absent'), step(3, 'absent')];

const ENDS: ReadonlySet<string> = new Set(['FOREIGN', 'NOT_THERE']);

/** Any steps, each broken at any call and repeated until it is done, or cannot be. */
const keepsTheLaw = async <A, C extends PlannedChange>(
  begin: () => Promise<WriterWorld<A, C>>,
  changes: readonly C[],
): Promise<void> => {
  let cuts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 1, maxLength: 8 }), async (steps) => {
      const world = await begin();
      const { make, look } = asking(world);
      const others = withoutOurs(await world.everything());
      const last = new Map<string, { change: C; requestId: string; left: string | undefined }>();
      for (const { nth, want, requestId, cut } of steps) {
        const change = { ...(changes[nth % changes.length] as C), want };
        world.cut(cut);
        if (cut !== null) cuts += 1;
        await make(change, requestId);
        world.cut(null);
        const made: Result<Made, WriteFailure> = await make(change, requestId);
        if (made.ok) last.set(subjectOf(change), { change, requestId, left: made.value.left });
        else expect([...ENDS]).toContain(made.error.code);
        expect(withoutOurs(await world.everything())).toEqual(others);
      }
      for (const { change, requestId, left } of last.values()) {
        // What was left for the sake of something else may be free by now.
        if (left !== undefined) expect(await make(change, requestId)).toMatchObject({ ok: true });
        const standing = await look(change);
        expect([change, standing.ok && standing.value.is]).toEqual([change, 'as wanted']);
      }
    }),
    { numRuns: 150, examples: [[HELD_FOR_A_WHILE]] },
  );
  expect(cuts).toBeGreaterThan(100);
};

describe('whatever is made and ended, broken off anywhere and repeated, ends as wanted, and nothing of others differs', () => {
  it('at a Kong in memory', () =>
    keepsTheLaw(
      () => Promise.resolve(aMemoryKongWriter(aWholeShop(), aKongConnection(SHOP_API))),
      KONG_CHANGES,
    ));

  it('through the Admin API', () =>
    keepsTheLaw(() => Promise.resolve(calling(aServedKong(aWholeShop(), OSS), SHOP_API)), KONG_CHANGES));

  it('through Konnect, from specification', () =>
    keepsTheLaw(() => Promise.resolve(calling(aServedKonnect(aWholeShop()), KONNECT)), KONG_CHANGES));

  it('in a mesh in memory', () =>
    keepsTheLaw(
      () => Promise.resolve(aMemoryMeshWriter(aMesh(), aMeshConnection('https://mesh.shop.example'))),
      MESH_CHANGES,
    ));

  it('through a Kubernetes API', () =>
    keepsTheLaw(() => Promise.resolve(callingMesh(aCluster(aMesh()))), MESH_CHANGES));
});
