import { parse } from 'yaml';
import { z } from 'zod';

import type { MeshReading, SourceFailure } from '../../app/ports';
import { parseMeshConfig } from '../../domain/istio/parse-mesh-config';
import { DEFAULT_MESH_CONFIG } from '../../domain/istio/resources';
import type { KubeLine } from './line';

/** Where istiod of the default revision keeps its settings. */
export const MESH_CONFIG_PATH = '/api/v1/namespaces/istio-system/configmaps/istio';

const configMap = z.object({ data: z.object({ mesh: z.string() }) });

/** The mesh's settings, or Istio's defaults with the reason why they are only assumed. */
export const readMeshConfig = async (
  line: KubeLine,
): Promise<{ mesh: MeshReading['mesh']; failure: SourceFailure | null }> => {
  const answer = await line.get(MESH_CONFIG_PATH);
  if (!answer.ok) return assumed(answer.error);
  const read = configMap.safeParse(answer.value);
  const settings = read.success ? yamlOf(read.data.data.mesh) : undefined;
  if (settings === undefined) return assumed({ code: 'UNREADABLE' });
  return { mesh: { config: parseMeshConfig(settings), known: true }, failure: null };
};

const assumed = (failure: SourceFailure) => ({
  mesh: { config: DEFAULT_MESH_CONFIG, known: false },
  failure,
});

/** undefined when it is no YAML map. The parser's messages quote the text: errors go no further, and warnings, which it prints, are off. */
const yamlOf = (text: string): object | undefined => {
  try {
    const value: unknown = parse(text, { logLevel: 'error', stringKeys: true, maxAliasCount: 100 });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
