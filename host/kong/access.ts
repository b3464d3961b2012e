import type { JsonObject } from '../../src/domain/json';
import type { KongContext } from './context';
import { AdminApiError } from './errors';

/**
 * How the Admin API is guarded.
 * `key-auth`: the usual substitute on OSS, a Kong route with key-auth and acl before the Admin API (R:14).
 * `rbac`: Enterprise's own (from documentation: configure-rbac-user-in-kong-gateway).
 */
export type AdminAccess = {
  style: 'key-auth' | 'rbac';
  header: string;
  tokens: Record<string, { user: string; may: 'read' | 'write' | 'nothing' }>;
};

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

const withRequestId = (context: KongContext, message: string): JsonObject => ({
  message,
  request_id: context.randomUuid().replaceAll('-', ''),
});

/** @throws AdminApiError 401 or 403 */
export const assertAccess = (
  context: KongContext,
  access: AdminAccess | undefined,
  request: Request,
): void => {
  if (access === undefined) return;
  const token = request.headers.get(access.header);
  const holder = token === null ? undefined : access.tokens[token];
  const isRead = READS.has(request.method);
  if (access.style === 'rbac') {
    if (holder === undefined) throw new AdminApiError(401, { message: 'Invalid RBAC credentials' });
    if (holder.may === 'write' || (holder.may === 'read' && isRead)) return;
    const action =
      { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' }[request.method] ?? 'read';
    throw new AdminApiError(403, {
      message: `${holder.user}, you do not have permissions to ${action} this resource`,
    });
  }
  const challenge = { 'www-authenticate': 'Key' };
  if (token === null)
    throw new AdminApiError(401, withRequestId(context, 'No API key found in request'), challenge);
  if (holder === undefined) throw new AdminApiError(401, withRequestId(context, 'Unauthorized'), challenge);
  if (holder.may === 'nothing' || (holder.may === 'read' && !isRead))
    throw new AdminApiError(403, withRequestId(context, 'You cannot consume this service'));
};
