import { readMeshCallers, tryCall } from '../app/ask-mesh';
import { shown } from './answers';
import type { Handlers } from './handler';
import { meshCallersView, triedCallView } from './views/mesh-views';

/** Questions about the mesh. Lists of service accounts are not for the public, whatever page they stand on. */
export const meshHandlers: Pick<Handlers, 'tryCall' | 'readMeshCallers'> = {
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
};
