import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CSPInjectionService, CSPProcessingService } from '@forge/csp';
import * as cheerio from 'cheerio';
import { Hono } from 'hono';
import type { Origins, SiteDeps } from './deps';
import { contentTypeOf } from './files';

type Permissions = Parameters<CSPProcessingService['getCspDetails']>[1];

/**
 * The origin that serves the app's bundles, unmodified but for the bridge script put first in `<head>`: the bundle reads
 * `__bridge` while it loads. The Content-Security-Policy is the one @forge/csp computes for the manifest.
 */
export const frameRoutes = (deps: SiteDeps, origins: Origins): Hono => {
  const routes = new Hono();
  routes.get('/__bridge.js', (c) => {
    const script = readFileSync(path.join(deps.folders.site, 'frame-bridge.js'));
    return c.body(script, 200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' });
  });
  routes.get('/ui/*', (c) => {
    const file = bundledFile(
      path.join(deps.folders.app, 'ui'),
      decodeURIComponent(new URL(c.req.url).pathname).slice('/ui/'.length),
    );
    if (file === null) return c.text('Not found', 404);
    const headers = { 'content-type': contentTypeOf(file), 'cache-control': 'no-store' };
    if (!file.endsWith('.html')) return c.body(readFileSync(file), 200, headers);
    const html = readFileSync(file, 'utf8');
    const withBridge = html.replace(/<head[^>]*>/i, (head) => `${head}<script src="/__bridge.js"></script>`);
    return c.body(withBridge, 200, {
      ...headers,
      'content-security-policy': framePolicy(deps, html, origins),
    });
  });
  return routes;
};

/** Null when `wanted` leads out of `root` or is no file. */
const bundledFile = (root: string, wanted: string): string | null => {
  const file = path.resolve(root, wanted);
  return file.startsWith(root + path.sep) && existsSync(file) && statSync(file).isFile() ? file : null;
};

const framePolicy = (deps: SiteDeps, html: string, origins: Origins): string => {
  const { permissions } = deps.manifest();
  const details = new CSPProcessingService({ info: () => undefined }, cheerio.load).getCspDetails(
    html,
    withApprovedHosts(deps, permissions) as Permissions,
  );
  return (
    new CSPInjectionService()
      .getInjectableCSP({
        existingCSPDetails: details,
        microsEnv: 'prod',
        hostname: new URL(origins.site).host,
      })
      // These three name Atlassian's own servers and would keep the local site from showing the frame.
      .filter((directive) => !/^(frame-ancestors|report-uri|sandbox)/.test(directive))
      .concat(`frame-ancestors ${origins.site}`)
      .join('; ')
  );
};

/** Hosts that an admin approved for the browser's side count as if the manifest named them. */
const withApprovedHosts = (deps: SiteDeps, permissions: { external: object }) => {
  const external = permissions.external as { fetch?: { client?: unknown[]; backend?: unknown[] } };
  const approved = deps.platform.egress
    .get()
    .flatMap((group) => group.configured)
    .filter(({ type }) => type.includes('FETCH_CLIENT_SIDE'))
    .map(({ domain }) => domain);
  const client = [...(external.fetch?.client ?? []), ...approved];
  return { ...permissions, external: { ...external, fetch: { ...external.fetch, client } } };
};
