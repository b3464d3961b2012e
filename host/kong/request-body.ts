import type { Json, JsonObject } from '../../src/domain/json';
import { AdminApiError } from './errors';
import { entitySchema, isObject } from './schema';

const html = (title: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

/** Pages that come from nginx itself, not from the Admin API (R:06, R:13). */
export const nginxPage = (status: 412 | 415): Response => {
  const title = status === 412 ? '412 Precondition Failed' : '415 Unsupported Media Type';
  return new Response(html(title), { status, headers: { 'content-type': 'text/html; charset=UTF-8' } });
};

const formValue = (kind: string | undefined, field: string, text: string): Json => {
  const type = kind === undefined ? undefined : entitySchema(kind)?.fields[field]?.type;
  if ((type === 'integer' || type === 'number') && text !== '' && !Number.isNaN(Number(text)))
    return Number(text);
  return type === 'boolean' ? text === 'true' : text;
};

const formBody = (text: string, kind: string | undefined): JsonObject => {
  const out: JsonObject = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const list = /^(.+)\[\d*\]$/.exec(name)?.[1];
    if (list === undefined) out[name] = formValue(kind, name, value);
    else out[list] = [...(Array.isArray(out[list]) ? out[list] : []), value];
  }
  return out;
};

/**
 * The body of a write, `{}` when there is none (a PUT may make a consumer from its path alone, R:06). A JSON array counts as
 * an empty object (R:09).
 * @throws AdminApiError 400 for what is no JSON; another content type is answered by `nginxPage(415)` before this.
 */
export const bodyOf = async (request: Request, kind?: string): Promise<JsonObject> => {
  const text = await request.text();
  if (text === '') return {};
  if (request.headers.get('content-type')?.includes('x-www-form-urlencoded') === true)
    return formBody(text, kind);
  try {
    const body = JSON.parse(text) as Json;
    return isObject(body) ? body : {};
  } catch {
    throw new AdminApiError(400, { message: 'Cannot parse JSON body' });
  }
};

const KNOWN_TYPES =
  /^(application\/json|application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/;

/** Kong takes JSON and forms; a string body of `fetch` says text/plain and is read as JSON. */
export const isReadable = (request: Request): boolean => {
  const type = request.headers.get('content-type');
  return type === null || KNOWN_TYPES.test(type);
};
