import type { JsonObject } from '../../../src/domain/json';
import { aPolicy, details, MERGE, metadata, policies, type Asking } from './asking';

/** Create, update, merge patch, delete. */
export const describeWriting = ({ ask, aNamespace, create }: Asking): void => {
  describe('writing', () => {
    it('creates once, then says that it exists', async () => {
      const namespace = await aNamespace();
      const first = await create(namespace, 'a');
      const again = await create(namespace, 'a');
      expect([first.status, metadata(first.body).generation]).toEqual([201, 1]);
      expect(again.body).toMatchObject({
        code: 409,
        reason: 'AlreadyExists',
        message: 'authorizationpolicies.security.istio.io "a" already exists',
      });
    });

    it('creates nothing in a namespace that is not there', async () => {
      const { status, body } = await create('no-such-namespace', 'a');
      expect([status, body.message]).toEqual([404, 'namespaces "no-such-namespace" not found']);
    });

    it('passes every check and keeps nothing on a dry run', async () => {
      const namespace = await aNamespace();
      const dry = await ask('POST', `${policies(namespace)}?dryRun=All`, { body: aPolicy('a') });
      const after = await ask('GET', policies(namespace, 'a'));
      expect([dry.status, after.status]).toEqual([201, 404]);
    });

    it('refuses what the CRD forbids, naming the field', async () => {
      const namespace = await aNamespace();
      const spec = { action: 'MAYBE', rules: [{ when: [{ values: ['x'] }] }] };
      const { status, body } = await create(namespace, 'a', { spec });
      expect([status, body.reason]).toEqual([422, 'Invalid']);
      expect(details(body).causes).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ reason: 'FieldValueNotSupported', field: 'spec.action' }),
          expect.objectContaining({ reason: 'FieldValueRequired', field: 'spec.rules[0].when[0].key' }),
        ]),
      );
    });

    it('says that other rules were not checked on what has the wrong shape', async () => {
      const spec = { action: 'MAYBE', selector: { matchLabels: { 'a*': 'x' } } };
      const { body } = await create(await aNamespace(), 'a', { spec });
      expect((details(body).causes as JsonObject[]).map(({ reason, field }) => [reason, field])).toEqual([
        ['FieldValueNotSupported', 'spec.action'],
        ['FieldValueInvalid', '<nil>'],
      ]);
    });

    it('refuses a body of another version than the path', async () => {
      const { status, body } = await create(await aNamespace(), 'a', {
        apiVersion: 'security.istio.io/v1beta1',
      });
      expect([status, body.message]).toEqual([
        400,
        'the API version in the data (security.istio.io/v1beta1) does not match the expected API version (security.istio.io/v1)',
      ]);
    });

    it('takes a policy whose spec is null as one without', async () => {
      const { status, body } = await create(await aNamespace(), 'a', { spec: null });
      expect([status, 'spec' in body]).toEqual([201, false]);
    });

    it('refuses a selector beside targetRefs', async () => {
      const namespace = await aNamespace();
      const spec = {
        selector: { matchLabels: { app: 'x' } },
        targetRefs: [{ group: '', kind: 'Service', name: 'x' }],
      };
      const { status, body } = await create(namespace, 'a', { spec });
      expect([status, body.message]).toEqual([
        422,
        expect.stringContaining('only one of targetRefs or selector can be set'),
      ]);
    });

    it('refuses, names or drops a field it does not know, as asked', async () => {
      const namespace = await aNamespace();
      const spec = { action: 'ALLOW', colour: 'red' };
      const strict = await ask('POST', `${policies(namespace)}?fieldValidation=Strict`, {
        body: aPolicy('a', { spec }),
      });
      const warned = await ask('POST', `${policies(namespace)}?fieldValidation=Warn`, {
        body: aPolicy('a', { spec }),
      });
      expect([strict.status, strict.body.reason]).toEqual([400, 'BadRequest']);
      expect(strict.body.message).toContain('strict decoding error: unknown field "spec.colour"');
      expect(warned.status).toBe(201);
      expect(warned.headers.get('warning')).toBe('299 - "unknown field \\"spec.colour\\""');
      expect(warned.body.spec).toEqual({ action: 'ALLOW' });
    });

    it('merges a merge patch, and raises the generation for the spec only', async () => {
      const namespace = await aNamespace();
      await create(namespace, 'a');
      const type = MERGE;
      const labelled = await ask('PATCH', policies(namespace, 'a'), {
        type,
        body: { metadata: { labels: { x: '1' } } },
      });
      const denied = await ask('PATCH', policies(namespace, 'a'), {
        type,
        body: { spec: { action: 'DENY', selector: null } },
      });
      expect([metadata(labelled.body).generation, metadata(denied.body).generation]).toEqual([1, 2]);
      expect(Object.keys(denied.body.spec as JsonObject).sort()).toEqual(['action', 'rules']);
    });

    it('refuses an update that was made from an older state', async () => {
      const namespace = await aNamespace();
      const { body: before } = await create(namespace, 'a');
      const type = MERGE;
      await ask('PATCH', policies(namespace, 'a'), { type, body: { spec: { action: 'DENY' } } });
      const { status, body } = await ask('PUT', policies(namespace, 'a'), { body: before });
      expect([status, body.reason]).toEqual([409, 'Conflict']);
      expect(body.message).toBe(
        'Operation cannot be fulfilled on authorizationpolicies.security.istio.io "a": the object has been modified; ' +
          'please apply your changes to the latest version and try again',
      );
    });

    it('deletes, and says what it deleted', async () => {
      const namespace = await aNamespace();
      const { body: made } = await create(namespace, 'a');
      const { status, body } = await ask('DELETE', policies(namespace, 'a'));
      expect([status, body.status]).toEqual([200, 'Success']);
      expect(details(body)).toEqual({
        name: 'a',
        group: 'security.istio.io',
        kind: 'authorizationpolicies',
        uid: metadata(made).uid,
      });
      expect((await ask('GET', policies(namespace, 'a'))).status).toBe(404);
    });

    it('tries a deletion out when the body says so, or when there is no body and the query does', async () => {
      const namespace = await aNamespace();
      await create(namespace, 'a');
      const options = { kind: 'DeleteOptions', apiVersion: 'v1' };
      const path = policies(namespace, 'a');
      const tried = [
        await ask('DELETE', path, { body: { ...options, dryRun: ['All'] } }),
        await ask('DELETE', `${path}?dryRun=All`),
      ];
      expect(tried.map(({ status }) => status)).toEqual([200, 200]);
      expect((await ask('GET', path)).status).toBe(200);
      // With a body the query is not looked at.
      await ask('DELETE', `${path}?dryRun=All`, { body: options });
      expect((await ask('GET', path)).status).toBe(404);
    });

    it('makes an object that is applied with a version only where there is none', async () => {
      const namespace = await aNamespace();
      const versioned = (name: string) => aPolicy(name, { metadata: { name, resourceVersion: '1' } });
      const apply = (name: string) =>
        ask('PATCH', `${policies(namespace, name)}?fieldManager=gatehouse`, {
          body: versioned(name),
          type: 'application/apply-patch+yaml',
        });
      const made = await apply('a');
      expect(made.status).toBe(201);
      expect(metadata(made.body).resourceVersion).not.toBe('1');
      await create(namespace, 'b');
      const { status, body } = await apply('b');
      expect([status, body.reason]).toEqual([409, 'Conflict']);
      expect(body.message).toContain('the object has been modified');
    });

    it('deletes only what was looked at, when told', async () => {
      const namespace = await aNamespace();
      await create(namespace, 'a');
      const body = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { uid: '00000000-0000-4000-8000-000000000000' },
      };
      const answer = await ask('DELETE', policies(namespace, 'a'), { body });
      expect([answer.status, answer.body.reason]).toEqual([409, 'Conflict']);
      expect(answer.body.message).toMatch(
        /^Operation cannot be fulfilled on AuthorizationPolicy\.security\.istio\.io "a": the UID in the precondition .* deleted and then recreated$/,
      );
      expect(details(answer.body).kind).toBe('AuthorizationPolicy');
    });
  });
};
