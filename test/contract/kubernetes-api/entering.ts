import type { JsonObject } from '../../../src/domain/json';
import { GROUP, policies, type Asking } from './asking';

/** Discovery, tokens and rights. */
export const describeEntering = ({ api, ask, aNamespace }: Asking): void => {
  describe('discovery', () => {
    it('tells its version and the preferred version of a group', async () => {
      const version = await ask('GET', '/version');
      const group = await ask('GET', '/apis/security.istio.io');
      expect(version.body).toMatchObject({
        major: '1',
        gitVersion: expect.stringMatching(/^v1\./) as unknown,
      });
      expect(group.body).toMatchObject({
        kind: 'APIGroup',
        preferredVersion: { groupVersion: 'security.istio.io/v1', version: 'v1' },
      });
    });

    it('names the resources of a version', async () => {
      const { body } = await ask('GET', GROUP);
      expect(body.kind).toBe('APIResourceList');
      const named = (body.resources as JsonObject[]).map((one) => one.name);
      expect(named).toEqual(
        expect.arrayContaining(['authorizationpolicies', 'peerauthentications', 'requestauthentications']),
      );
    });

    it('answers plain text where a CRD is missing', async () => {
      const { status, body } = await ask('GET', '/apis/nothing.example/v1/things');
      expect([status, body]).toEqual([404, { text: '404 page not found\n' }]);
    });
  });
  describe('who may', () => {
    it('does not know a wrong token', async () => {
      const { status, body } = await ask('GET', `${GROUP}/authorizationpolicies`, { token: 'nobody' });
      expect([status, body.reason, body.message]).toEqual([401, 'Unauthorized', 'Unauthorized']);
    });

    it('says what is forbidden, to whom and where', async () => {
      const all = await ask('GET', '/api/v1/pods', { token: api().reader });
      const one = await ask('DELETE', policies('default', 'x'), { token: api().reader });
      expect(all.body).toMatchObject({
        code: 403,
        reason: 'Forbidden',
        message: expect.stringContaining(
          `pods is forbidden: User "${api().readerName}" cannot list resource "pods" in API group "" at the cluster scope`,
        ) as unknown,
        details: { kind: 'pods' },
      });
      expect(one.body).toMatchObject({
        code: 403,
        message: expect.stringContaining(
          `authorizationpolicies.security.istio.io "x" is forbidden: User "${api().readerName}" cannot delete resource ` +
            '"authorizationpolicies" in API group "security.istio.io" in the namespace "default"',
        ) as unknown,
        details: { name: 'x', group: 'security.istio.io', kind: 'authorizationpolicies' },
      });
    });

    it('takes a namespace as being within itself', async () => {
      const { body } = await ask('GET', '/api/v1/namespaces/default', { token: api().reader });
      expect(body.message).toContain(
        `namespaces "default" is forbidden: User "${api().readerName}" cannot get resource "namespaces" in API group "" ` +
          'in the namespace "default"',
      );
    });

    it('does not say that a resource is missing to whom it would be forbidden', async () => {
      const path = '/apis/nothing.example/v1/things';
      const core = '/api/v1/nothings';
      const statuses = [
        await ask('GET', path, { token: api().reader }),
        await ask('GET', core, { token: api().reader }),
        await ask('GET', core),
      ].map(({ status, body }) => [status, body.message]);
      expect(statuses).toEqual([
        [403, expect.stringContaining('things.nothing.example is forbidden')],
        [403, expect.stringContaining('nothings is forbidden')],
        [404, 'the server could not find the requested resource'],
      ]);
    });

    it('answers what one may do oneself', async () => {
      const review = async (verb: string): Promise<unknown> => {
        const resourceAttributes = { group: 'security.istio.io', resource: 'authorizationpolicies', verb };
        const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
        const body = {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        };
        const answer = await ask('POST', path, { token: api().reader, body });
        return [answer.status, (answer.body.status as JsonObject).allowed];
      };
      expect(await Promise.all(['list', 'delete'].map(review))).toEqual([
        [201, true],
        [201, false],
      ]);
    });
  });
  describe('service accounts', () => {
    it('hands out a token that tells its end', async () => {
      const namespace = await aNamespace();
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
      await ask('POST', path, {
        body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'agent' } },
      });
      const body = {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 3600 },
      };
      const answer = await ask('POST', `${path}/agent/token`, { body });
      const { token } = answer.body.status as { token: string };
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
        sub: string;
        exp: number;
        iat: number;
      };
      expect([answer.status, claims.sub, claims.exp - claims.iat]).toEqual([
        201,
        `system:serviceaccount:${namespace}:agent`,
        3600,
      ]);
      const short = await ask('POST', `${path}/agent/token`, {
        body: { ...body, spec: { expirationSeconds: 60 } },
      });
      expect([short.status, short.body.reason]).toEqual([422, 'Invalid']);
      const asked = await ask('GET', `${GROUP}/authorizationpolicies`, { token });
      expect(asked.body).toMatchObject({
        code: 403,
        message: expect.stringContaining(claims.sub) as unknown,
      });
    });
  });
};
