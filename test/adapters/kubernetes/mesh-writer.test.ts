import { createMeshWriter } from '../../../src/adapters/kubernetes/mesh-writer';
import { createCaller } from '../../../src/adapters/http/call';
import type { KubernetesConnection } from '../../../src/domain/connection';
import type { JsonObject } from '../../../src/domain/json';
import { aMeshConnection } from '../../contract/connections';
import { aGrant } from '../../contract/mesh-changes';
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

describe('what goes over the wire', () => {
  type Sent = { method: string; path: string; query: Record<string, string>; type: string; body: JsonObject };

  /** A writer over a cluster where nothing is there until it is applied, and everything that it sends to write. */
  const aWire = () => {
    const sent: Sent[] = [];
    let there: JsonObject | null = null;
    const call = createCaller({
      fetch: (address, init) => {
        const { pathname: path, searchParams } = new URL(address);
        if (path === '/apis/security.istio.io')
          return Promise.resolve(
            Response.json({ preferredVersion: { groupVersion: 'security.istio.io/v1' } }),
          );
        if ((init.method ?? 'GET') === 'GET')
          return Promise.resolve(there === null ? Response.json({}, { status: 404 }) : Response.json(there));
        const query = Object.fromEntries(searchParams);
        const type = new Headers(init.headers).get('content-type') ?? '';
        const body = JSON.parse(init.body as string) as JsonObject;
        sent.push({ method: init.method ?? '', path, query, type, body });
        if (init.method === 'PATCH' && query['dryRun'] === undefined)
          there = {
            ...body,
            metadata: { ...(body['metadata'] as JsonObject), uid: 'u-1', resourceVersion: '7' },
          };
        if (init.method === 'DELETE' && body['dryRun'] === undefined) there = null;
        return Promise.resolve(Response.json(there ?? {}));
      },
      now: Date.now,
      sleep: () => Promise.resolve(),
      random: () => 0,
    });
    const writer = createMeshWriter({ call });
    const access = {
      connection: aMeshConnection('https://mesh.shop.example'),
      secrets: { current: 'writer' },
    };
    const given = (want: 'present' | 'absent') => ({ change: aGrant({ want }), requestId: 'R1' });
    return {
      sent,
      make: (want: 'present' | 'absent') => writer.make(access, given(want), anErrand()),
      rehearse: (want: 'present' | 'absent') => writer.rehearse(access, given(want), anErrand()),
    };
  };
  const PATH = '/apis/security.istio.io/v1/namespaces/orders/authorizationpolicies/gatehouse-orders-1';

  it('is one apply of our fields by our own field manager, strictly checked and never forced', async () => {
    const { sent, make } = aWire();
    expect((await make('present')).result).toMatchObject({ ok: true });
    expect(sent).toEqual([
      {
        method: 'PATCH',
        path: PATH,
        query: { fieldManager: 'gatehouse', fieldValidation: 'Strict' },
        type: 'application/apply-patch+yaml',
        body: expect.objectContaining({
          metadata: expect.objectContaining({
            labels: { 'app.kubernetes.io/managed-by': 'gatehouse' },
            annotations: { 'gatehouse/request': 'R1' },
          }) as unknown,
        }) as unknown,
      },
    ]);
  });

  it('is the very same as a dry run when it is rehearsed', async () => {
    const rehearsed = aWire();
    const made = aWire();
    await rehearsed.rehearse('present');
    await made.make('present');
    const [dry] = rehearsed.sent;
    expect(rehearsed.sent).toHaveLength(1);
    expect(dry).toEqual({ ...made.sent[0], query: { ...made.sent[0]?.query, dryRun: 'All' } });
  });

  it('is a deletion of exactly what was read, rehearsed or not', async () => {
    const { sent, make, rehearse } = aWire();
    await make('present');
    await rehearse('absent');
    await make('absent');
    const options = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: { uid: 'u-1', resourceVersion: '7' },
    };
    expect(sent.slice(1).map(({ method, query, body }) => [method, query, body])).toEqual([
      ['DELETE', {}, { ...options, dryRun: ['All'] }],
      ['DELETE', {}, options],
    ]);
  });
});
