import type { AppErrorCode } from '../../src/contract/codes';
import type { Defs } from '../../src/contract/defs';
import type { PayloadOf } from '../../src/contract/schemas';
import { DARIO, NILS, ORDERS_PAGE, RITA, SAM, aDraft, nothing } from './a-world';

/** Who is refused what, and how. `payload` is well formed: the refusal is about the person. */
type Refusal<K extends keyof Defs> = { who: string; code: AppErrorCode; payload: PayloadOf<K> };

const id = '00000000000000000000000001';
const page = { pageId: ORDERS_PAGE };
const ofAdmins = { who: SAM, code: 'NOT_CONFLUENCE_ADMIN' } as const;

/** At least one refusal for each resolver there is: a new key does not compile without. */
export const REFUSALS: { [K in keyof Defs]: Refusal<K> } = {
  readRoutes: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, from: 'live' } },
  readPolicies: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, from: 'remembered' } },
  readSnapshotState: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: page },
  refreshSnapshot: { who: RITA, code: 'NOT_PAGE_EDITOR', payload: { ...page, connectionId: id } },
  readBinding: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: page },
  searchCandidates: { who: RITA, code: 'NOT_PAGE_EDITOR', payload: { ...page, query: '' } },
  saveBinding: {
    who: RITA,
    code: 'NOT_PAGE_EDITOR',
    payload: {
      ...page,
      version: 0,
      binding: {
        v: 1,
        environments: [
          { name: 'Production', kong: { connectionId: id, service: 'orders' }, kubernetes: null },
        ],
      },
    },
  },
  setOwnerGroup: { who: DARIO, code: 'NOT_SPACE_ADMIN', payload: { ...page, groupId: null } },
  searchGroupsForPage: { who: DARIO, code: 'NOT_SPACE_ADMIN', payload: { ...page, query: '' } },
  listConnections: { ...ofAdmins, payload: {} },
  readConnection: { ...ofAdmins, payload: { id } },
  saveConnection: {
    ...ofAdmins,
    payload: { id: null, rev: 0, draft: aDraft() as PayloadOf<'saveConnection'>['draft'] },
  },
  saveSpaceRules: {
    ...ofAdmins,
    payload: { id, rev: 1, rules: [{ spaceId: '65537', show: nothing, change: nothing }] },
  },
  testConnection: { ...ofAdmins, payload: { id, role: 'reader' } },
  removeConnection: { ...ofAdmins, payload: { id, rev: 1 } },
  readConnectionSnapshot: { ...ofAdmins, payload: { id } },
  refreshConnectionSnapshot: { ...ofAdmins, payload: { id } },
  readExchanges: { ...ofAdmins, payload: { id } },
  searchSpaces: { ...ofAdmins, payload: { query: '' } },
  searchGroups: { ...ofAdmins, payload: { query: '' } },
};

/** What anonymous visitors may ask at all. Whoever adds to it decides that the public may. */
export const OPEN_TO_ANONYMOUS: readonly (keyof Defs)[] = [
  'readRoutes',
  'readPolicies',
  'readSnapshotState',
  'readBinding',
];
