import { Hono, type Context } from 'hono';
import type { Confluence, ConfluenceCaller, Faults, HostClock, StateFiles } from '../types';
import type { PropertyPath } from './cql-fields';
import type { AppIdentity } from './macro-storage';
import { NotImplementedHere } from './not-implemented';
import { rateLimitRefusal } from './rate-limit';
import { json } from './rest/answer';
import type { Call, Endpoint } from './rest/endpoint';
import { ENDPOINTS } from './rest/endpoints';
import { viewerOf, type Viewer } from './rights';
import { scopeRefusal } from './scope-check';
import { createSiteModel, type SiteModel } from './site-model';
import type { SiteSeed } from './site-seed';
import { openSiteStore } from './site-store';

export type ConfluenceDeps = {
  site: SiteSeed;
  clock: HostClock;
  state: StateFiles;
  /** Read at each request: `confluenceRateLimited`. */
  faults: Faults;
  /** The scopes that the manifest lists; they bind the app's own requests. */
  scopes: readonly string[];
  /** The app's ids, as stored bodies name its macros. */
  app?: AppIdentity;
  /** Search aliases that the manifest's `confluence:contentProperty` modules declare. */
  aliases?: ReadonlyMap<string, PropertyPath>;
  /** Without a trailing slash; only shown in `_links.base`. */
  siteUrl?: string;
  /** Told of each request that a real site would answer and this one cannot. Default: the error console. */
  onNotImplemented?: (message: string) => void;
};

/** The Confluence that the app talks to, and the same site for the host's own pages. */
export type LocalConfluence = Confluence & { site: SiteModel };

type Env = { Bindings: { caller: ConfluenceCaller } };

const LOCAL_APP: AppIdentity = {
  appId: '2f6b1c0e-0f8d-4d43-8a0e-000000000000',
  environmentId: '7c1d5a10-6a7c-4a41-9d5c-000000000000',
};

export const createConfluence = (deps: ConfluenceDeps): LocalConfluence => {
  const store = openSiteStore(deps);
  const site = createSiteModel(store);
  const shared = {
    store,
    state: store.state,
    site,
    app: deps.app ?? LOCAL_APP,
    base: `${deps.siteUrl ?? 'https://example-shop.atlassian.net'}/wiki`,
    aliases: deps.aliases ?? new Map<string, PropertyPath>(),
  };

  const answer = async (endpoint: Endpoint, context: Context<Env>): Promise<Response> => {
    const { caller } = context.env;
    const refusal =
      scopeRefusal(caller, endpoint, deps.scopes) ?? rateLimitRefusal(caller, deps.faults, deps.clock.now());
    if (refusal !== undefined) return refusal;
    const request = context.req.raw;
    const call: Call = {
      ...shared,
      viewer: viewerFor(caller),
      request,
      query: new URL(request.url).searchParams,
      param: (name) => context.req.param(name) ?? '',
    };
    return endpoint.handle(call);
  };

  const server = new Hono<Env>();
  for (const endpoint of ENDPOINTS) {
    server.on(endpoint.method, endpoint.path.replace(/\{([^}]+)\}/g, ':$1'), (context) =>
      answer(endpoint, context),
    );
  }
  server.notFound((context) => {
    throw new NotImplementedHere(`${context.req.method} ${context.req.path}`);
  });
  server.onError((error) => answerError(error, deps.onNotImplemented ?? console.error));

  return {
    site,
    people: () => site.people(),
    request: async (request, caller) => server.fetch(withWiki(request), { caller }),
  };
};

const viewerFor = (caller: ConfluenceCaller): Viewer =>
  caller.as === 'app' ? { as: 'app' } : viewerOf(caller.accountId);

/** Confluence answers the same paths with and without `/wiki`; `@forge/api`'s authorize() uses those without. */
const withWiki = (request: Request): Request => {
  const url = new URL(request.url);
  if (!/^\/(rest\/api|api\/v2)\//.test(url.pathname)) return request;
  url.pathname = `/wiki${url.pathname}`;
  return new Request(url, request);
};

const answerError = (error: Error, tell: (message: string) => void): Response => {
  tell(
    error instanceof NotImplementedHere
      ? error.message
      : `the local Confluence failed: ${error.stack ?? error.message}`,
  );
  return error instanceof NotImplementedHere
    ? json(501, { message: error.message })
    : json(500, { statusCode: 500, message: 'Internal server error' });
};
