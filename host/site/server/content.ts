import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { viewerOf, type Block, type EditRefusal } from '../../confluence';
import type { SiteDeps } from './deps';
import type { Session } from './session';

const block = z.union([
  z.object({ type: z.literal('text'), storage: z.string() }),
  z.object({
    type: z.literal('macro'),
    localId: z.string(),
    key: z.string(),
    config: z.record(z.string(), z.json()),
  }),
]) as z.ZodType<Block>;
const editBody = z.object({
  title: z.string().trim().min(1),
  blocks: z.array(block),
  version: z.number().int(),
  message: z.string(),
});
const newPageBody = z.object({
  spaceId: z.string(),
  parentId: z.string().optional(),
  title: z.string().trim().min(1),
});

const STATUS = {
  NOT_FOUND: 404,
  MACRO_NOT_FOUND: 404,
  FORBIDDEN: 403,
  CONFLICT: 409,
  TITLE_TAKEN: 409,
} as const;

/** The site's own pages read and write through the site model, as the person who looks. */
export const contentRoutes = (deps: SiteDeps, session: Session): Hono => {
  const { site } = deps.confluence;
  const routes = new Hono();
  const viewer = (c: Context) => viewerOf(session.accountId(c));
  const found = (c: Context, value: object | undefined) =>
    value === undefined ? c.json({ code: 'NOT_FOUND' }, 404) : c.json(value);
  const refused = (c: Context, refusal: EditRefusal) => c.json(refusal, STATUS[refusal.code]);

  routes.get('/spaces', (c) => c.json(site.spaces(viewer(c))));
  routes.get('/spaces/:key', (c) => {
    const space = site.space(viewer(c), c.req.param('key'));
    return found(c, space && { space, pages: site.pageTree(viewer(c), space.id) });
  });
  routes.get('/pages/:id', (c) => found(c, site.page(viewer(c), c.req.param('id'))));
  routes.get('/pages/:id/versions', (c) => found(c, site.versions(viewer(c), c.req.param('id'))));
  routes.put('/pages/:id', async (c) => {
    const saved = site.updatePage(viewer(c), c.req.param('id'), editBody.parse(await c.req.json()));
    return saved.ok ? c.json({ version: saved.value.versions.length }) : refused(c, saved.error);
  });
  routes.post('/pages', async (c) => {
    const { parentId, ...body } = newPageBody.parse(await c.req.json());
    const made = site.createPage(viewer(c), {
      ...body,
      ...(parentId === undefined ? {} : { parentId }),
      blocks: [],
    });
    return made.ok ? c.json({ id: made.value.id }) : refused(c, made.error);
  });
  return routes;
};
