import { Hono } from 'hono';
import { z } from 'zod';
import type { Faults } from '../../types';
import type { SiteDeps } from './deps';
import type { Session } from './session';

const count = z.number().int().nonnegative();
const sourceFaults = z.strictObject({
  down: z.boolean().optional(),
  slowMs: count.optional(),
  failNext: z.strictObject({ times: count, status: z.number().int() }).optional(),
  failPaths: z.record(z.string(), z.number().int()).optional(),
});
const faultsBody = z.strictObject({
  storageLagMs: count.optional(),
  storageRateLimited: count.optional(),
  duplicateEvents: count.optional(),
  loseEvents: count.optional(),
  killAfterCalls: count.optional(),
  confluenceRateLimited: count.optional(),
  reportsRateLimited: count.optional(),
  sources: z.record(z.string(), sourceFaults).optional(),
});

/** Puts `next` in place of all that was set. The object stays the same, since every part of the host holds it. */
const replaceFaults = (faults: Faults, next: Faults): void => {
  for (const key of Object.keys(faults)) Reflect.deleteProperty(faults, key);
  Object.assign(faults, next);
};

/** Addresses for tests and curious developers: who looks, what goes wrong, what time it is, what was called. */
export const controlRoutes = (deps: SiteDeps, session: Session): Hono => {
  const routes = new Hono();
  routes.post('/session', async (c) => {
    session.choose(c, z.object({ accountId: z.string().nullable() }).parse(await c.req.json()).accountId);
    return c.body(null, 204);
  });
  routes.get('/faults', (c) => c.json(deps.faults));
  routes.put('/faults', async (c) => {
    replaceFaults(deps.faults, faultsBody.parse(await c.req.json()) as Faults);
    return c.json(deps.faults);
  });
  routes.get('/clock', (c) => c.json({ now: deps.clock.now() }));
  routes.post('/clock', async (c) => {
    await deps.clock.advance(z.object({ advanceMs: count }).parse(await c.req.json()).advanceMs);
    return c.json({ now: deps.clock.now() });
  });
  routes.get('/logs', (c) => c.json(deps.platform.logs()));
  routes.get('/calls', (c) => c.json(deps.platform.calls()));
  routes.post('/schedules/:key', async (c) => c.json(await deps.platform.runSchedule(c.req.param('key'))));
  routes.post('/settled', async (c) => {
    await deps.platform.settled();
    return c.body(null, 204);
  });
  return routes;
};
