import { createMeshWriter } from '../../../src/adapters/kubernetes/mesh-writer';
import { createCaller } from '../../../src/adapters/http/call';
import type { KubernetesConnection } from '../../../src/domain/connection';
import type { JsonObject } from '../../../src/domain/json';
import { anErrand } from '../../contract/source-situations';

type Asked = { verb: string; namespace: string };

/** An API server that answers access reviews by what it is told of a verb and a namespace. */
const aWriter = (mayI: (asked: Asked) => boolean, namespaces: string[]) => {
  const asked: Asked[] = [];
  const call = createCaller({
    fetch: (url, init) => {
      const path = new URL(url).pathname;
      if (path === '/version')
        return Promise.resolve(Response.json({ gitVersion: 'v1', major: '1', minor: '34' }));
      if (path === '/apis/security.istio.io')
        return Promise.resolve(Response.json({ preferredVersion: { groupVersion: 'security.istio.io/v1' } }));
      const { spec } = JSON.parse(init.body as string) as { spec: { resourceAttributes: JsonObject } };
      const { verb, namespace } = spec.resourceAttributes as Asked;
      asked.push({ verb, namespace });
      return Promise.resolve(
        Response.json({ status: { allowed: mayI({ verb, namespace }) } }, { status: 201 }),
      );
    },
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
  });
  const nothing = { services: [], tags: [], namespaces: [] };
  const connection = {
    kind: 'kubernetes',
    id: 'mesh',
    url: 'https://mesh.shop.example',
    spaceRules: [{ spaceId: '65537', show: nothing, change: { ...nothing, namespaces } }],
  } as unknown as KubernetesConnection;
  const access = { connection, secrets: { current: 'writer' } };
  const parts = async () => {
    const { result } = await createMeshWriter({ call }).test(access, anErrand());
    if (!result.ok) throw new Error(result.error.code);
    return result.value.parts;
  };
  return { asked, parts };
};

it('names the verbs that are missing', async () => {
  const { parts } = aWriter(
    ({ verb, namespace }) => namespace === 'orders' && verb !== 'delete',
    ['orders', 'payments'],
  );
  expect(await parts()).toEqual([
    { part: 'authorizationpolicies in orders (delete)', writes: true, failure: { code: 'NOT_PERMITTED' } },
    { part: 'authorizationpolicies in payments', writes: true, failure: { code: 'NOT_PERMITTED' } },
  ]);
});

it('asks for all namespaces where all may be changed', async () => {
  const { asked, parts } = aWriter(() => true, ['*']);
  await parts();
  expect(asked.map(({ verb, namespace }) => [verb, namespace]).sort()).toEqual([
    ['create', ''],
    ['delete', ''],
    ['get', ''],
    ['patch', ''],
  ]);
});

it('asks a limited number of questions, and names what was not tried', async () => {
  const many = Array.from({ length: 40 }, (_, n) => `team-${String(n).padStart(2, '0')}`);
  const { asked, parts } = aWriter(() => true, many);
  const tried = await parts();
  expect(asked).toHaveLength(60);
  expect(tried).toHaveLength(40);
  expect(tried.slice(15).every(({ failure }) => failure?.code === 'BUDGET_SPENT')).toBe(true);
});
