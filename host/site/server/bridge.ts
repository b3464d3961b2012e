import { Hono } from 'hono';
import { z } from 'zod';
import { ADMIN_GROUP, type AppModule } from '../boot';
import type { AccountId, InvocationOutcome } from '../../types';
import type { Origins, SiteDeps } from './deps';
import type { Session } from './session';
import { baseContext } from './page';

const claimed = z.looseObject({
  extension: z.record(z.string(), z.unknown()).optional(),
  localId: z.string().optional(),
});
const invokeBody = z.object({
  moduleKey: z.string(),
  functionKey: z.string(),
  payload: z.unknown(),
  context: claimed,
});
const exportBody = z.object({
  moduleKey: z.string(),
  localId: z.string(),
  config: z.unknown(),
  content: z.unknown(),
  space: z.unknown(),
});
const productBody = z.object({
  product: z.string(),
  restPath: z.string(),
  isMultipartFormData: z.boolean().optional(),
  fetchRequestInit: z.looseObject({
    method: z.string().optional(),
    headers: z.array(z.tuple([z.string(), z.string()])).optional(),
    body: z.string().nullish(),
  }),
});
const egressGroups = z.array(
  z.object({
    key: z.string().min(1),
    description: z.string(),
    configured: z.array(z.object({ domain: z.string().min(1), type: z.array(z.string()) })).min(1),
  }),
);

type Parts = { deps: SiteDeps; session: Session; origins: Origins };

/** The addresses behind the bridge commands that need the server (facts/forge.md §3). */
export const bridgeRoutes = ({ deps, session, origins }: Parts): Hono => {
  const routes = new Hono();
  const findModule = (key: string) => deps.manifest().modules.find((module) => module.key === key);

  routes.post('/invoke', async (c) => {
    const body = invokeBody.parse(await c.req.json());
    const module = findModule(body.moduleKey);
    if (module === undefined || module.resolver === null)
      return c.json({ message: `The module ${body.moduleKey} has no resolver.` }, 400);
    const accountId = session.accountId(c);
    // As on the platform, only the account is ours to say: page, space, config and module arrive as the browser claims them.
    const context = {
      ...baseContext(deps, origins, accountId),
      ...body.context,
      ...accountOnly(accountId),
      moduleKey: module.key,
    };
    const outcome = await deps.platform.invoke({
      functionKey: module.resolver,
      payload: { call: { functionKey: body.functionKey, payload: body.payload }, context },
      moduleKey: module.key,
      moduleType: module.type,
      accountId,
    });
    return answerOf(outcome);
  });

  routes.post('/export', async (c) => {
    const body = exportBody.parse(await c.req.json());
    const module = findModule(body.moduleKey);
    if (module === undefined || module.adfExport === null) return c.json({ value: null });
    return answerOf(
      await runExport(deps, { module, functionKey: module.adfExport, body, accountId: session.accountId(c) }),
    );
  });

  routes.post('/fetch-product', async (c) => {
    const body = productBody.parse(await c.req.json());
    if (body.product !== 'confluence')
      return c.json({ message: `requests to ${body.product} are not implemented in the local host` }, 501);
    if (body.isMultipartFormData === true)
      return c.json({ message: 'multipart requests are not implemented in the local host' }, 501);
    const { method, headers, body: sent } = body.fetchRequestInit;
    const request = new Request(new URL(body.restPath, origins.site), {
      method: method ?? 'GET',
      headers: headers ?? [],
      ...(typeof sent === 'string' ? { body: sent } : {}),
    });
    const response = await deps.confluence.request(request, { as: 'frame', accountId: session.accountId(c) });
    const answered = {
      status: response.status,
      statusText: response.statusText,
      headers: Object.fromEntries(response.headers),
    };
    return c.json({ ...answered, body: await response.text(), isAttachment: false });
  });

  routes.get('/egress', (c) => c.json({ results: deps.platform.egress.get(c.req.queries('key')) }));
  routes.post('/egress', async (c) => {
    if (!isAdmin(deps, session.accountId(c))) return c.json({ message: ADMIN_ONLY }, 403);
    deps.platform.egress.set(egressGroups.parse(await c.req.json()));
    return c.json({ results: deps.platform.egress.get() });
  });
  routes.delete('/egress', (c) => {
    if (!isAdmin(deps, session.accountId(c))) return c.json({ message: ADMIN_ONLY }, 403);
    deps.platform.egress.remove(c.req.query('key') ?? '', c.req.query('domain'));
    return c.json({ results: deps.platform.egress.get() });
  });
  return routes;
};

const ADMIN_ONLY = 'Only a Confluence administrator can change which hosts an app may call.';

const isAdmin = (deps: SiteDeps, accountId: AccountId | null): boolean =>
  deps.confluence
    .people()
    .some((person) => person.accountId === accountId && person.groups.includes(ADMIN_GROUP));

/** Anonymous visitors have no account in the context; a claimed one never gets through. */
const accountOnly = (accountId: AccountId | null) => ({ accountId: accountId ?? undefined });

type Export = {
  module: AppModule;
  functionKey: string;
  body: z.infer<typeof exportBody>;
  accountId: AccountId | null;
};

/** The payload of `adfExport` is documented at developer.atlassian.com/platform/forge/manifest-reference/modules/macro/. */
const runExport = (
  deps: SiteDeps,
  { module, functionKey, body, accountId }: Export,
): Promise<InvocationOutcome> =>
  deps.platform.invoke({
    functionKey,
    payload: {
      exportType: 'pdf',
      extensionPayload: { config: body.config ?? {} },
      context: {
        moduleKey: module.key,
        localId: body.localId,
        content: body.content,
        space: body.space,
        isEditing: false,
        extension: {
          type: 'macro',
          content: body.content,
          space: body.space,
          config: body.config ?? {},
          isEditing: false,
          references: [],
        },
      },
    },
    moduleKey: module.key,
    moduleType: module.type,
    accountId,
  });

const answerOf = (outcome: InvocationOutcome): Response =>
  outcome.ok
    ? Response.json({ value: outcome.value ?? null })
    : Response.json(
        { message: outcome.message, name: outcome.name, timedOut: outcome.timedOut },
        { status: outcome.timedOut ? 504 : 500 },
      );
