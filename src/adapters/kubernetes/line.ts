import type { Errand, SourceFailure, StoredSecrets } from '../../app/ports';
import type { Json } from '../../domain/json';
import type { Result } from '../../domain/result';
import type { Caller, Session } from '../http/call';

/** An open way to one Kubernetes API for one errand. */
export type KubeLine = Pick<Session, 'exchanges'> & {
  get(path: string): Promise<Result<Json, SourceFailure>>;
  /** Metadata alone: of a pod its labels without its environment. A server that does not know the form fails. */
  getMetadata(path: string, what: 'object' | 'list'): Promise<Result<Json, SourceFailure>>;
};

type Options = { url: string; secrets: StoredSecrets | null; errand: Errand };

/** Failures carry their HTTP status; the Status object in the body says the same and is not read. */
export const openLine = (call: Caller, { url, secrets, errand }: Options): KubeLine => {
  const session = call.open({
    url,
    errand,
    credential: { secrets, headersOf: (secret) => ({ authorization: `Bearer ${secret}` }) },
  });
  return {
    get: (path) => session.get(path),
    getMetadata: (path, what) => session.send({ method: 'GET', path, accept: METADATA[what] }),
    exchanges: () => session.exchanges(),
  };
};

/** @source kubernetes.io/docs/reference/using-api/api-concepts, "Metadata-only fetches" */
const METADATA = {
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
};
