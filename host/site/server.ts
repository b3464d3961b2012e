import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { ZodError } from 'zod';
import { bridgeRoutes } from './server/bridge';
import { contentRoutes } from './server/content';
import { controlRoutes } from './server/control';
import type { Origins, SiteDeps } from './server/deps';
import { contentTypeOf } from './server/files';
import { frameRoutes } from './server/frames';
import { sitePage, sitePolicy } from './server/page';
import { createSession, type Session } from './server/session';

export type Site = Origins & {
  /** Tells every open browser to load its page again. */
  reloadBrowsers(): void;
  close(): Promise<void>;
};

/** The two servers, listening: their origins are known before the parts that need them are built. */
export type OpenSite = Origins & {
  /** Begins to serve; until then every request is answered 503. */
  serve(deps: SiteDeps): Site;
  close(): Promise<void>;
};

/**
 * Opens the site's port and, for the app's frames, a second one. Loopback only.
 * @param options.port, framesPort 0 takes any free port.
 * @throws when a port is taken.
 */
export const openSite = async (options: { port: number; framesPort: number }): Promise<OpenSite> => {
  const listeners = new Set<() => void>();
  const starting = () => new Response('The local host is starting.', { status: 503 });
  let siteFetch: Fetch = starting;
  let framesFetch: Fetch = starting;
  const site = await listen((request) => siteFetch(request), options.port);
  const frames = await listen((request) => framesFetch(request), options.framesPort).catch(
    (error: unknown) => {
      site.server.close();
      throw error;
    },
  );
  const origins: Origins = {
    site: `http://127.0.0.1:${site.port}`,
    frames: `http://127.0.0.1:${frames.port}`,
  };
  const close = async () => {
    await Promise.all([site, frames].map(({ server }) => closed(server)));
  };
  return {
    ...origins,
    close,
    serve: (deps) => {
      const session = createSession(() => deps.confluence.people(), site.port);
      siteFetch = siteRoutes({ deps, session, origins, listeners }).fetch;
      framesFetch = frameRoutes(deps, origins).fetch;
      const reloadBrowsers = () => {
        for (const tell of listeners) tell();
      };
      return { ...origins, reloadBrowsers, close };
    },
  };
};

type Fetch = (request: Request) => Response | Promise<Response>;
type Parts = { deps: SiteDeps; session: Session; origins: Origins; listeners: Set<() => void> };

const siteRoutes = ({ deps, session, origins, listeners }: Parts): Hono => {
  const app = new Hono();
  // Web triggers are public: no person, no Origin check.
  const webTrigger = (c: Context) => deps.platform.webTrigger(c.req.param('id') ?? '', c.req.raw);
  app.all('/:kind{x1|public}/:id/*', webTrigger);
  app.use(async (c, next) => {
    if (c.req.method !== 'GET' && isForeign(c, origins.site))
      return c.json({ message: 'This site takes requests from its own pages only.' }, 403);
    await next();
    return undefined;
  });
  app.route('/bridge', bridgeRoutes({ deps, session, origins }));
  app.route('/host/site', contentRoutes(deps, session));
  app.route('/host', controlRoutes(deps, session));
  app.get('/host/events', (c) => reloadEvents(c, listeners));
  app.get('/site/:file', (c) => {
    const file = path.join(deps.folders.site, path.basename(c.req.param('file')));
    if (!existsSync(file)) return c.text('Not found', 404);
    return c.body(readFileSync(file), 200, {
      'content-type': contentTypeOf(file),
      'cache-control': 'no-store',
    });
  });
  const product = (c: Context) =>
    deps.confluence.request(c.req.raw, { as: 'person', accountId: session.accountId(c) });
  app.all('/wiki/api/*', product);
  app.all('/wiki/rest/*', product);
  app.get('/', (c) => c.redirect('/wiki/spaces'));
  app.get('/wiki', (c) => c.redirect('/wiki/spaces'));
  app.get('/wiki/*', (c) =>
    c.html(sitePage(deps, origins, session.accountId(c)), 200, {
      'content-security-policy': sitePolicy(origins),
      'cache-control': 'no-store',
    }),
  );
  app.onError((error, c) =>
    error instanceof ZodError
      ? c.json(
          { message: 'The request has another shape than the local host expects.', issues: error.issues },
          400,
        )
      : c.json({ message: error.message, name: error.name }, 500),
  );
  return app;
};

/** Browsers send Origin with every request that changes something; command-line callers send none. */
const isForeign = (c: Context, own: string): boolean => {
  const origin = c.req.header('origin');
  return origin !== undefined && origin !== own;
};

const reloadEvents = (c: Context, listeners: Set<() => void>) =>
  streamSSE(c, async (stream) => {
    const tell = () => void stream.writeSSE({ event: 'reload', data: '' });
    listeners.add(tell);
    await new Promise<void>((resolve) => {
      stream.onAbort(resolve);
    });
    listeners.delete(tell);
  });

const listen = (fetch: Fetch, port: number): Promise<{ server: ServerType; port: number }> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, (info: AddressInfo) => {
      resolve({ server, port: info.port });
    });
    server.once('error', reject);
  });

const closed = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
