import type { JsonObject } from '../../../src/domain/json';
import { aCall, aClock, aManifest, aPlatform, aState, type TestPlatform } from './a-platform';

const hosts: TestPlatform[] = [];
const started = async (changes?: Parameters<typeof aPlatform>[0]): Promise<TestPlatform> => {
  const host = await aPlatform(changes);
  hosts.push(host);
  return host;
};
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close())));

type Delivered = {
  event: JsonObject & { eventId: string; body: JsonObject; retryContext?: JsonObject };
  context: JsonObject;
};
const deliveries = (host: TestPlatform): Delivered[] => {
  const values = host.platform.storage().values as unknown as Record<string, Delivered>;
  return Object.entries(values).flatMap(([key, value]) => (key.startsWith('delivered:') ? [value] : []));
};
const push = async (host: TestPlatform, events: unknown): Promise<unknown> =>
  host.run(`return (await new sdk.Queue({ key: 'work' }).push(input)).jobId`, events);
const stats = async (host: TestPlatform, jobId: unknown): Promise<unknown> =>
  (await host.run(`return new sdk.Queue({ key: 'work' }).getStats(input)`, jobId)).value;

describe('queue events', () => {
  it('are delivered with their body, once each when nothing goes wrong', async () => {
    const host = await started();
    const { value: jobId } = (await push(host, [{ body: { n: 1 } }, { body: { n: 2 } }])) as {
      value: string;
    };
    await host.platform.settled();
    expect(
      deliveries(host)
        .map(({ event }) => event.body.n)
        .sort(),
    ).toEqual([1, 2]);
    expect(deliveries(host)[0]).toMatchObject({ event: { queueName: 'work', jobId } });
    expect(deliveries(host)[0]?.context).not.toHaveProperty('principal');
    expect(await stats(host, jobId)).toEqual({ success: 2, inProgress: 0, failed: 0 });
  });

  it('wait for their delay on the clock of the host', async () => {
    const host = await started();
    await push(host, { body: {}, delayInSeconds: 900 });
    await host.clock.advance(899_000);
    expect(deliveries(host)).toHaveLength(0);
    await host.clock.advance(1_000);
    expect(deliveries(host)).toHaveLength(1);
  });

  it('come twice, with the same id, or never when the host was told so', async () => {
    const host = await started({ faults: { duplicateEvents: 1 } });
    await push(host, { body: {} });
    await host.platform.settled();
    const ids = deliveries(host).map(({ event }) => event.eventId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    host.faults.loseEvents = 1;
    await push(host, [{ body: { lost: true } }]);
    await host.platform.settled();
    expect(deliveries(host)).toHaveLength(2);
  });

  it('come again after an InvocationError, with what it carried', async () => {
    const host = await started();
    const code = `if (!event.retryContext) return new sdk.InvocationError({ retryAfter: 60, retryReason: 'FUNCTION_UPSTREAM_RATE_LIMITED', retryData: { at: 3 } })`;
    const { value: jobId } = (await push(host, { body: { code } })) as { value: string };
    await host.platform.settled();
    expect(await stats(host, jobId)).toEqual({ success: 0, inProgress: 1, failed: 0 });
    await host.clock.advance(60_000);
    expect(deliveries(host).map(({ event }) => event.retryContext)).toContainEqual({
      retryCount: 1,
      retryReason: 'FUNCTION_UPSTREAM_RATE_LIMITED',
      retryData: { at: 3 },
    });
    expect(await stats(host, jobId)).toEqual({ success: 1, inProgress: 0, failed: 0 });
  });

  it('come again after the process ended under them, not after the function threw', async () => {
    const host = await started();
    await push(host, { body: { n: 1, code: 'if (!event.retryContext) process.exit(1)' } });
    // Apart from the next one: what runs in the same process ends with it.
    await host.platform.settled();
    await push(host, { body: { n: 2, code: `throw new Error('no')` } });
    await host.platform.settled();
    await host.clock.advance(900_000);
    const counts = [1, 2].map((n) => deliveries(host).filter(({ event }) => event.body.n === n).length);
    expect(counts).toEqual([2, 1]);
  });

  it('are not delivered any more once their job is cancelled', async () => {
    const host = await started();
    const { value: jobId } = (await push(host, { body: {}, delayInSeconds: 10 })) as { value: string };
    await host.run(`await new sdk.Queue({ key: 'work' }).cancel(input)`, jobId);
    await host.clock.advance(10_000);
    expect(deliveries(host)).toHaveLength(0);
  });

  it('survive a restart, the one being worked on too', async () => {
    const [state, clock] = [aState(), aClock()];
    const first = await started({ state, clock });
    await push(first, { body: { code: 'await new Promise(() => 0)' } });
    await push(first, { body: {}, delayInSeconds: 60 });
    while (deliveries(first).length === 0) await new Promise(setImmediate);
    await first.platform.close();
    const second = await started({ state, clock: aClock(clock.now() + 60_000) });
    while (deliveries(second).length < 3) await new Promise(setImmediate);
    expect(deliveries(second)).toHaveLength(3);
  });

  it.each([
    [
      'of a queue without a consumer',
      `await new sdk.Queue({ key: 'nobody' }).push({ body: {} })`,
      /No consumer/,
    ],
    [
      'above 500 a minute',
      `for (let i = 0; i < 11; i++) await new sdk.Queue({ key: 'work' }).push(Array.from({ length: 50 }, () => ({ body: {}, delayInSeconds: 900 })))`,
      /./,
    ],
  ])('are refused %s', async (_what, code, message) => {
    const host = await started();
    expect((await host.run(code)).error?.message).toMatch(message);
  });
});

describe('scheduled triggers', () => {
  const runs = (host: TestPlatform): unknown =>
    (host.platform.storage().values as JsonObject)['schedule-runs'];
  const HOUR = 3_600_000;

  it('run five minutes after the start, then each interval, and do not make up for missed runs', async () => {
    const host = await started();
    await host.clock.advance(5 * 60_000 - 1);
    expect(runs(host)).toBeUndefined();
    await host.clock.advance(1);
    expect(runs(host)).toBe(1);
    await host.clock.advance(HOUR);
    expect(runs(host)).toBe(2);
    await host.clock.advance(5 * HOUR);
    expect(runs(host)).toBe(3);
  });

  it('see the advanced time, speak for no person, and are not repeated when they throw', async () => {
    const host = await started();
    await host.run(`await sdk.kvs.set('schedule-throws', true)`);
    await host.clock.advance(300_000);
    expect(runs(host)).toBe(1);
    const { payload, context, date } = (host.platform.storage().values as JsonObject)[
      'schedule-payload'
    ] as JsonObject;
    expect(payload).toMatchObject({ context: { cloudId: host.platform.ids.cloudId, moduleKey: 'sweep' } });
    expect(context).not.toHaveProperty('principal');
    expect(Math.abs((date as number) - host.clock.now())).toBeLessThan(60_000);
    expect(host.platform.logs().at(-1)?.text).toBe('Error: the sweep failed');
  });

  it('run when asked to', async () => {
    const host = await started();
    expect(await host.platform.runSchedule('sweep')).toMatchObject({ ok: true });
    expect(runs(host)).toBe(1);
  });

  it('are refused at the start where a deployment would be', async () => {
    const sweep = (key: string) => ({ key, function: 'schedule', interval: 'fiveMinute' });
    const twice = aManifest({ modules: { scheduledTrigger: [sweep('a'), sweep('b')] } });
    await expect(started({ manifest: twice })).rejects.toThrow('at most one scheduled trigger');
  });
});

describe('web triggers', () => {
  const urlOf = async (host: TestPlatform, key: string): Promise<string> =>
    (await host.run(`return sdk.webTrigger.getUrl(input)`, key)).value as string;
  const idOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';

  it('serve requests to the URL that the app asked for, with values as lists', async () => {
    const host = await started();
    const url = await urlOf(host, 'hook');
    expect(url).toMatch(/^http:\/\/localhost:3000\/public\/[0-9a-f-]{36}$/);
    const request = new Request(`${url}/more?a=1&a=2`, {
      method: 'POST',
      body: 'raw',
      headers: { 'x-one': '1' },
    });
    const response = await host.platform.webTrigger(idOf(url), request);
    expect(response.status).toBe(201);
    expect(response.headers.get('x-seen')).toBe('yes');
    expect(await response.json()).toMatchObject({
      method: 'POST',
      userPath: '/more',
      body: 'raw',
      queryParameters: { a: ['1', '2'] },
      headers: { 'x-one': ['1'] },
    });
  });

  it('keep their URL over a restart and lose it when it is deleted', async () => {
    const state = aState();
    const first = await started({ state });
    const url = await urlOf(first, 'hook');
    const second = await started({ state });
    expect(await urlOf(second, 'hook')).toBe(url);
    await second.run(`await sdk.webTrigger.deleteUrl(input)`, url);
    expect((await second.platform.webTrigger(idOf(url), new Request(url))).status).toBe(404);
  });

  it('answer 500 to a misshapen response, and act for nobody', async () => {
    const host = await started();
    const bad = await urlOf(host, 'bad-hook');
    expect(bad).toContain('/x1/');
    expect((await host.platform.webTrigger(idOf(bad), new Request(bad))).status).toBe(500);
    const asUser = await urlOf(host, 'user-hook');
    const response = await host.platform.webTrigger(idOf(asUser), new Request(asUser));
    expect(await response.json()).toMatchObject({ error: { name: 'NEEDS_AUTHENTICATION_ERR' } });
  });
});

describe('the life of the process', () => {
  it('ends after as many calls of the next invocation as the host was told', async () => {
    const host = await started({ faults: { killAfterCalls: 2 } });
    const code = `for (let i = 0; i < 5; i++) await sdk.kvs.set('k' + i, i)`;
    const outcome = await host.platform.invoke(aCall('run', { code }));
    expect(outcome).toMatchObject({ ok: false, name: 'FUNCTION_PLATFORM_UNKNOWN_ERROR', timedOut: false });
    expect(host.platform.storage().values).toEqual({ k0: 0, k1: 1 });
    expect(await host.run(code)).toEqual({});
  });

  it('ends when the function takes more memory than the manifest gives it', async () => {
    const host = await started({ manifest: aManifest({ app: { runtime: { memoryMB: 128 } } }) });
    const outcome = await host.platform.invoke(
      aCall('run', { code: `const a = []; for (;;) a.push(new Array(1e5).fill(Math.random()))` }),
    );
    expect(outcome).toMatchObject({ ok: false, name: 'FUNCTION_OUT_OF_MEMORY' });
  });

  it('lets invocations run at the same time, each in its own context', async () => {
    const host = await started();
    const code = `await new Promise((r) => setTimeout(r, 50)); return [sdk.getAppContext().invocationId, globalThis.__forge_runtime__.aaid]`;
    const people = ['712020:rita', '712020:olga'];
    const results = await Promise.all(people.map((accountId) => host.run(code, undefined, { accountId })));
    const pairs = results.map(({ value }) => value as [string, string]);
    expect(pairs.map(([, accountId]) => accountId)).toEqual(people);
    expect(new Set(pairs.map(([id]) => id)).size).toBe(2);
  });

  it('shows the function its remaining time and no environment of the host', async () => {
    const host = await started({ variables: { LEVEL: 'debug' } });
    const code = `return [globalThis.__forge_runtime__.lambdaContext.getRemainingTimeInMillis() <= 25000, process.env.LEVEL, process.env.HOME, typeof process.send]`;
    expect(await host.run(code)).toEqual({ value: [true, 'debug', null, 'undefined'] });
  });

  it('begins anew with a new bundle on reload, while storage stays', async () => {
    const host = await started();
    await host.run(`globalThis.kept = 1; await sdk.kvs.set('k', 1)`);
    await host.platform.reload();
    expect(await host.run(`return [globalThis.kept ?? null, await sdk.kvs.get('k')]`)).toEqual({
      value: [null, 1],
    });
  });

  it('keeps storage and approvals over a restart', async () => {
    const state = aState();
    const first = await started({ state });
    await first.run(
      `await sdk.kvs.set('k', 1); await sdk.kvs.setSecret('s', 's3cr3t-2'); await sdk.kvs.entity('request').set('r', { rev: 1 })`,
    );
    first.platform.egress.set([{ key: 'kong', description: '', configured: [] }]);
    await first.platform.close();
    const second = await started({ state });
    expect(second.platform.storage()).toEqual({
      values: { k: 1 },
      secrets: { s: 's3cr3t-2' },
      entities: { request: { r: { rev: 1 } } },
    });
    expect(second.platform.egress.get(['kong'])).toHaveLength(1);
  });
});
