import { readMeshCallers, tryCall } from '../app/ask-mesh';
import { readPolicyChanges } from '../app/read-policy-changes';
import { shown } from './answers';
import type { Handlers } from './handler';
import { meshCallersView, policyChangesView, triedCallView } from './views/mesh-views';

/** Questions about the mesh. Lists of service accounts are not for the public, whatever page they stand on. */
export const meshHandlers: Pick<Handlers, 'tryCall' | 'readMeshCallers' | 'readPolicyChanges'> = {
  tryCall: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment, call }, viewer }) =>
      shown(await tryCall(ports, page, { environment, call, viewer }), triedCallView),
  },
  readMeshCallers: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment, call, query }, viewer }) =>
      shown(await readMeshCallers(ports, page, { environment, call, query, viewer }), meshCallersView),
  },
  readPolicyChanges: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment }, viewer }) =>
      shown(await readPolicyChanges(ports, page, { environment, viewer }), policyChangesView),
  },
};
