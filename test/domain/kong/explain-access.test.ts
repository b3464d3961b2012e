import fc from 'fast-check';
import type { JsonObject } from '../../../src/domain/json';
import { decideAccess } from '../../../src/domain/kong/access';
import { holderOfAll, STRANGER } from '../../../src/domain/kong/caller';
import { explainAccess } from '../../../src/domain/kong/explain-access';
import { explainRoute } from '../../../src/domain/kong/explain-route';
import { explainPlugin } from '../../../src/domain/kong/plugin-phrase';
import { pluginsWithPublicFields, publicConfig } from '../../../src/domain/kong/public-fields';
import { indexKong } from '../../../src/domain/kong/snapshot';
import { aPlugin, aRoute, aSnapshot } from './builders';

describe('a decision in words', () => {
  it('tells the way to the refusal, the deciding reason last', () => {
    const plugins = [
      aPlugin('key-auth'),
      aPlugin('acl', { config: { allow: ['orders-read', 'orders-write'] } }),
    ];
    const decision = decideAccess(indexKong(aSnapshot({ plugins })), aRoute(), holderOfAll('partner-acme'));
    expect(explainAccess(decision)).toEqual([
      '`key-auth` accepts the caller as `partner-acme`.',
      'The caller is in none of `orders-read` or `orders-write`.',
    ]);
  });

  it('tells what could not be read', () => {
    const snapshot = aSnapshot({ unread: [{ part: 'plugins', code: 'TIMEOUT' }] });
    expect(explainAccess(decideAccess(indexKong(snapshot), aRoute(), STRANGER))).toEqual([
      'Kong’s plugins could not be read.',
    ]);
  });
});

describe('whatever the Admin API answers', () => {
  const names = [...pluginsWithPublicFields(), 'our-own', 'pre-function', 'http-log'];
  const fields = [
    'allow',
    'deny',
    'anonymous',
    'issuer',
    'message',
    'status_code',
    'limit',
    'minute',
    'add',
    'token',
    'key_names',
  ];
  const aRawPlugin = fc.record({
    name: fc.constantFrom(...names),
    on: fc.constantFrom('crs', 'gr', 'c', 'rs', 'r', 's', ''),
    enabled: fc.boolean(),
    protocols: fc.subarray(['http', 'https', 'tcp', 'grpc']),
    raw: fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }),
  });

  const parsed = ({ raw, name, ...over }: { raw: object; name: string; on: string }) =>
    aPlugin(name, { ...over, ...publicConfig(name, raw as JsonObject) });

  const everythingSaid = (plugins: ReturnType<typeof aPlugin>[]): string => {
    const index = indexKong(aSnapshot({ plugins }));
    const callers = [STRANGER, holderOfAll('web-storefront'), { ...holderOfAll('nobody'), ip: '10.0.0.1' }];
    const decisions = callers.flatMap((caller) => explainAccess(decideAccess(index, aRoute(), caller)));
    return [...explainRoute(index, aRoute()), ...plugins.map(explainPlugin), ...decisions].join('\n');
  };

  it('deciding and explaining never throw and never say nothing', () => {
    fc.assert(
      fc.property(fc.array(aRawPlugin.map(parsed), { maxLength: 8 }), (plugins) => {
        for (const line of everythingSaid(plugins).split('\n')) expect(line).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('explaining never repeats a planted secret', () => {
    const secret = fc
      .stringMatching(/^[a-z0-9]{6,10}$/)
      .chain((tail) =>
        fc.constantFrom(
          { issuer: `https://kong:s3cr3t-${tail}@login.example/?token=s3cr3t-${tail}` },
          { anonymous: `{vault://env/s3cr3t-${tail}}` },
          { add: { headers: [`Authorization:Bearer s3cr3t-${tail}`] } },
          { key_names: ['apikey', `{vault://env/s3cr3t-${tail}}`] },
          { message: `see https://u:s3cr3t-${tail}@host/` },
          { token: `s3cr3t-${tail}`, redis: { password: `s3cr3t-${tail}` } },
          { body: `s3cr3t-${tail}`, client_secret: [`s3cr3t-${tail}`] },
        ),
      );
    const withSecret = fc
      .tuple(aRawPlugin, secret)
      .map(([plugin, planted]) => parsed({ ...plugin, raw: planted }));
    fc.assert(
      fc.property(fc.array(withSecret, { minLength: 1, maxLength: 6 }), (plugins) => {
        expect(everythingSaid(plugins)).not.toContain('s3cr3t');
      }),
      { numRuns: 2_000 },
    );
  });
});
