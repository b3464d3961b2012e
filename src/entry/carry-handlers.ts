import { declareBreakGlass, judgeBreakGlass } from '../app/access/break-glass';
import { confirmGrant } from '../app/access/confirm-grant';
import { dropGrant, revokeGrant } from '../app/access/end-grant';
import { exportPageAccess, exportRequest } from '../app/access/export-access';
import { extendGrant } from '../app/access/extend-grant';
import { commandOf } from '../app/access/keep-step';
import { rehearseRequest } from '../app/access/rehearse-request';
import { retryGrant } from '../app/access/retry-grant';
import { endSiteGrants, siteGrants } from '../app/access/site-grants';
import { endUnseenAccess } from '../app/access/unseen-pages';
import type { CarryDefs } from '../contract/carry';
import { asItIs, shown } from './access-answers';
import { seen } from './access-handlers';
import { accountOf } from './answers';
import type { Handlers } from './handler';
import { rehearsalView } from './views/carried-view';
import { exportView } from './views/export-view';

/** What becomes of a request once it is approved. Every right is asked for at each call; nothing of a payload is taken for granted. */
export const carryHandlers: Pick<Handlers, keyof CarryDefs> = {
  extendGrant: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev, durationMs, reason, ticket } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['extendGrant', payload]);
      const given = { by, seen: { rev }, durationMs, reason, ticket, command };
      return seen({ ports, viewer, ...asked }, await extendGrant(ports, asked.request, given));
    },
  },
  dropGrant: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['dropGrant', payload]);
      const done = await dropGrant(ports, asked.request, { by, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  revokeGrant: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev, reason } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['revokeGrant', payload]);
      const done = await revokeGrant(ports, asked.request, { by, reason, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  readSiteGrants: {
    guard: 'Confluence admin',
    run: async ({ ports }) => asItIs(await siteGrants(ports)),
  },
  endSiteGrants: {
    guard: 'Confluence admin',
    run: async ({ ports, viewer }) => asItIs(await endSiteGrants(ports, accountOf(viewer))),
  },
  endUnseenAccess: {
    guard: 'admin of the space',
    run: async ({ ports, payload: { spaceId, unseenPageId: pageId }, viewer }) =>
      shown(await endUnseenAccess(ports, { spaceId, pageId, by: accountOf(viewer) }), (ended) => ({ ended })),
  },
  retryGrant: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['retryGrant', payload]);
      const done = await retryGrant(ports, asked.request, { by, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  confirmGrant: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['confirmGrant', payload]);
      const done = await confirmGrant(ports, asked.request, { by, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  declareBreakGlass: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev, planHash, reason } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['declareBreakGlass', payload]);
      const given = { by, reason, seen: { rev, planHash }, command };
      return seen({ ports, viewer, ...asked }, await declareBreakGlass(ports, asked.request, given));
    },
  },
  judgeBreakGlass: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev, verdict, reason } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['judgeBreakGlass', payload]);
      const given = { by, verdict, reason, seen: { rev }, command };
      return seen({ ports, viewer, ...asked }, await judgeBreakGlass(ports, asked.request, given));
    },
  },
  rehearseRequest: {
    guard: 'reader of the request',
    run: async ({ ports, asked, viewer }) =>
      shown(await rehearseRequest(ports, asked.request, accountOf(viewer)), rehearsalView),
  },
  exportRequest: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload }) =>
      shown(await exportRequest(ports, asked.request, payload.format), (exported) =>
        exportView(exported, `request-${asked.request.id.toLowerCase()}`),
      ),
  },
  exportPageAccess: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload }) =>
      shown(await exportPageAccess(ports, page.id, payload.format), (exported) =>
        exportView(exported, `page-${page.id}`),
      ),
  },
};
