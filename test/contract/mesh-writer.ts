import type { MeshWriter } from '../../src/app/ports-of-writing';
import type { IstioChange } from '../../src/domain/access/change';
import { estateOf } from '../../src/domain/access/estate';
import { foundOf } from '../../src/domain/access/grant-drift';
import { MANAGED_BY, REQUEST_ANNOTATION } from '../../src/domain/access/ownership';
import { keptObject } from '../../src/domain/istio/connection-snapshot';
import { redactPolicy } from '../../src/domain/istio/redact';
import type { AuthorizationPolicy } from '../../src/domain/istio/resources';
import type { JsonObject } from '../../src/domain/json';
import { err, ok } from '../../src/domain/result';
import { aDenyAll, aGrant, CART, LABELS, MEDIA, placeOf } from './mesh-changes';
import { aMesh, aPolicy, type Manifests } from './mesh-estate';
import { anErrand, type WholeFailure } from './source-situations';
import { keepsWriterContract, type WriterWorld } from './writer';
import {
  asking,
  differences,
  NOTHING_DIFFERS,
  OTHER_REQUEST,
  REQUEST,
  type Everything,
} from './writer-situations';

type Access = Parameters<MeshWriter['look']>[0];

/** A mesh, and a writer with a credential that may write AuthorizationPolicies in `orders`. */
export type MeshWriterWorld = WriterWorld<Access, IstioChange> & {
  writer: MeshWriter;
  /** What is at `namespace/name`, with every value. */
  read(place: string): Promise<AuthorizationPolicy | null>;
  /** What people do in the cluster beside us, as the field manager `kubectl-edit`. */
  somebody: {
    applies(policy: JsonObject): Promise<void>;
    /** Sets the rules of what is at the place, whoever held them. */
    setsRules(place: string, rules: JsonObject[]): Promise<void>;
    labels(place: string, labels: Record<string, string>): Promise<void>;
    annotates(place: string, annotations: Record<string, string>): Promise<void>;
    deletes(place: string): Promise<void>;
  };
};

const EVERY_CHANGE = [
  ['a grant to principals', aGrant()],
  ['a grant to service accounts', aGrant({ from: { serviceAccounts: ['storefront/cart'] } })],
  ['a deny-all', aDenyAll()],
] as const satisfies [string, IstioChange][];

/** The policy that somebody has where ours would be. */
const THEIRS = aPolicy('AuthorizationPolicy', placeOf(aGrant()), {
  selector: { matchLabels: LABELS },
  rules: [{ from: [{ source: { principals: ['cluster.local/ns/payments/sa/payments'] } }] }],
});
const FOREIGN = `the AuthorizationPolicy ${placeOf(aGrant())}`;

/** What every MeshWriter keeps; `begin` starts a world that ends with its test. */
export const keepsMeshWriterContract = (
  begin: (manifests: Manifests) => Promise<MeshWriterWorld>,
  { failures, calls }: { failures: readonly WholeFailure[]; calls: number },
): void => {
  const open = async () => {
    const world = await begin(aMesh());
    const before = await world.everything();
    const differing = async () => differences(before, await world.everything());
    const ours = async () => world.read(placeOf(aGrant()));
    return { world, ...asking(world), differing, ours };
  };

  keepsWriterContract({
    changes: EVERY_CHANGE,
    begin: async () => (await open()).world,
    failures,
    calls,
  });

  describe('testing the credential', () => {
    const test = async ({ writer, access }: MeshWriterWorld, namespaces: string[]) => {
      const nothing = { services: [], tags: [], namespaces: [] };
      const rule = { spaceId: '65537', show: nothing, change: { ...nothing, namespaces } };
      const connection = { ...access.connection, spaceRules: [rule, { ...rule, spaceId: '65538' }] };
      const { result } = await writer.test({ ...access, connection }, anErrand());
      if (!result.ok) throw new Error(result.error.code);
      return result.value.parts;
    };

    it('says what it may do in each namespace that a space may change, and writes nothing', async () => {
      const { world, differing } = await open();
      expect(await test(world, ['payments', 'orders', '*'])).toEqual([
        { part: 'authorizationpolicies in every namespace', writes: true, failure: null },
        { part: 'authorizationpolicies in orders', writes: true, failure: null },
        { part: 'authorizationpolicies in payments', writes: true, failure: null },
      ]);
      expect(await test(world, [])).toEqual([]);
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('says that it may only read', async () => {
      const { world } = await open();
      await world.forbidWrites();
      expect(await test(world, ['orders'])).toEqual([
        {
          part: expect.stringContaining('authorizationpolicies in orders') as unknown,
          writes: true,
          failure: { code: 'NOT_PERMITTED' },
        },
      ]);
    });

    it.each(failures)('tells %s from every other failure', async (code) => {
      const { world } = await open();
      const { access, writer = world.writer, budgetMs = 22_000 } = world.provoke(code);
      const { result } = await (writer as MeshWriter).test(access, anErrand({ budgetMs }));
      expect(result).toMatchObject(err({ code }));
    });
  });

  describe('what is written', () => {
    const aSource = (fields: object): unknown => expect.objectContaining(fields);

    it('allows these callers these calls on this workload, and nothing else', async () => {
      const { make, ours } = await open();
      await make(aGrant());
      const { spec, unknownFields } = (await ours()) ?? {};
      expect(spec).toMatchObject({ selector: { matchLabels: LABELS }, action: 'ALLOW', targetRefs: [] });
      expect(spec?.rules).toEqual([
        {
          from: [aSource({ principals: [CART, MEDIA], serviceAccounts: [] })],
          to: [aSource({ methods: ['GET', 'HEAD'], paths: ['/orders', '/orders/*'], hosts: [] })],
          when: null,
        },
      ]);
      expect(unknownFields).toEqual([]);
    });

    it('says nothing of calls where any call is meant', async () => {
      const { make, ours } = await open();
      await make(aGrant({ to: { methods: [], paths: [] } }));
      expect((await ours())?.spec.rules).toMatchObject([{ to: null, when: null }]);
    });

    it('refuses everybody with an ALLOW that matches nothing', async () => {
      const { world, make } = await open();
      await make(aDenyAll());
      expect((await world.read(placeOf(aDenyAll())))?.spec).toMatchObject({
        selector: { matchLabels: LABELS },
        action: 'ALLOW',
        rules: [],
      });
    });

    it('is for the whole namespace when the workload has no labels', async () => {
      const { world, make } = await open();
      await make(aDenyAll({ labels: {} }));
      expect((await world.read(placeOf(aDenyAll())))?.spec).toMatchObject({ selector: null, rules: [] });
    });

    it.each([[[]], [['']]])('is never a policy without a caller’s name: %j', async (names) => {
      const { world, differing } = await open();
      for (const from of [{ principals: names }, { serviceAccounts: names }]) {
        const marked = { change: aGrant({ from }), requestId: REQUEST };
        const { result, exchanges } = await world.writer.make(world.access, marked, anErrand());
        expect(result).toMatchObject(err({ code: 'INVALID' }));
        expect(exchanges).toEqual([]);
      }
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('is refused where the CRD refuses it, before and at writing, naming the field', async () => {
      const { make, rehearse, differing } = await open();
      const change = aGrant({ labels: { 'app*': 'orders' } });
      const refusal = err({ code: 'INVALID', status: 422, detail: 'spec.selector.matchLabels' });
      expect(await rehearse(change)).toEqual(refusal);
      expect(await make(change)).toEqual(refusal);
      expect(await differing()).toEqual(NOTHING_DIFFERS);
    });

    it('goes to no namespace that is not there', async () => {
      const { make, rehearse } = await open();
      const change = aGrant({ namespace: 'no-such' });
      const refusal = { code: 'NOT_THERE', status: 404, detail: 'namespace no-such' } as const;
      expect(await make(change)).toEqual(err(refusal));
      expect(await rehearse(change)).toEqual(err(refusal));
      expect(await make({ ...change, want: 'absent' })).toEqual(ok({ wrote: false }));
    });
  });

  describe('when it is there with other content', () => {
    it('is written as wanted now, under the mark of the request that wants it', async () => {
      const { world, make, look, ours, differing } = await open();
      await make(aGrant());
      await world.somebody.labels(placeOf(aGrant()), { team: 'orders' });
      const narrower = aGrant({ to: { methods: ['GET'], paths: [] } });
      expect(await look(narrower)).toEqual(ok({ is: 'to be written', by: REQUEST }));
      expect(await make(narrower, OTHER_REQUEST)).toEqual(ok({ wrote: true }));
      expect(await ours()).toMatchObject({
        metadata: {
          labels: { ...MANAGED_BY, team: 'orders' },
          annotations: { [REQUEST_ANNOTATION]: OTHER_REQUEST },
        },
        spec: { rules: [{ to: [{ methods: ['GET'], paths: [] }] }] },
      });
      expect((await differing()).added).toEqual([placeOf(aGrant())]);
    });

    it('is as wanted in whatever order its lists are', async () => {
      const { make } = await open();
      await make(aGrant());
      const turned = aGrant({
        from: { principals: [MEDIA, CART] },
        to: { methods: ['HEAD', 'GET'], paths: ['/orders/*', '/orders'] },
      });
      expect(await make(turned)).toEqual(ok({ wrote: false }));
    });

    it('is not taken from somebody who holds it now, who is named with the field', async () => {
      const { world, make, rehearse } = await open();
      await make(aGrant());
      await world.somebody.setsRules(placeOf(aGrant()), [{}]);
      const theirs = await world.everything();
      const refusal = err({ code: 'FIELD_CONFLICT', status: 409, detail: 'kubectl-edit: .spec.rules' });
      expect(await make(aGrant())).toEqual(refusal);
      expect(await rehearse(aGrant())).toEqual(refusal);
      expect(await world.everything()).toEqual(theirs);
      expect(await make(aGrant({ want: 'absent' }))).toEqual(ok({ wrote: true }));
    });

    it('is not in force while somebody has it only tried out, and says so', async () => {
      const { world, make } = await open();
      await make(aGrant());
      await world.somebody.annotates(placeOf(aGrant()), { 'istio.io/dry-run': 'true' });
      const field = 'metadata.annotations[istio.io/dry-run]';
      expect(await make(aGrant())).toEqual(err({ code: 'NOT_READ_BACK', detail: field }));
    });

    it('is told as changed when somebody changes it at the same moment', async () => {
      const { world, make } = await open();
      await make(aGrant());
      world.beforeWrite(() => world.somebody.labels(placeOf(aGrant()), { team: 'orders' }));
      const narrower = aGrant({ to: { methods: ['GET'], paths: [] } });
      expect(await make(narrower)).toMatchObject(err({ code: 'CHANGED_MEANWHILE', status: 409 }));
      expect(await make(narrower)).toEqual(ok({ wrote: true }));
    });
  });

  describe('what is not ours', () => {
    it('stays as it is, whatever its name', async () => {
      const { world, make, look, rehearse } = await open();
      await world.somebody.applies(THEIRS);
      const theirs = await world.everything();
      expect(await look(aGrant())).toEqual(ok({ is: 'foreign', what: FOREIGN }));
      expect(await make(aGrant())).toEqual(err({ code: 'FOREIGN', detail: FOREIGN }));
      expect(await rehearse(aGrant())).toEqual(err({ code: 'FOREIGN', detail: FOREIGN }));
      const left = `${FOREIGN}, which is not Gatehouse’s`;
      expect(await look(aGrant({ want: 'absent' }))).toEqual(ok({ is: 'as wanted', by: null, left }));
      expect(await make(aGrant({ want: 'absent' }))).toEqual(ok({ wrote: false, left }));
      expect(await world.everything()).toEqual(theirs);
    });

    it.each(['label', 'annotation'])('is not ours by our %s alone', async (which) => {
      const { world, make } = await open();
      const marks =
        which === 'label'
          ? { labels: { ...MANAGED_BY } }
          : { annotations: { [REQUEST_ANNOTATION]: REQUEST } };
      await world.somebody.applies({ ...THEIRS, metadata: { ...(THEIRS.metadata as JsonObject), ...marks } });
      expect(await make(aGrant())).toEqual(err({ code: 'FOREIGN', detail: FOREIGN }));
      expect(await make(aGrant({ want: 'absent' }))).toMatchObject(ok({ wrote: false }));
    });

    it('is not written into when somebody makes it at the same moment', async () => {
      const { world, make } = await open();
      let theirs: Everything = {};
      world.beforeWrite(async () => {
        await world.somebody.applies(aPolicy('AuthorizationPolicy', placeOf(aGrant()), {}));
        theirs = await world.everything();
      });
      expect(await make(aGrant())).toEqual(err({ code: 'FOREIGN', detail: FOREIGN }));
      expect(await world.everything()).toEqual(theirs);
    });

    it('is not deleted when somebody puts it in our place at the same moment', async () => {
      const { world, make } = await open();
      await make(aGrant());
      let theirs: Everything = {};
      world.beforeWrite(async () => {
        await world.somebody.deletes(placeOf(aGrant()));
        await world.somebody.applies(THEIRS);
        theirs = await world.everything();
      });
      expect(await make(aGrant({ want: 'absent' }))).toMatchObject(ok({ wrote: false }));
      expect(await world.everything()).toEqual(theirs);
    });

    it('is what somebody took our mark off', async () => {
      const { world, make } = await open();
      await make(aGrant());
      await world.somebody.labels(placeOf(aGrant()), { 'app.kubernetes.io/managed-by': 'orders-team' });
      const theirs = await world.everything();
      expect(await make(aGrant({ to: { methods: [], paths: [] } }))).toMatchObject(err({ code: 'FOREIGN' }));
      expect(await make(aGrant({ want: 'absent' }))).toMatchObject(ok({ wrote: false }));
      expect(await world.everything()).toEqual(theirs);
    });
  });

  describe('in a reading of the whole mesh', () => {
    /** As a snapshot keeps it. */
    const found = async (world: MeshWriterWorld, change: IstioChange) => {
      const policy = await world.read(placeOf(change));
      const policies = policy === null ? [] : [keptObject(redactPolicy(policy))];
      return foundOf(change, estateOf('mesh', { of: 'mesh', policies, isListed: () => true }));
    };

    it.each(EVERY_CHANGE)(
      '%s is as it was granted once it is made, and missing once it is gone',
      async (_, change) => {
        const { world, make } = await open();
        expect(await found(world, change)).toMatchObject({ is: 'missing' });
        await make(change);
        expect(await found(world, change)).toEqual({ is: 'as granted' });
        await world.somebody.deletes(placeOf(change));
        expect(await found(world, change)).toMatchObject({ is: 'missing' });
      },
    );

    it('a policy that somebody widened differs by the field, and one that lost its mark is not ours', async () => {
      const { world, make } = await open();
      await make(aGrant());
      await world.somebody.setsRules(placeOf(aGrant()), [{}]);
      expect(await found(world, aGrant())).toMatchObject({ is: 'changed', fields: ['spec.rules'] });
      await world.somebody.labels(placeOf(aGrant()), { 'app.kubernetes.io/managed-by': 'orders-team' });
      expect(await found(world, aGrant())).toMatchObject({ is: 'foreign' });
    });

    it('a grant that is only tried out by now differs', async () => {
      const { world, make } = await open();
      await make(aGrant());
      await world.somebody.annotates(placeOf(aGrant()), { 'istio.io/dry-run': 'true' });
      expect(await found(world, aGrant())).toMatchObject({
        is: 'changed',
        fields: ['metadata.annotations[istio.io/dry-run]'],
      });
    });
  });
};
