import type { ConfluenceCaller } from '../types';
import { json } from './rest/answer';
import type { Endpoint } from './rest/endpoint';
import { SPECIFIED_SCOPES } from './scopes.generated';

/**
 * Operations that the published v1 file leaves out. Scopes: those of their siblings in the same file
 * (`/user/bulk`, `/group/by-id`, `/content/search`), and for the audit log those of `/audit/since`.
 */
const SIBLING_SCOPES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'GET /wiki/rest/api/user': [['read:confluence-user'], ['read:content-details:confluence']],
  'GET /wiki/rest/api/group': [['read:confluence-groups'], ['read:group:confluence']],
  'GET /wiki/rest/api/search': [['search:confluence'], ['read:content-details:confluence']],
  'GET /wiki/rest/api/audit': [['read:audit-log:confluence']],
};

/**
 * The refusal for a request of the app whose manifest lacks the operation's scopes; undefined when it may pass.
 * The site's own pages have no scopes. The answer carries no `forge-proxy-error` header: with one, the app would see a throw.
 */
export const scopeRefusal = (
  caller: ConfluenceCaller,
  endpoint: Endpoint,
  scopes: readonly string[],
): Response | undefined => {
  if (caller.as === 'person') return undefined;
  const operation = `${endpoint.method} ${endpoint.path}`;
  const alternatives = SPECIFIED_SCOPES[operation] ?? SIBLING_SCOPES[operation];
  if (alternatives === undefined) throw new Error(`${operation} has no scopes: run generate-scopes.ts`);
  const granted = alternatives.some((needed) => needed.every((scope) => scopes.includes(scope)));
  return granted ? undefined : json(401, { code: 401, message: 'Unauthorized; scope does not match' });
};
