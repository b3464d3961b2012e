import type { AccessErrorCode } from '../../src/contract/access-codes';
import type { Defs } from '../../src/contract/defs';
import type { PayloadOf } from '../../src/contract/schemas';
import type { AskDraft } from '../../src/contract/access';
import { DEFAULT_POLICY } from '../../src/domain/access/policy';
import type { AccessRequest } from '../../src/domain/access/request';
import { anActive, aPending } from '../domain/access/builders';
import { DARIO, NILS, ORD, ORDERS_PAGE, RITA, SAM, aDraft, nothing } from './a-world';

/** Who is refused what, and how. `payload` is well formed: the refusal is about the person. */
type Refusal<K extends keyof Defs> = { who: string | null; code: AccessErrorCode; payload: PayloadOf<K> };

const id = '00000000000000000000000001';
const page = { pageId: ORDERS_PAGE };
const anyCall = { method: 'GET', path: '/', port: null, host: null };
/** Of Dario, on the page of orders, pending; every world of refusals has it. */
const A_REQUEST = aPending({ id: '0000000000000000000000A5KD' });
/** The same, further on: in force, not carried out, taken without approval and over. */
const A_GRANT: AccessRequest = { ...anActive(), id: '0000000000000000000000ACTV', rev: 1 };
const A_FAILURE: AccessRequest = {
  ...A_GRANT,
  id: '0000000000000000000000FA1D',
  state: 'APPLY_FAILED',
  attempts: 1,
  failure: { at: A_GRANT.updatedAt, code: 'FOREIGN', what: 'a consumer' },
  takenBack: true,
};
const TO_BE_JUDGED: AccessRequest = {
  ...A_GRANT,
  id: '0000000000000000000000G1AS',
  state: 'POST_REVIEW',
  decidedBy: { kind: 'break-glass', by: DARIO, at: 1, reason: 'Checkout is down.', reviewWithinMs: 1 },
  ending: { as: 'expired', at: A_GRANT.updatedAt },
  endedAt: A_GRANT.updatedAt,
  left: [],
  reviewDueAt: A_GRANT.updatedAt + 1,
  overdue: false,
};
export const ALL_REQUESTS: readonly AccessRequest[] = [A_REQUEST, A_GRANT, A_FAILURE, TO_BE_JUDGED];
const on = ({ id: requestId, rev }: AccessRequest) => ({ requestId, rev, commandId: 'command-1' });
const onGrant = on(A_GRANT);
const request = { requestId: A_REQUEST.id };
const seen = { ...request, rev: A_REQUEST.rev, commandId: 'command-1' };
const ask: AskDraft = {
  environment: 'Production',
  beneficiary: { kind: 'consumer', consumer: 'partner-acme' },
  routeIds: ['id-orders-read'],
  tier: null,
  mesh: null,
  durationMs: 86_400_000,
};
const { planHash } = A_REQUEST;
const ofAdmins = { who: SAM, code: 'NOT_CONFLUENCE_ADMIN' } as const;

/** At least one refusal for each resolver there is: a new key does not compile without. */
export const REFUSALS: { [K in keyof Defs]: Refusal<K> } = {
  readRoutes: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, from: 'live' } },
  readPolicies: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, from: 'remembered' } },
  tryCall: {
    who: NILS,
    code: 'PAGE_NOT_VISIBLE',
    payload: {
      ...page,
      environment: 'Production',
      call: { caller: { kind: 'stranger' }, ...anyCall, headers: null, token: null },
    },
  },
  readMeshCallers: {
    who: NILS,
    code: 'PAGE_NOT_VISIBLE',
    payload: { ...page, environment: 'Production', call: anyCall, query: '' },
  },
  readPolicyChanges: {
    who: NILS,
    code: 'PAGE_NOT_VISIBLE',
    payload: { ...page, environment: 'Production' },
  },
  readSnapshotState: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: page },
  refreshSnapshot: { who: RITA, code: 'NOT_PAGE_EDITOR', payload: { ...page, connectionId: id } },
  readCallers: {
    who: NILS,
    code: 'PAGE_NOT_VISIBLE',
    payload: { ...page, environment: 'Production', search: '', offset: 0, limit: 50 },
  },
  exportCallers: {
    who: NILS,
    code: 'PAGE_NOT_VISIBLE',
    payload: { ...page, environment: 'Production', search: '' },
  },
  readAsMe: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, environment: 'Production' } },
  readBinding: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: page },
  searchCandidates: { who: RITA, code: 'NOT_PAGE_EDITOR', payload: { ...page, query: '', kind: 'kong' } },
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
  readConnectionDrift: { ...ofAdmins, payload: { id } },
  refreshConnectionSnapshot: { ...ofAdmins, payload: { id } },
  listMappings: { ...ofAdmins, payload: { id } },
  saveMapping: { ...ofAdmins, payload: { id, subject: { kind: 'account', accountId: SAM }, consumerId: id } },
  removeMapping: { ...ofAdmins, payload: { id, subject: { kind: 'group', groupId: id }, consumerId: id } },
  suggestMappings: { ...ofAdmins, payload: { id } },
  searchConsumers: { ...ofAdmins, payload: { id, query: '' } },
  readExchanges: { ...ofAdmins, payload: { id } },
  searchSpaces: { ...ofAdmins, payload: { query: '' } },
  searchGroups: { ...ofAdmins, payload: { query: '' } },
  readAccess: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: page },
  previewRequest: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, ask } },
  moveHome: { who: DARIO, code: 'NOT_SPACE_ADMIN', payload: { ...page, environment: 'Production' } },
  writePageRecord: { who: RITA, code: 'NOT_PAGE_EDITOR', payload: { ...page, anew: false } },
  openRequest: {
    who: NILS,
    code: 'PAGE_NOT_VISIBLE',
    payload: {
      ...page,
      ask,
      reason: 'Reads orders for partners.',
      ticket: null,
      planHash,
      commandId: 'command-1',
    },
  },
  readRequest: { who: NILS, code: 'NO_SUCH_REQUEST', payload: request },
  reviewRequest: {
    who: RITA,
    code: 'NOT_AN_APPROVER',
    payload: { ...seen, planHash, verdict: 'approve', reason: '' },
  },
  withdrawRequest: { who: SAM, code: 'NOT_YOURS', payload: seen },
  replanRequest: { who: SAM, code: 'NOT_YOURS', payload: seen },
  askBack: { who: RITA, code: 'NOT_AN_APPROVER', payload: { ...seen, text: 'What for?' } },
  answerQuestion: { who: SAM, code: 'NOT_YOURS', payload: { ...seen, text: 'For that.' } },
  listMyRequests: { who: null, code: 'ANONYMOUS', payload: { cursor: null } },
  listSpaceRequests: {
    who: RITA,
    code: 'NOT_AN_APPROVER',
    payload: { spaceId: ORD, state: 'open', cursor: null },
  },
  listPageRecords: { who: RITA, code: 'NOT_AN_APPROVER', payload: { spaceId: ORD, cursor: null } },
  readSpaceSettings: { who: RITA, code: 'NOT_SPACE_ADMIN', payload: { spaceId: ORD } },
  saveSpaceSettings: {
    who: RITA,
    code: 'NOT_SPACE_ADMIN',
    payload: { spaceId: ORD, rev: 0, writesTable: true, writesComments: null, commandId: 'command-1' },
  },
  readPolicy: { who: RITA, code: 'NOT_SPACE_ADMIN', payload: { spaceId: ORD } },
  savePolicy: {
    who: RITA,
    code: 'NOT_SPACE_ADMIN',
    payload: { spaceId: ORD, rev: 0, policy: DEFAULT_POLICY, commandId: 'command-1' },
  },
  extendGrant: {
    who: RITA,
    code: 'NOT_YOURS',
    payload: { ...onGrant, durationMs: 86_400_000, reason: 'A few days more.', ticket: null },
  },
  dropGrant: { who: RITA, code: 'NOT_YOURS', payload: onGrant },
  revokeGrant: { who: RITA, code: 'NOT_AN_APPROVER', payload: { ...onGrant, reason: 'No longer needed.' } },
  retryGrant: { who: RITA, code: 'NOT_AN_APPROVER', payload: on(A_FAILURE) },
  confirmGrant: { who: RITA, code: 'NOT_AN_APPROVER', payload: seen },
  declareBreakGlass: {
    who: RITA,
    code: 'NO_BREAK_GLASS',
    payload: { ...seen, planHash, reason: 'Checkout is down.' },
  },
  judgeBreakGlass: {
    who: RITA,
    code: 'NOT_AN_APPROVER',
    payload: { ...on(TO_BE_JUDGED), verdict: 'JUSTIFIED', reason: 'It was down indeed.' },
  },
  rehearseRequest: { who: RITA, code: 'NOT_AN_APPROVER', payload: request },
  exportRequest: { who: NILS, code: 'NO_SUCH_REQUEST', payload: { ...request, format: 'deck' } },
  exportPageAccess: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, format: 'istio' } },
  readLedger: { who: RITA, code: 'NOT_AN_APPROVER', payload: { spaceId: ORD, cursor: null } },
  verifyLedger: {
    who: RITA,
    code: 'NOT_AN_APPROVER',
    payload: { spaceId: ORD, scope: 'whole', begin: true },
  },
  readVerifications: { who: RITA, code: 'NOT_AN_APPROVER', payload: { spaceId: ORD } },
  readCallerGroups: { who: NILS, code: 'PAGE_NOT_VISIBLE', payload: { ...page, environment: 'Production' } },
  readSiteGrants: { ...ofAdmins, payload: {} },
  endSiteGrants: { ...ofAdmins, payload: {} },
  endUnseenAccess: {
    who: DARIO,
    code: 'NOT_SPACE_ADMIN',
    payload: { spaceId: ORD, unseenPageId: ORDERS_PAGE },
  },
  listSiteRequests: { ...ofAdmins, payload: { state: 'open', cursor: null } },
  listServicePages: { who: RITA, code: 'NOT_SPACE_ADMIN', payload: { spaceId: ORD, cursor: null } },
  exportRequests: {
    who: RITA,
    code: 'NOT_AN_APPROVER',
    payload: { spaceId: ORD, state: 'all', format: 'csv', cursor: null, begunAt: null },
  },
  exportLedger: {
    who: RITA,
    code: 'NOT_SPACE_ADMIN',
    payload: { spaceId: ORD, from: 1, to: null, withPeople: false },
  },
  exportSiteLedger: { ...ofAdmins, payload: { from: 1, to: null, withPeople: false } },
  listKeys: { ...ofAdmins, payload: {} },
  rotateKey: { ...ofAdmins, payload: {} },
  listCheckpoints: { ...ofAdmins, payload: { before: null } },
  readCheckpoint: { ...ofAdmins, payload: { day: '2026-11-23' } },
  readSiteLedger: { ...ofAdmins, payload: { cursor: null } },
  verifySiteLedger: { ...ofAdmins, payload: { scope: 'whole', begin: true } },
  readSiteVerifications: { ...ofAdmins, payload: {} },
  readAliases: { ...ofAdmins, payload: {} },
  saveAliases: { ...ofAdmins, payload: { rev: 0, aliases: [[RITA, DARIO]] } },
};

/** What anonymous visitors may ask at all. Whoever adds to it decides that the public may. */
export const OPEN_TO_ANONYMOUS: readonly (keyof Defs)[] = [
  'readRoutes',
  'readPolicies',
  'readSnapshotState',
  'readBinding',
];
