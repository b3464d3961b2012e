/** A refusal of the site's server. `code` is one of the site model's (host/confluence) or the HTTP status. */
export class SiteError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'SiteError';
  }
}

type Refusal = { code?: string; message?: string; name?: string };

const request = async (path: string, init: RequestInit): Promise<unknown> => {
  const response = await fetch(path, init);
  if (response.status === 204) return null;
  const body: unknown = await response.json();
  if (response.ok) return body;
  const refusal = body as Refusal;
  throw new SiteError(
    response.status,
    refusal.code ?? String(response.status),
    refusal.message ?? `The site answered ${response.status}.`,
  );
};

const withBody = (method: string) => (path: string, body: unknown) =>
  request(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** JSON requests to the site's own server. Each rejects with a SiteError when the server refuses. */
export const site = {
  get: (path: string, signal?: AbortSignal) => request(path, signal === undefined ? {} : { signal }),
  post: withBody('POST'),
  put: withBody('PUT'),
  delete: (path: string) => request(path, { method: 'DELETE' }),
};
