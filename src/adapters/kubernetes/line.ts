import type { Errand, SourceFailure, StoredSecrets } from '../../app/ports';
import type { Json } from '../../domain/json';
import type { Result } from '../../domain/result';
import type { Caller, Session } from '../http/call';

/** An open way to one Kubernetes API for one errand. */
export type KubeLine = Pick<Session, 'exchanges'> & {
  get(path: string): Promise<Result<Json, SourceFailure>>;
};

type Options = { url: string; secrets: StoredSecrets | null; errand: Errand };

/** Failures carry their HTTP status; the Status object in the body says the same and is not read. */
export const openLine = (call: Caller, { url, secrets, errand }: Options): KubeLine =>
  call.open({
    url,
    errand,
    credential: { secrets, headersOf: (secret) => ({ authorization: `Bearer ${secret}` }) },
  });
