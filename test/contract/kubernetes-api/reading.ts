import type { JsonObject } from '../../../src/domain/json';
import { items, metadata, namesIn, nextOf, policies, type Asking, type Answer } from './asking';

/** Lists and single objects. */
export const describeReading = ({ api, ask, aNamespace, create }: Asking): void => {
  describe('reading', () => {
    it('lists a namespace in pages of one moment', async () => {
      const namespace = await aNamespace();
      for (const name of ['a', 'b', 'c', 'd', 'e']) await create(namespace, name);
      const first = await ask('GET', `${policies(namespace)}?limit=2`);
      await create(namespace, 'c-later');
      const second = await ask('GET', `${policies(namespace)}?limit=2&continue=${nextOf(first.body)}`);
      expect(first.body).toMatchObject({
        kind: 'AuthorizationPolicyList',
        apiVersion: 'security.istio.io/v1',
      });
      expect(metadata(first.body).remainingItemCount).toBe(3);
      expect([namesIn(first.body), namesIn(second.body)]).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
      expect(metadata(second.body).resourceVersion).toBe(metadata(first.body).resourceVersion);
      expect(items(first.body)[0]).toMatchObject({
        kind: 'AuthorizationPolicy',
        apiVersion: 'security.istio.io/v1',
      });
    });

    it('expires a continue token whose moment is gone', async () => {
      const { compact } = api();
      if (compact === undefined) return;
      const namespace = await aNamespace();
      for (const name of ['a', 'b']) await create(namespace, name);
      const first = await ask('GET', `${policies(namespace)}?limit=1`);
      await compact();
      const next = nextOf(first.body);
      const { status, body } = await ask('GET', `${policies(namespace)}?limit=1&continue=${next}`);
      expect([status, body.reason]).toEqual([410, 'Expired']);
    });

    it('filters by label, and counts no rest then', async () => {
      const namespace = await aNamespace();
      const labelled = (name: string, team: string): Promise<Answer> =>
        create(namespace, name, { metadata: { name, labels: { team } } });
      for (const [name, team] of [
        ['a', 'x'],
        ['b', 'y'],
        ['c', 'x'],
      ] as const)
        await labelled(name, team);
      const select = async (selector: string): Promise<unknown> =>
        namesIn(
          (await ask('GET', `${policies(namespace)}?labelSelector=${encodeURIComponent(selector)}`)).body,
        );
      expect(await select('team=x')).toEqual(['a', 'c']);
      expect(await select('team!=x')).toEqual(['b']);
      expect(await select('team in (y,z)')).toEqual(['b']);
      expect(await select('!team')).toEqual([]);
    });

    it('answers metadata alone where that is asked for', async () => {
      const namespace = await aNamespace();
      await create(namespace, 'a');
      const list = await ask('GET', policies(namespace), {
        accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      });
      const one = await ask('GET', policies(namespace, 'a'), {
        accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      });
      expect([list.body.kind, one.body.kind]).toEqual(['PartialObjectMetadataList', 'PartialObjectMetadata']);
      expect([items(list.body)[0]?.spec, one.body.spec]).toEqual([undefined, undefined]);
    });

    it('writes an empty list of metadata as null', async () => {
      const list = await ask('GET', policies(await aNamespace()), {
        accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      });
      expect([list.status, list.body.items]).toEqual([200, null]);
    });

    it('serves the same object in each served version', async () => {
      const namespace = await aNamespace();
      await create(namespace, 'a');
      const path = policies(namespace, 'a').replace('/v1/', '/v1beta1/');
      const { body } = await ask('GET', path);
      expect([body.apiVersion, (body.spec as JsonObject).action]).toEqual([
        'security.istio.io/v1beta1',
        'ALLOW',
      ]);
    });

    it('says which object is not there', async () => {
      const { status, body } = await ask('GET', policies('default', 'ghost'));
      expect(status).toBe(404);
      expect(body).toMatchObject({
        kind: 'Status',
        reason: 'NotFound',
        message: 'authorizationpolicies.security.istio.io "ghost" not found',
        details: { name: 'ghost', group: 'security.istio.io', kind: 'authorizationpolicies' },
      });
    });
  });
};
