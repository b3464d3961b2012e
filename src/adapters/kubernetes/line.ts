import type { Errand, SourceFailure, StoredSecrets } from '../../app/ports';
import type { Json, JsonObject } from '../../domain/json';
import type { Result } from '../../domain/result';
import type { Caller, Session, WriteAnswer } from '../http/call';
import { refusalIn } from './refusal';

/** An open way to one Kubernetes API for one errand. */
export type KubeLine = Pick<Session, 'exchanges'> & {
  get(path: string): Promise<Result<Json, SourceFailure>>;
  /** Metadata alone: of a pod its labels without its environment. A server that does not know the form fails. */
  getMetadata(path: string, what: 'object' | 'list'): Promise<Result<Json, SourceFailure>>;
  /** A write, once. `refusal` is a `Refusal`: what may be known of the Status object in the body. */
  write(write: Write): Promise<WriteAnswer>;
};

/** An apply is a PATCH. */
type Write = { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body: JsonObject };

type Options = { url: string; secrets: StoredSecrets | null; errand: Errand };

/** Failures of reading carry their HTTP status; the Status object in the body says the same and is not read. */
export const openLine = (call: Caller, { url, secrets, errand }: Options): KubeLine => {
  const session = call.open({
    url,
    errand,
    credential: { secrets, headersOf: (secret) => ({ authorization: `Bearer ${secret}` }) },
  });
  return {
    get: (path) => session.get(path),
    getMetadata: (path, what) => session.send({ method: 'GET', path, accept: METADATA[what] }),
    write: (write) =>
      session.write({
        ...write,
        ...(write.method === 'PATCH' ? { contentType: APPLY } : {}),
        refusalOf: refusalIn,
      }),
    exchanges: () => session.exchanges(),
  };
};

/** JSON is YAML. */
const APPLY = 'application/apply-patch+yaml';

/** @source kubernetes.io/docs/reference/using-api/api-concepts, "Metadata-only fetches" */
const METADATA = {
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
};
