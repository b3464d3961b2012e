import { aPlatform, type TestPlatform } from './a-platform';

let host: TestPlatform;
let untouched: string;
const start = async (): Promise<void> => {
  host = await aPlatform();
  untouched = JSON.stringify([host.platform.storage(), host.clock.now(), host.faults]);
};
beforeAll(start);
// A test that left nothing behind shares the process with the next one.
afterEach(async () => {
  if (JSON.stringify([host.platform.storage(), host.clock.now(), host.faults]) === untouched) return;
  await host.close();
  await start();
});
afterAll(() => host.close());

const value = async (code: string, input?: unknown): Promise<unknown> => {
  const { value, error } = await host.run(`const { kvs } = sdk; ${code}`, input);
  expect(error).toBeUndefined();
  return value;
};
const errorCode = async (code: string, input?: unknown): Promise<string | undefined> =>
  (await host.run(`const { kvs } = sdk; ${code}`, input)).error?.code;

const REV_IS = (rev: number): string =>
  `{ entityName: 'request', conditions: new sdk.Filter().and('rev', sdk.FilterConditions.equalTo(${rev})) }`;

describe('values, secrets and entities', () => {
  it('gives back what was set, undefined for what was not, and deletes without complaint', async () => {
    const code = `
      await kvs.set('k', [1, 'two']); await kvs.setSecret('k', 's3cr3t-1'); await kvs.entity('request').set('k', { rev: 1 });
      const read = [await kvs.get('k'), await kvs.getSecret('k'), await kvs.entity('request').get('k'), await kvs.get('other')];
      await kvs.delete('k'); await kvs.deleteSecret('k'); await kvs.entity('request').delete('k'); await kvs.delete('other');
      return [...read, await kvs.get('k'), await kvs.getSecret('k'), await kvs.entity('request').get('k')]`;
    expect(await value(code)).toEqual([[1, 'two'], 's3cr3t-1', { rev: 1 }, null, null, null, null]);
  });

  it('lets one of several writers create a key', async () => {
    const code = `
      const once = (n) => kvs.set('k', n, { keyPolicy: 'FAIL_IF_EXISTS' }).then(() => 'won', (e) => e.code + e.responseDetails.status);
      return (await Promise.all([1, 2, 3].map(once))).sort()`;
    expect(await value(code)).toEqual(['KEY_CONFLICT409', 'KEY_CONFLICT409', 'won']);
  });

  it('returns the previous or the latest value with its times on request', async () => {
    const code = `
      await kvs.set('k', 1);
      const fields = ['CREATED_AT', 'UPDATED_AT'];
      return [await kvs.set('k', 2, { keyPolicy: 'OVERRIDE', returnValue: 'PREVIOUS' }),
        await kvs.set('k', 3, { keyPolicy: 'OVERRIDE', returnValue: 'LATEST', returnMetadataFields: fields })]`;
    const now = host.clock.now();
    expect(await value(code)).toEqual([
      { key: 'k', value: 2 - 1 },
      { key: 'k', value: 3, createdAt: now, updatedAt: now },
    ]);
  });

  it('keeps an expired value readable, with its time in ISO text, until it is deleted two days later', async () => {
    const read = `return kvs.get('k', { metadataFields: ['EXPIRE_TIME'] })`;
    await value(`await kvs.set('k', 1, { ttl: { value: 1, unit: 'HOURS' } })`);
    const expireTime = new Date(host.clock.now() + 3_600_000).toISOString();
    await host.clock.advance(2 * 3_600_000);
    expect(await value(read)).toEqual({ key: 'k', value: 1, expireTime });
    expect(await errorCode(`await kvs.set('k', 2, { keyPolicy: 'FAIL_IF_EXISTS' })`)).toBe('KEY_CONFLICT');
    await host.clock.advance(48 * 3_600_000);
    expect(await value(read)).toBeUndefined();
  });

  it.each([
    ['KEY_TOO_SHORT', `kvs.set('', 1)`],
    ['KEY_TOO_LONG', `kvs.set('k'.repeat(501), 1)`],
    ['INVALID_KEY', `kvs.set('a/b', 1)`],
    ['INVALID_KEY', `kvs.get('  ')`],
    ['MAX_SIZE', `kvs.set('k', 'x'.repeat(240 * 1024))`],
    ['MAX_SIZE', `kvs.setSecret('k', 'x'.repeat(128 * 1024))`],
    ['MAX_DEPTH', `kvs.set('k', JSON.parse('['.repeat(32) + ']'.repeat(32)))`],
    ['INVALID_VALUE', `kvs.set('k', null)`],
    ['INVALID_TTL', `kvs.set('k', 1, { ttl: { value: 400, unit: 'DAYS' } })`],
    ['INVALID_ENTITY_TYPE', `kvs.entity('nobody').set('k', {})`],
    ['INVALID_ENTITY_VALUE', `kvs.entity('request').set('k', { rev: 'one' })`],
    ['INVALID_ENTITY_VALUE', `kvs.entity('request').set('k', { rev: 1.5 })`],
    ['INVALID_ENTITY_VALUE', `kvs.entity('request').set('k', 'text')`],
    ['INVALID_ENTITY_ATTRIBUTE', `kvs.entity('request').set('k', { unknown: 1 })`],
  ])('refuses with %s: %s', async (code, call) => {
    expect(await errorCode(`await ${call}`)).toBe(code);
  });

  it('takes the longest key, the deepest value and nearly the largest', async () => {
    await value(
      `await kvs.set('k'.repeat(500), JSON.parse('['.repeat(31) + ']'.repeat(31))); await kvs.set('k', 'x'.repeat(240 * 1024 - 2))`,
    );
  });
});

describe('queries', () => {
  const fill = `for (let i = 0; i < 12; i++) await kvs.set('p#' + String(i).padStart(2, '0'), i); await kvs.set('q', 1);`;

  it('pages by key, ten at a time unless told otherwise', async () => {
    const code = `${fill}
      const q = () => kvs.query().where('key', sdk.WhereConditions.beginsWith('p#'));
      const first = await q().getMany(); const second = await q().cursor(first.nextCursor).getMany();
      return [first.results.length, second.results.map((r) => r.key), second.nextCursor]`;
    expect(await value(code)).toEqual([10, ['p#10', 'p#11'], null]);
  });

  it.each([
    ['LIST_QUERY_LIMIT_EXCEEDED', `kvs.query().limit(101).getMany()`],
    ['QUERY_WHERE_INVALID', `kvs.query().where('key', sdk.WhereConditions.equalTo('a')).getMany()`],
    [
      'QUERY_WHERE_FIELD_INVALID',
      `kvs.query().where('value', sdk.WhereConditions.beginsWith('a')).getMany()`,
    ],
    [
      'COMPLEX_QUERY_PAGE_LIMIT_NOT_IN_RANGE',
      `kvs.entity('request').query().index('rev').limit(101).getMany()`,
    ],
    ['INVALID_ENTITY_INDEX', `kvs.entity('request').query().index('weight').getMany()`],
    [
      'INVALID_ENTITY_INDEX',
      `kvs.entity('request').query().index('by-space-state', { partition: ['ORD'] }).getMany()`,
    ],
    ['INVALID_CURSOR', `kvs.query().cursor('bm90aGluZw').getMany()`],
  ])('refuses with %s: %s', async (code, call) => {
    expect(await errorCode(`await ${call}`)).toBe(code);
  });

  it('finds entities by partition and range, in both directions, past a deleted cursor', async () => {
    const code = `
      const r = kvs.entity('request');
      for (let i = 1; i <= 5; i++) await r.set('r' + i, { space: 'ORD', state: i === 3 ? 'denied' : 'pending', rev: i });
      await r.set('bare', { rev: 9 });
      const q = () => r.query().index('by-space-state', { partition: ['ORD', 'pending'] });
      const keys = (page) => page.results.map((each) => each.key);
      const page = await q().limit(2).getMany();
      await r.delete('r2');
      return [keys(page), keys(await q().limit(2).cursor(page.nextCursor).getMany()),
        keys(await q().sort('DESC').getMany()), keys(await q().where(sdk.WhereConditions.between(2, 4)).getMany()),
        keys(await r.query().index('rev').where(sdk.WhereConditions.greaterThan(4)).getMany()),
        keys(await r.query().index('by-key').where(sdk.WhereConditions.beginsWith('r')).getMany())]`;
    expect(await value(code)).toEqual([
      ['r1', 'r2'],
      ['r4', 'r5'],
      ['r5', 'r4', 'r1'],
      ['r4'],
      ['r5', 'bare'],
      ['r1', 'r3', 'r4', 'r5'],
    ]);
  });

  it('filters by all or any condition, on declared attributes only', async () => {
    const code = `
      const r = kvs.entity('request'); const F = sdk.FilterConditions;
      await r.set('a', { rev: 1, open: true, tags: ['x'] }); await r.set('b', { rev: 2, state: 'done' });
      const keys = async (filter) => (await r.query().index('rev').filters(filter).getMany()).results.map((each) => each.key);
      return [await keys(new sdk.Filter().and('open', F.equalTo(true)).and('tags', F.contains('x'))),
        await keys(new sdk.Filter().or('state', F.exists()).or('rev', F.lessThan(2))),
        await keys(new sdk.Filter().and('state', F.notExists()).and('rev', F.notEqualTo(7))),
        await keys(new sdk.Filter().and('nothing', F.exists())).catch((e) => e.code)]`;
    expect(await value(code)).toEqual([['a'], ['a', 'b'], ['a'], 'INVALID_ENTITY_ATTRIBUTE']);
  });

  it('sees a write only after the lag, while get sees it at once', async () => {
    host.faults.storageLagMs = 1_000;
    const look = `return [await kvs.get('k'), (await kvs.query().getMany()).results.map((r) => r.value)]`;
    await value(`await kvs.set('k', 1)`);
    expect(await value(look)).toEqual([1, []]);
    await host.clock.advance(1_000);
    expect(await value(look)).toEqual([1, [1]]);
    await value(`await kvs.set('k', 2); await kvs.set('k', 3)`);
    expect(await value(look)).toEqual([3, [1]]);
    await value(`await kvs.delete('k')`);
    expect(await value(look)).toEqual([null, [1]]);
  });
});

describe('transactions', () => {
  it('writes everything when each condition holds', async () => {
    const code = `
      await kvs.entity('request').set('r', { rev: 1 }); await kvs.set('old', 1);
      await kvs.transact().set('r', { rev: 2 }, ${REV_IS(1)}).set('new', 1).delete('old').delete('never')
        .check('absent', { entityName: 'request', conditions: new sdk.Filter().and('rev', sdk.FilterConditions.notExists()) }).execute();
      return [await kvs.entity('request').get('r'), await kvs.get('new'), await kvs.get('old')]`;
    expect(await value(code)).toEqual([{ rev: 2 }, 1, null]);
  });

  it('writes nothing when one condition fails', async () => {
    const code = `
      await kvs.entity('request').set('r', { rev: 1 });
      const outcome = await kvs.transact().set('other', 1).set('r', { rev: 3 }, ${REV_IS(2)}).execute().then(() => 'done', (e) => e.code);
      return [outcome, await kvs.get('other'), await kvs.entity('request').get('r')]`;
    expect(await value(code)).toEqual(['CONDITIONAL_CHECK_FAILED', null, { rev: 1 }]);
  });

  it('lets one of several writers at the same revision through', async () => {
    const code = `
      await kvs.entity('request').set('r', { rev: 1 });
      const move = () => kvs.transact().set('r', { rev: 2 }, ${REV_IS(1)}).execute().then(() => 'won', (e) => e.code);
      return (await Promise.all([move(), move(), move()])).sort()`;
    expect(await value(code)).toEqual(['CONDITIONAL_CHECK_FAILED', 'CONDITIONAL_CHECK_FAILED', 'won']);
  });

  it.each([
    ['26 operations', `for (let i = 0; i < 26; i++) t.set('k' + i, 1)`, 'INVALID_TRANSACTION_REQUEST'],
    ['a key used twice', `t.set('k', 1).delete('k')`, 'INVALID_TRANSACTION_REQUEST'],
    ['nothing', ``, 'INVALID_TRANSACTION_REQUEST'],
    [
      'more than 4 MB',
      `for (let i = 0; i < 20; i++) t.set('k' + i, 'x'.repeat(230 * 1024))`,
      'INVALID_TRANSACTION_REQUEST',
    ],
    [
      'an undeclared attribute in a condition',
      `t.check('k', { entityName: 'request', conditions: new sdk.Filter().and('nothing', sdk.FilterConditions.notExists()) })`,
      'INVALID_ENTITY_ATTRIBUTE',
    ],
    ['a wrong attribute type', `t.set('k', { rev: 'x' }, { entityName: 'request' })`, 'INVALID_ENTITY_VALUE'],
  ])('refuses %s', async (_what, build, code) => {
    expect(await errorCode(`const t = kvs.transact(); ${build}; await t.execute()`)).toBe(code);
  });

  it('says that it lacks a key policy inside a transaction', async () => {
    const { error } = await host.run(
      `await sdk.kvs.transact().set('k', 1, undefined, { keyPolicy: 'FAIL_IF_EXISTS' }).execute()`,
    );
    expect(error?.message).toMatch(
      /^not implemented in the local host: storage option set\.0\.options\.keyPolicy/,
    );
  });
});

describe('batches and rates', () => {
  it('does what it can and names what failed', async () => {
    const code = `
      const set = await kvs.batchSet([{ key: 'a', value: 1 }, { key: 'b/c', value: 2 }, { key: 'r', value: { rev: 1 }, entityName: 'request' }]);
      const get = await kvs.batchGet([{ key: 'a' }, { key: 'none' }]);
      const gone = await kvs.batchDelete([{ key: 'a' }]);
      return [set.successfulKeys, set.failedKeys[0].error.code, get.successfulKeys[0].value, get.failedKeys[0].error.code, gone.successfulKeys]`;
    expect(await value(code)).toEqual([
      [{ key: 'a' }, { key: 'r', entityName: 'request' }],
      'INVALID_KEY',
      1,
      'KEY_NOT_FOUND',
      [{ key: 'a' }],
    ]);
  });

  it('refuses 26 items and a key used twice', async () => {
    const twice = `await kvs.batchSet([{ key: 'a', value: 1 }, { key: 'a', value: 2 }])`;
    const many = `await kvs.batchSet(Array.from({ length: 26 }, (_, i) => ({ key: 'k' + i, value: 1 })))`;
    expect([await errorCode(twice), await errorCode(many)]).toEqual([
      'INVALID_BATCH_REQUEST',
      'INVALID_BATCH_REQUEST',
    ]);
  });

  it('answers 429 above 4000 written units of 10 KB a minute, and takes writes again after it', async () => {
    const write = `for (let i = 0; i < 20; i++) await kvs.set('k' + i, 'x'.repeat(230 * 1024))`;
    let refused: string | undefined;
    for (let round = 0; round < 12 && refused === undefined; round += 1) refused = await errorCode(write);
    expect(refused).toBe('RATE_LIMIT_EXCEEDED');
    await host.clock.advance(60_000);
    expect(await errorCode(write)).toBeUndefined();
  });

  it('answers 429 for as many calls as the host was told', async () => {
    host.faults.storageRateLimited = 2;
    const codes = [
      await errorCode(`await kvs.get('k')`),
      await errorCode(`await kvs.get('k')`),
      await errorCode(`await kvs.get('k')`),
    ];
    expect(codes).toEqual(['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS', undefined]);
  });
});
