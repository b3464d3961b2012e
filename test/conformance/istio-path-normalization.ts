import { normalizedPath } from '../../src/domain/istio/path-normalization';
import type { MeshConfig } from '../../src/domain/istio/resources';
import { compare, type Case, type Suite } from './suite';

type PathCase = Case & { mode: MeshConfig['pathNormalization'] | 'DEFAULT'; input: string; output: string };

export const istioPathNormalization: Suite = () => (aCase) => {
  const { mode, input, output } = aCase as PathCase;
  const seen = normalizedPath(input, mode === 'DEFAULT' ? 'BASE' : mode);
  return compare(output, seen.ok ? seen.value : '400');
};
