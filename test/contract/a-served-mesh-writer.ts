import type { StandIn } from '../../host/types';
import type { Cut } from '../../src/adapters/memory/writer-switches';
import { parsePolicyVerbatim } from '../../src/domain/istio/parse';
import type { AuthorizationPolicy } from '../../src/domain/istio/resources';
import type { Json, JsonObject } from '../../src/domain/json';
import { createInterceptor } from './interceptor';
import type { MeshWriterWorld } from './mesh-writer';
import type { Everything } from './writer-situations';

/** A cluster, and everything of its world but the writer that calls it and what its rights are. */
type ServedMesh = Pick<MeshWriterWorld, 'everything' | 'read' | 'somebody' | 'beforeWrite' | 'cut'> & {
  standIn: StandIn;
};

/** @param ask as an admin of the cluster */
type Ask = (method: string, path: string, body?: JsonObject) => Promise<{ status: number; body: JsonObject }>;

const SECURITY = '/apis/security.istio.io/v1';
const MANAGER = 'fieldManager=kubectl-edit';

const pathOf = (place: string): string => {
  const [namespace = '', name = ''] = place.split('/');
  return `${SECURITY}/namespaces/${namespace}/authorizationpolicies/${name}`;
};

const isWrite = ({ method, url }: Request): boolean => method !== 'GET' && !url.includes('dryRun=All');

/** An API server, a real one or a stand-in, with what people do in it. `ask` sends a PATCH as a merge patch. */
export const aServedMesh = (server: StandIn, ask: Ask): ServedMesh => {
  const interceptor = createInterceptor(server, isWrite);
  const must = async (...asked: Parameters<Ask>): Promise<JsonObject> => {
    const { status, body } = await ask(...asked);
    if (status >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const merge = async (place: string, fields: JsonObject): Promise<void> => {
    await must('PATCH', `${pathOf(place)}?${MANAGER}`, fields);
  };
  return {
    standIn: interceptor.standIn,
    everything: async () => {
      const { items } = await must('GET', `${SECURITY}/authorizationpolicies`);
      return Object.fromEntries(
        (items as JsonObject[]).map((item) => [placeOf(item), item]),
      ) satisfies Everything;
    },
    read: async (place) => {
      const { status, body } = await ask('GET', pathOf(place));
      return status === 404 ? null : parsed(body);
    },
    somebody: {
      applies: async (policy) => {
        const [namespace = ''] = placeOf(policy).split('/');
        await must('POST', `${SECURITY}/namespaces/${namespace}/authorizationpolicies?${MANAGER}`, policy);
      },
      setsRules: (place, rules) => merge(place, { spec: { rules } }),
      labels: (place, labels) => merge(place, { metadata: { labels } }),
      annotates: (place, annotations) => merge(place, { metadata: { annotations } }),
      deletes: async (place) => {
        await must('DELETE', pathOf(place));
      },
    },
    beforeWrite: (act: () => Promise<void>) => {
      interceptor.beforeWrite(act);
    },
    cut: (cut: Cut | null) => {
      interceptor.cut(cut);
    },
  };
};

const placeOf = ({ metadata }: JsonObject): string => {
  const { namespace, name } = metadata as { namespace: string; name: string };
  return `${namespace}/${name}`;
};

const parsed = (json: Json): AuthorizationPolicy => {
  const policy = parsePolicyVerbatim(json);
  if (!policy.ok || policy.value.kind !== 'AuthorizationPolicy') throw new Error('not a policy');
  return policy.value;
};
