import type { JsonObject } from '../../../src/domain/json';
import { aPolicy, details, metadata, policies, type Asking } from './asking';

/** Server-side apply. */
export const describeApplying = ({ ask, aNamespace, apply }: Asking): void => {
  describe('server-side apply', () => {
    it('makes, then changes nothing when the same is applied again', async () => {
      const namespace = await aNamespace();
      const made = await apply(namespace, aPolicy('a'));
      const again = await apply(namespace, aPolicy('a'));
      expect([made.status, again.status]).toEqual([201, 200]);
      expect(metadata(again.body).resourceVersion).toBe(metadata(made.body).resourceVersion);
    });

    it('takes away what it said before and says no longer', async () => {
      const namespace = await aNamespace();
      await apply(namespace, aPolicy('a'));
      const spec = { action: 'ALLOW', rules: [{}] };
      const { body } = await apply(namespace, aPolicy('a', { spec }));
      expect(body.spec).toEqual(spec);
    });

    it('refuses to overwrite another manager, naming it and the field', async () => {
      const namespace = await aNamespace();
      await ask('POST', `${policies(namespace)}?fieldManager=somebody-else`, { body: aPolicy('a') });
      const { status, body } = await apply(namespace, aPolicy('a', { spec: { rules: [{}] } }));
      expect([status, body.reason]).toEqual([409, 'Conflict']);
      expect(body.message).toBe(
        'Apply failed with 1 conflict: conflict with "somebody-else" using security.istio.io/v1: .spec.rules',
      );
      expect(details(body).causes).toEqual([
        {
          reason: 'FieldManagerConflict',
          message: expect.stringContaining('conflict with "somebody-else"') as unknown,
          field: '.spec.rules',
        },
      ]);
    });

    it('lists all conflicts of a manager', async () => {
      const namespace = await aNamespace();
      await apply(namespace, aPolicy('a'), 'fieldManager=another-applier');
      const { body } = await apply(namespace, aPolicy('a', { spec: { action: 'DENY', rules: [{}] } }));
      expect(body.message).toBe(
        'Apply failed with 2 conflicts: conflicts with "another-applier":\n- .spec.action\n- .spec.rules',
      );
    });

    it('takes the field over when forced, and leaves the other manager the rest', async () => {
      const namespace = await aNamespace();
      await apply(namespace, aPolicy('a'), 'fieldManager=another-applier');
      const taken = await apply(
        namespace,
        aPolicy('a', { spec: { rules: [{}] } }),
        'fieldManager=gatehouse&force=true',
      );
      const managers = (metadata(taken.body).managedFields as JsonObject[]).map((one) => [
        one.manager,
        one.operation,
      ]);
      expect((taken.body.spec as JsonObject).action).toBe('ALLOW');
      expect(managers.sort()).toEqual([
        ['another-applier', 'Apply'],
        ['gatehouse', 'Apply'],
      ]);
    });

    it('shares a field that both say alike', async () => {
      const namespace = await aNamespace();
      await apply(namespace, aPolicy('a'), 'fieldManager=another-applier');
      expect((await apply(namespace, aPolicy('a'))).status).toBe(200);
    });

    it('locks on a resource version that it was given', async () => {
      const namespace = await aNamespace();
      const { body: made } = await apply(namespace, aPolicy('a'));
      await apply(namespace, aPolicy('a', { spec: { action: 'DENY', rules: [{}] } }));
      const stale = { name: 'a', resourceVersion: metadata(made).resourceVersion ?? '' };
      const { status, body } = await apply(namespace, aPolicy('a', { metadata: stale }));
      expect([status, body.reason]).toEqual([409, 'Conflict']);
      expect(body.message).toContain('the object has been modified');
    });

    it('refuses managed fields in the body', async () => {
      const namespace = await aNamespace();
      const policy = aPolicy('a', { metadata: { name: 'a', managedFields: [{ manager: 'x' }] } });
      const { status, body } = await apply(namespace, policy);
      expect([status, body.message]).toEqual([
        400,
        expect.stringContaining('metadata.managedFields must be nil'),
      ]);
    });

    it('refuses a field that the CRD does not have, however lenient one asks it to be', async () => {
      const namespace = await aNamespace();
      const policy = aPolicy('a', { spec: { action: 'ALLOW', colour: 'red' } });
      const { status, body } = await apply(
        namespace,
        policy,
        'fieldManager=gatehouse&fieldValidation=Ignore',
      );
      expect([status, body.reason, body.message]).toEqual([
        500,
        undefined,
        'failed to create typed patch object (/a; security.istio.io/v1, Kind=AuthorizationPolicy): ' +
          '.spec.colour: field not declared in schema',
      ]);
    });

    it('wants to be told the kind, and in the version of the path', async () => {
      const namespace = await aNamespace();
      const { apiVersion: _version, kind: _kind, ...unnamed } = aPolicy('a');
      const answers = [
        await apply(namespace, unnamed),
        await apply(namespace, aPolicy('a', { apiVersion: 'security.istio.io/v1beta1' })),
      ];
      expect(answers.map(({ status, body }) => [status, body.message])).toEqual([
        [400, 'invalid object type: /, Kind='],
        [400, 'invalid object type: security.istio.io/v1beta1, Kind=AuthorizationPolicy'],
      ]);
    });

    it('refuses an apply without a manager', async () => {
      const { status, body } = await apply(await aNamespace(), aPolicy('a'), '');
      expect([status, details(body)]).toEqual([
        422,
        {
          group: 'meta.k8s.io',
          kind: 'PatchOptions',
          causes: [
            {
              reason: 'FieldValueRequired',
              message: 'Required value: is required for apply patch',
              field: 'fieldManager',
            },
          ],
        },
      ]);
    });

    it('shows on a dry run what a real apply would make', async () => {
      const namespace = await aNamespace();
      const dry = await apply(namespace, aPolicy('a'), 'fieldManager=gatehouse&dryRun=All');
      expect([dry.status, (dry.body.spec as JsonObject).action]).toEqual([201, 'ALLOW']);
      expect((await ask('GET', policies(namespace, 'a'))).status).toBe(404);
    });
  });
};
