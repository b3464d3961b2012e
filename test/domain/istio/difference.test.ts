import fc from 'fast-check';
import { policyChanges, policyDifferences } from '../../../src/domain/istio/difference';
import { parsePolicy } from '../../../src/domain/istio/parse';
import type { Policy } from '../../../src/domain/istio/resources';
import { rules, specs } from './meshes';
import { anAuthorizationPolicy as aPolicy, anObject, aPeerAuthentication } from './policies';

const gets = (...paths: string[]) => ({ rules: [{ to: [{ operation: { methods: ['GET'], paths } }] }] });
const shuffled = <T>(list: readonly T[]): T[] => [...list].reverse();
const mirrored = (value: unknown): unknown =>
  Array.isArray(value)
    ? shuffled(value.map(mirrored))
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mirrored(inner)]))
      : value;

it('sees no change in another order of lists and rules', () => {
  fc.assert(
    fc.property(specs(fc.constantFrom('ALLOW', 'DENY', 'AUDIT')), (spec) => {
      expect(policyDifferences(aPolicy(spec), aPolicy(mirrored(spec)))).toEqual([]);
    }),
  );
});

it('sees every rule that was not there', () => {
  fc.assert(
    fc.property(specs(fc.constant('ALLOW')), rules, (spec, rule) => {
      const probe = { ...rule, when: [{ key: 'source.namespace', values: ['somewhere-new'] }] };
      const changed = aPolicy({ ...spec, rules: [...spec.rules, probe] });
      expect(policyDifferences(aPolicy(spec), changed).join(' ')).toContain('`somewhere-new`');
    }),
  );
});

it('says what a rule was, what it is, and which values came and went', () => {
  expect(policyDifferences(aPolicy(gets('/a', '/b')), aPolicy(gets('/a', '/c')))).toEqual([
    'Before: anyone call GET /a or /b. Now: anyone call GET /a or /c.',
    'In operation.paths: also `/c`, no longer `/b`.',
  ]);
});

it.each<{ says: string; before: Policy; after: Policy; sentence: string }>([
  {
    says: 'another action',
    before: aPolicy(gets('/a')),
    after: aPolicy({ ...gets('/a'), action: 'DENY' }),
    sentence: 'Its action was ALLOW and is now DENY.',
  },
  {
    says: 'the end of a dry run',
    before: aPolicy({}, { annotations: { 'istio.io/dry-run': 'true' } }),
    after: aPolicy({}),
    sentence: 'It now has effect; it was only tried out.',
  },
  {
    says: 'other workloads',
    before: aPolicy({}),
    after: aPolicy({ selector: { matchLabels: { app: 'cart' } } }),
    sentence: 'For workloads labelled `app=cart`. Before: for every workload of namespace `storefront`.',
  },
  {
    says: 'the last rule gone',
    before: aPolicy(gets('/a')),
    after: aPolicy({}),
    sentence: 'Now: Lets nobody in: only what another policy allows gets through.',
  },
  {
    says: 'another mode',
    before: aPeerAuthentication({ mtls: { mode: 'STRICT' } }),
    after: aPeerAuthentication({ mtls: { mode: 'PERMISSIVE' } }),
    sentence: 'Now: Plaintext is accepted as well as mutual TLS.',
  },
])('says $says', ({ before, after, sentence }) => {
  expect(policyDifferences(before, after)).toContain(sentence);
});

it('says that a hidden value may have changed, without showing it', () => {
  const version = (value: string, generation: number) => {
    const object = anObject('AuthorizationPolicy', {
      rules: [{ when: [{ key: 'request.headers[authorization]', values: [value] }] }],
    });
    const read = parsePolicy({ ...object, metadata: { ...object.metadata, generation } });
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const [sentence = ''] = policyDifferences(version('s3cr3t-1', 1), version('s3cr3t-2', 2));
  expect(sentence).toContain('not kept here');
  expect(policyDifferences(version('s3cr3t-1', 1), version('s3cr3t-1', 1))).toEqual([]);
});

it('says which policies came, went and changed between two readings', () => {
  const policies = (...list: [string, unknown][]) => list.map(([name, spec]) => aPolicy(spec, { name }));
  const before = policies(['gone', {}], ['same', gets('/a')], ['changed', gets('/a')]);
  const after = policies(['changed', gets('/b')], ['new', {}], ['same', gets('/a')]);
  expect(policyChanges(before, after).map(({ name, change }) => [name, change])).toEqual([
    ['changed', 'changed'],
    ['gone', 'removed'],
    ['new', 'added'],
  ]);
});
