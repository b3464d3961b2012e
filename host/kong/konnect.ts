import type { Json, JsonObject } from '../../src/domain/json';
import type { StandIn } from '../types';
import { createKong, type Kong, type KongOptions } from './kong';
import { isObject } from './schema';

type KonnectOptions = Pick<KongOptions, 'deck' | 'state' | 'now' | 'randomUuid'> & {
  controlPlaneId: string;
  /** Bearer tokens (`kpat_…`, `spat_…`) and what they may do. */
  tokens: Record<string, 'read' | 'write'>;
};

export type Konnect = StandIn & Pick<Kong, 'export' | 'import'>;

const problem = (status: number, title: string, detail: string): Response =>
  Response.json(
    {
      status,
      title,
      type: `https://httpstatuses.io/${status}`,
      instance: 'konnect:trace:local-host',
      detail,
    },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

/** `fields: {name: 'required field missing'}` as `details`. @source go-kong kong/response_test.go */
const details = (fields: JsonObject, path = ''): JsonObject[] =>
  Object.entries(fields).flatMap(([key, error]): JsonObject[] => {
    const field = path === '' ? key : `${path}.${key}`;
    if (isObject(error)) return details(error, field);
    const messages: Json[] = Array.isArray(error) ? error : [error];
    const type = key === '@entity' ? 'ERROR_TYPE_ENTITY' : 'ERROR_TYPE_FIELD';
    return [
      { type, ...(key === '@entity' ? {} : { field }), messages: messages.filter((one) => one !== null) },
    ];
  });

const translated = async (answer: Response): Promise<Response> => {
  if (answer.status !== 400 && answer.status !== 409) return answer;
  const body = (await answer.json()) as Json;
  if (!isObject(body) || !isObject(body.fields)) return Response.json(body, { status: answer.status });
  const isUnique = body.code === 5;
  const message = isUnique ? 'unique constraint failed' : 'validation error';
  return Response.json({ code: 3, message, details: details(body.fields) }, { status: 400 });
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Below a consumer, Konnect's paths take ids only; the Admin API takes names there too. */
const isNamedChild = (path: string): boolean => {
  const [collection, , nested, child] = path.split('/').filter((one) => one !== '');
  return collection === 'consumers' && nested !== undefined && child !== undefined && !UUID.test(child);
};

/**
 * Konnect's control-planes-config API, version 2, **from specification** (no Konnect was recorded): entities below
 * `/v2/control-planes/{id}/core-entities`, no PATCH, no node page, bearer tokens, validation errors as `details`.
 * @source Kong's published OpenAPI description konnect/control-planes-config/v2; error bodies from go-kong's tests
 */
export const createKonnect = (options: KonnectOptions): Konnect => {
  const { controlPlaneId, tokens, ...rest } = options;
  const node = {
    version: '3.15.0',
    edition: 'enterprise',
    database: 'postgres',
    flavor: 'traditional_compatible',
    role: 'control_plane',
  } as const;
  const kong = createKong({ ...rest, node });
  const base = `/v2/control-planes/${controlPlaneId}/core-entities`;
  const serve = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    const right = token === undefined ? undefined : tokens[token];
    if (right === undefined) return problem(401, 'Unauthorized', 'A valid token is required');
    if (!url.pathname.startsWith(`${base}/`)) return problem(404, 'Not Found', 'Not found');
    if (request.method === 'PATCH') return problem(405, 'Method Not Allowed', 'Method not allowed');
    if (right === 'read' && request.method !== 'GET')
      return problem(403, 'Forbidden', 'Insufficient permissions');
    url.pathname = url.pathname.slice(base.length);
    if (isNamedChild(url.pathname)) return problem(404, 'Not Found', 'Not found');
    const body = ['GET', 'HEAD', 'DELETE'].includes(request.method) ? undefined : await request.text();
    const headers = { 'content-type': 'application/json' };
    const inner = new Request(url, {
      method: request.method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const answer = await kong.fetch(inner);
    // Deleting what is not there is no error at any depth.
    if (request.method === 'DELETE' && answer.status === 404) return new Response(null, { status: 204 });
    return translated(answer);
  };
  return {
    fetch: serve,
    export: () => kong.export(),
    import: (state) => {
      kong.import(state);
    },
  };
};
