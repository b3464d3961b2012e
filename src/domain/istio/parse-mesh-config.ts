import { fieldsOf, isJsonObject, type Fields } from './json-fields';
import { DEFAULT_MESH_CONFIG, type MeshConfig } from './resources';

/**
 * What authorization needs of the mesh's settings, with Istio's defaults for what is not said. Nothing else is kept: providers carry
 * headers and tokens.
 * @param json the text under `data.mesh` of the ConfigMap `istio`, parsed; anything else gives the defaults.
 * @source istio/api mesh/v1alpha1/config.proto
 */
export function parseMeshConfig(json: unknown): MeshConfig {
  const mesh = fieldsOf(isJsonObject(json) ? json : {}, '', new Set());
  const providers = (mesh.list('extensionProviders') ?? []).filter(isAuthorizer);
  return {
    rootNamespace: mesh.string('rootNamespace') ?? DEFAULT_MESH_CONFIG.rootNamespace,
    trustDomain: mesh.string('trustDomain') ?? DEFAULT_MESH_CONFIG.trustDomain,
    trustDomainAliases: mesh.strings('trustDomainAliases'),
    pathNormalization: normalizationOf(
      mesh.object('pathNormalization')?.string('normalization') ?? 'DEFAULT',
    ),
    extensionProviders: providers.flatMap((provider) => provider.string('name') ?? []),
    httpExtensionProviders: providers
      .filter((provider) => provider.object('envoyExtAuthzHttp') !== null)
      .flatMap((provider) => provider.string('name') ?? []),
  };
}

const isAuthorizer = (provider: Fields) =>
  provider.object('envoyExtAuthzHttp') !== null || provider.object('envoyExtAuthzGrpc') !== null;

function normalizationOf(text: string): MeshConfig['pathNormalization'] {
  switch (text) {
    case 'NONE':
    case 'MERGE_SLASHES':
    case 'DECODE_AND_MERGE_SLASHES':
      return text;
    default: // DEFAULT and BASE are the same
      return 'BASE';
  }
}
