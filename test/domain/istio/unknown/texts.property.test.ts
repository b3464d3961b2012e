import fc from 'fast-check';

import type { Json } from '../../../../src/domain/istio/../json';
import type { Call } from '../../../../src/domain/istio/authorization/call';
import { normalizedPath, PATH_NORMALIZATIONS } from '../../../../src/domain/istio/path-normalization';
import { aCall } from '../meshes';
import {
  conditionsOf,
  holdsAgainstAll,
  operationsOf,
  policiesOf,
  some,
  sourcesOf,
  textsOver,
  whenOf,
  without,
} from './completions';

const RUNS = { numRuns: 200 };

it('a path, in every text form and template, under every way to normalize', () => {
  const paths = textsOver('ab/x.^', 4).map((text) => `/${text}`);
  const values = some('/a', '/', '/a/*', '/a*', '*b', '*', '/*', '/{*}', '/{*}/b', '/a/{**}', '/{**}');
  const rule = fc.oneof(
    operationsOf({ paths: values, notPaths: values }),
    conditionsOf(whenOf(':path', '/a').map((one) => ({ ...one, key: 'request.headers[:path]' }))),
  );
  fc.assert(
    fc.property(policiesOf(rule), fc.constantFrom(...PATH_NORMALIZATIONS), (policies, pathNormalization) => {
      const seen = paths.filter((path) => {
        const normalized = normalizedPath(path, pathNormalization);
        return normalized.ok && normalized.value === path;
      });
      const completions = [...seen, '/a?x'].map((path) => aCall({ path }));
      holdsAgainstAll({ policies, mesh: { pathNormalization } }, without(aCall(), 'path'), completions);
    }),
    RUNS,
  );
});

it('a method, a host in whatever case, and a TLS server name', () => {
  const values = some('a', 'A', 'ab', 'a*', '*b', '*', '*ab', 'ab*');
  const rule = fc.oneof(
    operationsOf({ methods: values, notMethods: values }),
    operationsOf({ hosts: values, notHosts: values }),
    conditionsOf(
      whenOf('request.headers[:method]', 'a', 'a*'),
      whenOf('request.headers[host]', 'A', 'a*'),
      whenOf('connection.sni', 'a', 'a*', '*'),
    ),
  );
  const texts = textsOver('aAbx', 4).filter((text) => text !== '');
  const parts = fc.constantFrom('method' as const, 'host' as const, 'sni' as const);
  fc.assert(
    fc.property(policiesOf(rule), parts, (policies, part) => {
      const known = aCall({ method: 'ab', host: 'ab', sni: 'ab' });
      const all = part === 'sni' ? [null, ...texts] : texts;
      holdsAgainstAll(
        { policies },
        without(known, part),
        all.map((text) => ({ ...known, [part]: text })),
      );
    }),
    RUNS,
  );
});

it('headers, each for itself', () => {
  const values = ['1', '1*', '*2', '*', '12'];
  const rule = conditionsOf(
    whenOf('request.headers[x-a]', ...values),
    whenOf('request.headers[X-B]', ...values),
  );
  const texts = [null, ...textsOver('123', 3)];
  fc.assert(
    fc.property(policiesOf(rule), (policies) => {
      const completions = texts.flatMap((a) => texts.map((b) => aCall({ headers: { 'x-a': a, 'x-b': b } })));
      holdsAgainstAll({ policies }, without(aCall(), 'headers'), completions);
      const halfKnown = aCall({ headers: { 'X-a': '12' }, moreHeaders: 'not-known' });
      holdsAgainstAll(
        { policies },
        halfKnown,
        completions.filter(({ headers }) => headers?.['x-a'] === '12'),
      );
    }),
    { numRuns: 100 },
  );
});

it('addresses and ports', () => {
  const blocks = ['10.0.0.0/30', '10.0.0.2', '10.0.0.4/31', '0.0.0.0/0', 'fd00::/127', '10.0.0.3/32'];
  const rule = fc.oneof(
    sourcesOf({ ipBlocks: some(...blocks), notIpBlocks: some(...blocks) }),
    sourcesOf({ remoteIpBlocks: some(...blocks), notIpBlocks: some(...blocks) }),
    operationsOf({ ports: some('1', '2', '8080'), notPorts: some('2', '3') }),
    conditionsOf(whenOf('destination.ip', ...blocks), whenOf('destination.port', '1', '2')),
  );
  const addresses = [
    ...Array.from({ length: 9 }, (_, n) => `10.0.0.${n}`),
    ...['9.9.9.9', 'fd00::', 'fd00::1', 'fd00::2', '::1'],
  ];
  fc.assert(
    fc.property(policiesOf(rule), (policies) => {
      const pairs = addresses.flatMap((one) => addresses.map((other) => [one, other] as const));
      holdsAgainstAll(
        { policies },
        without(aCall(), 'sourceIp', 'remoteIp'),
        pairs.map(([sourceIp, remoteIp]) => aCall({ sourceIp, remoteIp })),
      );
      holdsAgainstAll(
        { policies },
        without(aCall(), 'destinationIp', 'port'),
        addresses.flatMap((destinationIp) =>
          [1, 2, 3, 4, 8080].map((port) => aCall({ destinationIp, port })),
        ),
      );
    }),
    { numRuns: 100 },
  );
});

it('what other filters of the proxy say', () => {
  const key = 'experimental.envoy.filters.f[k]';
  const rule = conditionsOf(whenOf(key, 'a', 'a*', '[a]', '[*b]', '*'));
  const texts = textsOver('abx', 2);
  const lists = texts.flatMap((one) => texts.map((other) => [one, other]));
  fc.assert(
    fc.property(policiesOf(rule), (policies) => {
      const values: Json[] = [null, ...texts, ...lists];
      holdsAgainstAll(
        { policies },
        without(aCall(), 'filterMetadata'),
        values.map((value) => aCall({ filterMetadata: { 'envoy.filters.f': { k: value } } })),
      );
    }),
    { numRuns: 100 },
  );
});

it('several parts at once', () => {
  const rule = fc.record(
    {
      from: fc.constantFrom(
        [{ source: { namespaces: ['a'] } }],
        [{ source: { notNamespaces: ['a'] } }, { source: { principals: ['*/sa/b'] } }],
      ),
      to: fc.array(
        fc.record({
          operation: fc.record(
            {
              methods: some('GET', 'P*'),
              notMethods: some('GET'),
              paths: some('/a/*', '*.b', '/{*}'),
              notPaths: some('/a', '*.b'),
              ports: some('1', '2'),
            },
            { requiredKeys: [] },
          ),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  );
  const values = {
    method: ['GET', 'POST', 'X'],
    path: ['/a', '/a/', '/a/x', '/a/x.b', '/x', '/x.b', '/x/y', '/x/y.b', '/'],
    port: [1, 2, 3],
    principal: ['t/ns/a/sa/a', 't/ns/a/sa/b', 't/ns/x/sa/b', 't/ns/x/sa/x', null],
  };
  const gone = fc.subarray(['method', 'path', 'port', 'principal'] as const, { minLength: 2 });
  fc.assert(
    fc.property(policiesOf(rule), gone, (policies, parts) => {
      const completions = parts.reduce<Call[]>(
        (all, part) => all.flatMap((call) => values[part].map((value) => ({ ...call, [part]: value }))),
        [aCall()],
      );
      holdsAgainstAll({ policies }, without(aCall(), ...parts), completions);
    }),
    RUNS,
  );
});
