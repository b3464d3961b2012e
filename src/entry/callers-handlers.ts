import { readAsMe } from '../app/read-as-me';
import { readCallers } from '../app/read-callers';
import { removeMapping, saveMapping } from '../app/change-mappings';
import { listMappings, searchConsumers, suggest } from '../app/mappings';
import { err, ok } from '../domain/result';
import { accountOf, shown } from './answers';
import type { Handlers } from './handler';
import { callersExport } from './views/callers-csv';
import { asMeView, callersView, mappingsView, suggestionsView } from './views/callers-view';

type Keys =
  | 'readCallers'
  | 'exportCallers'
  | 'readAsMe'
  | 'listMappings'
  | 'saveMapping'
  | 'removeMapping'
  | 'suggestMappings'
  | 'searchConsumers';

const EVERYBODY = { offset: 0, limit: Number.MAX_SAFE_INTEGER };

/** Who may call, and who is who. Lists of consumers are not for the public, whatever page they stand on. */
export const callersHandlers: Pick<Handlers, Keys> = {
  readCallers: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment, search, offset, limit }, viewer }) =>
      shown(
        await readCallers(ports, page, { viewer, environment, search: { search, offset, limit } }),
        callersView,
      ),
  },
  exportCallers: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment, search }, viewer }) => {
      const read = await readCallers(ports, page, { viewer, environment, search: { search, ...EVERYBODY } });
      if (!read.ok) return shown(read, (none: never) => none);
      const exported = callersExport(read.value);
      return exported === null ? err({ code: 'SNAPSHOT_MISSING' }) : ok(exported);
    },
  },
  readAsMe: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment }, viewer }) =>
      shown(await readAsMe(ports, page, { accountId: accountOf(viewer), environment }), asMeView),
  },
  listMappings: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await listMappings(ports, payload.id), mappingsView),
  },
  saveMapping: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      shown(await saveMapping(ports, { ...payload, by: accountOf(viewer) }), mappingsView),
  },
  removeMapping: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      shown(await removeMapping(ports, { ...payload, by: accountOf(viewer) }), mappingsView),
  },
  suggestMappings: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await suggest(ports, payload.id), suggestionsView),
  },
  searchConsumers: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await searchConsumers(ports, payload), (found) => found),
  },
};
