import type { EstatePage, SourceFailure } from '../../app/ports';
import { keptObject, type MeshCollection, type MeshItems } from '../../domain/istio/connection-snapshot';
import { parseGateway } from '../../domain/istio/parse-gateway';
import { parseMetadata, parseService } from '../../domain/istio/parse-kubernetes';
import type { Metadata, PolicyKind } from '../../domain/istio/resources';
import { err, ok, type Result } from '../../domain/result';
import { segment } from '../http/address';
import type { KubeLine } from './line';
import { listPage } from './list';
import { readMeshConfig } from './read-mesh-config';
import { NETWORKING } from './read-surroundings';
import { asKind, discover, policyIn, type Plural } from './security-api';

type Page<T> = Result<EstatePage<T>, SourceFailure>;
/** `place` is where lists stand: `''` for the whole cluster, or `/namespaces/orders`. */
type At = { place: string; offset: string | null };
type Readers = { [C in MeshCollection]: (line: KubeLine, at: At) => Promise<Page<MeshItems[C]>> };

type From<C> = { collection: C; offset: string | null; within?: string };

/** One page of one list of the whole cluster, or of one namespace. */
export const readPage = async <C extends MeshCollection>(
  line: KubeLine,
  { collection, offset, within }: From<C>,
): Promise<Page<MeshItems[C]>> => {
  if (within === undefined) return READERS[collection](line, { place: '', offset });
  const namespace = segment(within);
  if (namespace === null) return err({ code: 'NOT_THERE' });
  return READERS[collection](line, { place: `/namespaces/${namespace}`, offset });
};

/** Items that cannot be understood are left out, and the page is told as incomplete. */
const pageOf = async <T>(
  get: KubeLine['get'],
  path: string,
  { offset, read }: { offset: string | null; read: (item: unknown) => T | null },
): Promise<Page<T>> => {
  const listed = await listPage(get, path, { token: offset });
  if (!listed.ok) return err(asKind(listed.error));
  const { items, token, isStuck } = listed.value;
  const values = items.map(read).filter((value) => value !== null);
  return ok({ items: values, offset: token, incomplete: isStuck || values.length < items.length });
};

const policies =
  (kind: PolicyKind, plural: Plural): Readers[Plural] =>
  async (line, { place, offset }) => {
    const api = await discover(line);
    if (!api.ok) return api;
    const { groupVersion } = api.value;
    return pageOf((path) => line.get(path), `/apis/${groupVersion}${place}/${plural}`, {
      offset,
      read: (item) => {
        const policy = policyIn(item, { kind, groupVersion });
        return policy === null ? null : keptObject(policy);
      },
    });
  };

const metadataOf = (item: unknown): Metadata | null => {
  const read = parseMetadata(item);
  return read.ok ? read.value.metadata : null;
};

const namespaceIn = (item: unknown): MeshItems['namespaces'] | null => {
  const metadata = metadataOf(item);
  return metadata === null ? null : { name: metadata.name, labels: metadata.labels };
};

const onlyPage = <T>(item: T): Page<T> => ok({ items: [item], offset: null, incomplete: false });

const READERS: Readers = {
  meshconfig: async (line) => {
    const { mesh, failure } = await readMeshConfig(line);
    return failure === null ? onlyPage(mesh.config) : err(failure);
  },
  namespaces: async (line, { place, offset }) => {
    const list = (path: string) => line.getMetadata(path, 'list');
    if (place === '') return pageOf(list, '/api/v1/namespaces', { offset, read: namespaceIn });
    const answer = await line.getMetadata(`/api/v1${place}`, 'object');
    if (!answer.ok) return answer;
    const namespace = namespaceIn(answer.value);
    return namespace === null ? err({ code: 'UNREADABLE' }) : onlyPage(namespace);
  },
  authorizationpolicies: policies('AuthorizationPolicy', 'authorizationpolicies'),
  peerauthentications: policies('PeerAuthentication', 'peerauthentications'),
  requestauthentications: policies('RequestAuthentication', 'requestauthentications'),
  services: (line, { place, offset }) =>
    pageOf((path) => line.get(path), `/api/v1${place}/services`, {
      offset,
      read: (item) => {
        const service = parseService(item);
        return service.ok ? keptObject(service.value) : null;
      },
    }),
  serviceaccounts: (line, { place, offset }) =>
    pageOf((path) => line.getMetadata(path, 'list'), `/api/v1${place}/serviceaccounts`, {
      offset,
      read: (item) => {
        const metadata = metadataOf(item);
        return metadata === null ? null : { namespace: metadata.namespace, name: metadata.name };
      },
    }),
  gateways: (line, { place, offset }) =>
    pageOf((path) => line.get(path), `${NETWORKING}${place}/gateways`, {
      offset,
      read: (item) => {
        const gateway = parseGateway(item, 'istio');
        return gateway.ok ? keptObject(gateway.value) : null;
      },
    }),
};
