import { normalizedPath } from '../../../src/domain/istio/path-normalization';
import type { MeshConfig } from '../../../src/domain/istio/resources';

it.each<[MeshConfig['pathNormalization'], string, string | null]>([
  ['NONE', '/a/../b//c', '/a/../b//c'],
  ['BASE', '/a/%2e%2e/b//c?x=/../y', '/b//c?x=/../y'],
  ['BASE', '/a\\b', '/a/b'],
  ['BASE', '/a%2fb#part', '/a%2fb'],
  ['MERGE_SLASHES', '/a//b', '/a/b'],
  ['DECODE_AND_MERGE_SLASHES', '/a%2f%5Cb', '/a/b'],
  ['BASE', '/a%00', null],
  ['BASE', 'no-slash', null],
])('under %s, %s is compared as %s', (mode, asSent, seen) => {
  const path = normalizedPath(asSent, mode);
  expect(path.ok ? path.value : null).toBe(seen);
});
