import type { JsonObject } from '../../src/domain/json';
import { ADMIN_TOKEN, type Cluster } from './cluster';

export type Answer = { status: number; body: JsonObject };

/** Asks as the admin, or with the token given. A body of a PATCH is applied by the server. */
export const asking =
  (cluster: Pick<Cluster, 'fetch'>, token: string = ADMIN_TOKEN) =>
  async (method: string, path: string, body?: JsonObject): Promise<Answer> => {
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    const answer = await cluster.fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    return { status: answer.status, body: isJson ? (JSON.parse(text) as JsonObject) : { text } };
  };

export type Asking = ReturnType<typeof asking>;

/** How the API server names a kind's resource. Enough of English for the kinds of these tests. */
const pluralOf = (kind: string): string => `${kind.toLowerCase().replace(/(?<![aeiou])y$/, 'ie')}s`;

type Manifest = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };

/** Where a manifest's object lives. */
export const pathOf = (manifest: JsonObject): string => {
  const { apiVersion, kind, metadata } = manifest as Manifest;
  const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${place}/${pluralOf(kind)}/${metadata.name}`;
};

/** Applies a manifest as it is. @throws when the server does not take it */
export const apply = async (ask: Asking, manifest: JsonObject): Promise<void> => {
  const path = `${pathOf(manifest)}?fieldManager=live-tests&force=true&fieldValidation=Strict`;
  const { status, body } = await ask('PATCH', path, manifest);
  if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(body.message ?? body)}`);
};
