import type { AccountId, Person } from '../../types';
import { ADMIN_GROUP, type Boot } from '../boot';
import type { Origins, SiteDeps } from './deps';

const SITE_NAME = 'Example Shop';

/** The part of the context that does not depend on the module. */
export const baseContext = (
  deps: SiteDeps,
  origins: Origins,
  accountId: AccountId | null,
): Boot['context'] => {
  const { scopes, permissions } = deps.manifest();
  return {
    ...(accountId === null ? {} : { accountId }),
    cloudId: deps.platform.ids.cloudId,
    environmentId: deps.platform.ids.environmentId,
    environmentType: 'DEVELOPMENT',
    locale: 'en-US',
    timezone: 'Europe/Berlin',
    siteUrl: origins.site,
    permissions: { scopes, external: permissions.external },
  };
};

const bootFor = (deps: SiteDeps, origins: Origins, accountId: AccountId | null): Boot => {
  const people = deps.confluence.people();
  const me: Person | null = people.find((person) => person.accountId === accountId) ?? null;
  return {
    siteName: SITE_NAME,
    framesOrigin: origins.frames,
    me,
    people,
    isConfluenceAdmin: me?.groups.includes(ADMIN_GROUP) ?? false,
    app: { name: 'Gatehouse', ids: deps.platform.ids },
    modules: deps.manifest().modules,
    context: baseContext(deps, origins, accountId),
    banner: deps.banner,
  };
};

/** The one HTML page of the site; the rest is drawn in the browser. `<` is escaped, so no text can end the script element. */
export const sitePage = (deps: SiteDeps, origins: Origins, accountId: AccountId | null): string => {
  const boot = JSON.stringify(bootFor(deps, origins, accountId)).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Confluence</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/site/site.css">
  </head>
  <body>
    <div id="root"></div>
    <script type="application/json" id="boot">${boot}</script>
    <script src="/site/site.js"></script>
  </body>
</html>`;
};

/** Atlaskit writes style elements, hence 'unsafe-inline' for styles; scripts come from files only. */
export const sitePolicy = (origins: Origins): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: ${origins.frames}`,
    "font-src 'self' data:",
    `frame-src ${origins.frames}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
