import { listConnections } from '../app/list-connections';
import { readBinding } from '../app/read-binding';
import { readConnection } from '../app/read-connection';
import { readExchanges } from '../app/read-exchanges';
import { readPolicies } from '../app/read-policies';
import { readRoutes } from '../app/read-routes';
import {
  readConnectionSnapshot,
  readSnapshotState,
  refreshConnection,
  refreshForPage,
} from '../app/read-snapshot-state';
import { readConnectionDrift } from '../app/access/kept-drift';
import { rebindWithGrants } from '../app/access/rebind-with-grants';
import { removeWithGrants } from '../app/access/remove-with-grants';
import { saveConnection } from '../app/save-connection';
import { saveSpaceRules } from '../app/save-space-rules';
import { searchCandidates } from '../app/search-candidates';
import { setOwnerGroup } from '../app/set-owner-group';
import { testConnection } from '../app/test-connection';
import { accountOf, shown } from './answers';
import { callersHandlers } from './callers-handlers';
import { shown as told } from './access-answers';
import { accessHandlers } from './access-handlers';
import { auditHandlers } from './audit-handlers';
import { carryHandlers } from './carry-handlers';
import { meshHandlers } from './mesh-handlers';
import type { Handlers } from './handler';
import { bindingView } from './views/binding-view';
import { connectionRow, connectionView, testReport } from './views/connection-view';
import { driftView } from './views/drift-view';
import { policiesView } from './views/policies-view';
import { routesView } from './views/routes-view';

/** Every resolver there is, each with the right it asks for. */
export const handlers: Handlers = {
  ...callersHandlers,
  ...meshHandlers,
  readRoutes: {
    guard: 'reader of the page',
    anonymousToo: true,
    run: async ({ ports, page, payload, viewer }) =>
      shown(await readRoutes(ports, page, { from: payload.from, viewer }), routesView),
  },
  readPolicies: {
    guard: 'reader of the page',
    anonymousToo: true,
    run: async ({ ports, page, payload, viewer }) =>
      shown(await readPolicies(ports, page, { from: payload.from, viewer }), policiesView),
  },
  readSnapshotState: {
    guard: 'reader of the page',
    anonymousToo: true,
    run: async ({ ports, page, viewer }) =>
      shown(await readSnapshotState(ports, page, { viewer }), (states) => states),
  },
  refreshSnapshot: {
    guard: 'editor of the page',
    run: async ({ ports, page, payload, viewer }) =>
      shown(
        await refreshForPage(ports, page, { viewer, connectionId: payload.connectionId }),
        (state) => state,
      ),
  },
  readBinding: {
    guard: 'reader of the page',
    anonymousToo: true,
    run: async ({ ports, page, viewer }) => shown(await readBinding(ports, page, viewer), bindingView),
  },
  searchCandidates: {
    guard: 'editor of the page',
    run: async ({ ports, page, payload, viewer }) =>
      shown(
        await searchCandidates(ports, { page, query: payload.query, kind: payload.kind, viewer }),
        (found) => found,
      ),
  },
  saveBinding: {
    guard: 'editor of the page',
    run: async ({ ports, page, payload, viewer }) =>
      told(
        await rebindWithGrants(ports, page, {
          ...payload,
          endsGrants: payload.endsGrants ?? false,
          viewer,
          by: accountOf(viewer),
        }),
        bindingView,
      ),
  },
  setOwnerGroup: {
    guard: "admin of the page's space",
    run: async ({ ports, page, payload, viewer }) =>
      shown(
        await setOwnerGroup(ports, page, { groupId: payload.groupId, by: accountOf(viewer) }),
        bindingView,
      ),
  },
  searchGroupsForPage: {
    guard: "admin of the page's space",
    run: async ({ ports, payload }) =>
      shown(await ports.confluence.searchGroups(payload.query), (groups) => groups),
  },
  listConnections: {
    guard: 'Confluence admin',
    run: async ({ ports }) => shown(await listConnections(ports), (all) => all.map(connectionRow)),
  },
  readConnection: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await readConnection(ports, payload.id), connectionView),
  },
  saveConnection: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      shown(await saveConnection(ports, { ...payload, by: accountOf(viewer) }), connectionView),
  },
  saveSpaceRules: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await saveSpaceRules(ports, payload), connectionView),
  },
  testConnection: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      shown(await testConnection(ports, { ...payload, viewer }), testReport),
  },
  removeConnection: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      told(
        await removeWithGrants(ports, {
          ...payload,
          grants: payload.grants ?? null,
          by: accountOf(viewer),
        }),
        (done) => done,
      ),
  },
  readConnectionSnapshot: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) =>
      shown(await readConnectionSnapshot(ports, payload.id), (state) => state),
  },
  refreshConnectionSnapshot: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await refreshConnection(ports, payload.id), (state) => state),
  },
  readConnectionDrift: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await readConnectionDrift(ports, payload.id), driftView),
  },
  readExchanges: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) =>
      shown(await readExchanges(ports, payload.id), (exchanges) => ({ exchanges })),
  },
  searchSpaces: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) =>
      shown(await ports.confluence.searchSpaces(payload.query), (spaces) => spaces),
  },
  searchGroups: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) =>
      shown(await ports.confluence.searchGroups(payload.query), (groups) => groups),
  },
  ...accessHandlers,
  ...auditHandlers,
  ...carryHandlers,
};
