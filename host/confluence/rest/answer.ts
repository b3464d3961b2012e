/** Answers in the shapes of Confluence's two REST families. Sources of the envelopes: facts on Confluence as a store, §4.1. */

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  });

export const noContent = (): Response => new Response(null, { status: 204 });

/** The v2 envelope. `status` was seen as a string on conflicts and as a number elsewhere; readers must take both. */
const v2Error = (status: number, code: string, title: string): Response =>
  json(status, { errors: [{ status: status === 409 ? String(status) : status, code, title, detail: null }] });

export const notFound = (title = 'Not Found'): Response => v2Error(404, 'NOT_FOUND', title);
export const invalid = (title: string): Response => v2Error(400, 'INVALID_REQUEST_PARAMETER', title);
export const conflict = (title: string): Response => v2Error(409, 'CONFLICT', title);
export const anonymousRefused = (): Response => v2Error(401, 'UNAUTHORIZED', 'Unauthorized');

/** The v1 envelope. */
export const v1Error = (status: number, message: string): Response =>
  json(status, {
    statusCode: status,
    data: {
      authorized: status !== 401 && status !== 403,
      valid: status !== 400,
      errors: [],
      successful: false,
    },
    message,
  });
