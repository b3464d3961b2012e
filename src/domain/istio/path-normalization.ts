import { err, ok, type Result } from '../result';
import type { MeshConfig } from './resources';

export const PATH_NORMALIZATIONS: readonly MeshConfig['pathNormalization'][] = [
  'NONE',
  'BASE',
  'MERGE_SLASHES',
  'DECODE_AND_MERGE_SLASHES',
];

/**
 * The path that a proxy compares and forwards, under the mesh's setting. The query stays as it is, a fragment is cut off.
 * @returns err PATH_REJECTED where the proxy answers 400 by itself.
 * @source istio/api mesh/v1alpha1/config.proto PathNormalization; Envoy's normalize_path, merge_slashes and escaped-slash handling
 */
export function normalizedPath(
  asSent: string,
  mode: MeshConfig['pathNormalization'],
): Result<string, { code: 'PATH_REJECTED' }> {
  const [, path = '', query = ''] = /^([^?#]*)([^#]*)/.exec(asSent) ?? [];
  if (mode === 'NONE') return ok(path + query);
  if (/%00/.test(path)) return err({ code: 'PATH_REJECTED' });
  const unescaped = mode === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f|%5c/gi, '/') : path;
  const canonical = withoutDots(decoded(unescaped).replaceAll('\\', '/'));
  if (canonical === null) return err({ code: 'PATH_REJECTED' });
  return ok((mode === 'BASE' ? canonical : canonical.replace(/\/{2,}/g, '/')) + query);
}

/** Letters, digits, `-`, `.`, `_` and `~` need no escape, so both spellings are one path. */
const decoded = (path: string): string =>
  path.replace(/%([0-9a-f]{2})/gi, (escaped, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return /[\w.~-]/.test(character) ? character : escaped;
  });

/** RFC 3986 §5.2.4: an empty segment is a segment. null: the path leaves its root, or has none. */
function withoutDots(path: string): string | null {
  if (!path.startsWith('/')) return null;
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (last && (segment === '.' || segment === '..')) kept.push('');
  });
  return `/${kept.join('/')}`;
}
