import { stringify } from 'yaml';
import type { Exported } from '../../app/access/export-access';
import type { ExportView } from '../../contract/carry';
import { explainPlan } from '../../domain/access/plan-words';
import type { JsonObject } from '../../domain/json';

/** Lines stay whole, so that a value is found where it is looked for. */
const yaml = (value: JsonObject): string => stringify(value, { lineWidth: 0 });

/** Files for whoever carries out by hand. @param name of what is exported, without an extension */
export const exportView = (exported: Exported, name: string): ExportView => {
  switch (exported.format) {
    case 'deck':
      return {
        files: exported.decks.flatMap(({ file, connection }) =>
          file === null ? [] : [{ name: fileName(name, connection, 'kong.yaml'), text: yaml(file) }],
        ),
        notes: [...new Set(exported.decks.flatMap(({ notes }) => notes))],
      };
    case 'istio':
      return {
        files: exported.meshes.map(({ connection, manifests }) => ({
          name: fileName(name, connection, 'istio.yaml'),
          text: manifests.map(yaml).join('---\n'),
        })),
        notes: exported.meshes.length === 0 ? [] : [SERVER_SIDE],
      };
    case 'json': {
      const text = JSON.stringify(exported.requests.map(requestOf), null, 2);
      return { files: [{ name: `${name}.json`, text }], notes: [] };
    }
  }
};

const SERVER_SIDE =
  'Use it with `kubectl apply --server-side --field-manager=gatehouse`, so that Gatehouse owns what it wrote and can take it away.';

const fileName = (name: string, connection: string, extension: string): string =>
  `${name}.${connection.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.${extension}`;

const requestOf = ({ request, state }: Extract<Exported, { format: 'json' }>['requests'][number]) => ({
  id: request.id,
  rev: request.rev,
  state,
  spaceId: request.spaceId,
  pageId: request.pageId,
  requester: request.requester,
  planHash: request.planHash,
  inWords: explainPlan(request.plan),
  plan: request.plan,
  ...('expiresAt' in request ? { expiresAt: new Date(request.expiresAt).toISOString() } : {}),
});
