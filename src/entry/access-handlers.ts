import type { AccessRefusal } from '../app/access/access-refusal';
import { answerQuestion, askBack } from '../app/access/converse';
import { commandOf } from '../app/access/keep-step';
import { listMyRequests, listSpaceRequests } from '../app/access/list-requests';
import { listPageRecords } from '../app/access/list-page-records';
import { moveHome } from '../app/access/move-home';
import { openRequest } from '../app/access/open-request';
import { projectAsPerson } from '../app/access/project-as-person';
import { previewRequest } from '../app/access/preview-request';
import { readAccess } from '../app/access/read-access';
import { readRequest } from '../app/access/read-request';
import { replanRequest } from '../app/access/replan-request';
import { requestDetail } from '../app/access/request-detail';
import { reviewRequest } from '../app/access/review-request';
import { readLedger } from '../app/access/read-ledger';
import { readSpaceSettings, saveSpaceSettings } from '../app/access/space-settings';
import { readPolicy, savePolicy } from '../app/access/space-policy';
import type { VisibleRequest } from '../app/access/visible-request';
import { writePageRecord } from '../app/access/write-page-record';
import { withdrawRequest } from '../app/access/withdraw-request';
import type { Viewer } from '../app/authorize';
import type { ResolverPorts } from '../app/resolver-ports';
import type { AccessAnswer, AccessDefs, RequestView } from '../contract/access';
import { chainOfSpace } from '../domain/access/ledger';
import type { AccessRequest } from '../domain/access/request';
import { err, type Result } from '../domain/result';
import { shown } from './access-answers';
import { accountOf } from './answers';
import type { Handlers } from './handler';
import { accessError } from './views/access-error';
import {
  myRequestsView,
  pageAccessView,
  policyView,
  previewView,
  queueView,
  requestView,
} from './views/access-view';
import { pageRecordsView, recordView, spaceSettingsView } from './views/record-view';
import { ledgerView } from './views/ledger-view';

/** Asking for access and deciding. Every right is asked for at each call; nothing of a payload is taken for granted. */
export const accessHandlers: Pick<Handlers, keyof AccessDefs> = {
  readAccess: {
    guard: 'reader of the page',
    run: async ({ ports, page, viewer }) =>
      shown(await readAccess(ports, page, accountOf(viewer)), pageAccessView),
  },
  previewRequest: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload, viewer }) =>
      shown(await previewRequest(ports, { page, by: accountOf(viewer), draft: payload.ask }), previewView),
  },
  writePageRecord: {
    guard: 'editor of the page',
    run: async ({ ports, page, payload }) => {
      const written = await writePageRecord(ports, { pageId: page.id, anew: payload.anew });
      return shown(written, (record) => recordView({ ...record, mayWrite: true }));
    },
  },
  moveHome: {
    guard: "admin of the page's space",
    run: async ({ ports, page, payload, viewer }) => {
      const by = accountOf(viewer);
      const moved = await moveHome(ports, page, { environment: payload.environment, by });
      return shown(moved.ok ? await readAccess(ports, page, by) : moved, pageAccessView);
    },
  },
  openRequest: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload, viewer }) => {
      const { commandId, ask, reason, ticket, planHash } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['openRequest', payload]);
      const opened = await openRequest(ports, { page, by, draft: ask, reason, ticket, planHash, command });
      return seen({ ports, viewer, page }, opened);
    },
  },
  readRequest: {
    guard: 'reader of the request',
    run: async ({ ports, asked, viewer }) =>
      shown(await readRequest(ports, asked, accountOf(viewer)), requestView),
  },
  reviewRequest: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev, planHash, verdict, reason } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['reviewRequest', payload]);
      const given = { by, verdict, reason, seen: { rev, planHash }, command };
      return seen({ ports, viewer, ...asked }, await reviewRequest(ports, asked, given));
    },
  },
  withdrawRequest: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['withdrawRequest', payload]);
      const done = await withdrawRequest(ports, asked.request, { by, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  replanRequest: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['replanRequest', payload]);
      const done = await replanRequest(ports, asked.request, { by, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  askBack: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev, text } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['askBack', payload]);
      const done = await askBack(ports, asked.request, { by, text, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  answerQuestion: {
    guard: 'reader of the request',
    run: async ({ ports, asked, payload, viewer }) => {
      const { commandId, rev, text } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['answerQuestion', payload]);
      const done = await answerQuestion(ports, asked.request, { by, text, seen: { rev }, command });
      return seen({ ports, viewer, ...asked }, done);
    },
  },
  listMyRequests: {
    guard: 'person',
    run: async ({ ports, payload, viewer }) =>
      shown(await listMyRequests(ports, { by: accountOf(viewer), ...payload }), myRequestsView),
  },
  listSpaceRequests: {
    guard: 'approver in the space',
    run: async ({ ports, payload }) => shown(await listSpaceRequests(ports, payload), queueView),
  },
  listPageRecords: {
    guard: 'approver in the space',
    run: async ({ ports, payload }) => shown(await listPageRecords(ports, payload), pageRecordsView),
  },
  readSpaceSettings: {
    guard: 'admin of the space',
    run: async ({ ports, payload }) =>
      shown(await readSpaceSettings(ports, payload.spaceId), spaceSettingsView),
  },
  saveSpaceSettings: {
    guard: 'admin of the space',
    run: async ({ ports, payload, viewer }) => {
      const { commandId, spaceId, rev, ...value } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['saveSpaceSettings', payload]);
      const saved = await saveSpaceSettings(ports, { by, spaceId, rev, value, command });
      return shown(saved, spaceSettingsView);
    },
  },
  readPolicy: {
    guard: 'admin of the space',
    run: async ({ ports, payload }) => shown(await readPolicy(ports, payload.spaceId), policyView),
  },
  savePolicy: {
    guard: 'admin of the space',
    run: async ({ ports, payload, viewer }) => {
      const { commandId, ...wanted } = payload;
      const by = accountOf(viewer);
      const command = commandOf(by, commandId, ['savePolicy', payload]);
      return shown(await savePolicy(ports, { ...wanted, by, command }), policyView);
    },
  },
  readLedger: {
    guard: 'approver in the space',
    run: async ({ ports, payload: { spaceId, cursor } }) =>
      shown(await readLedger(ports, { chain: chainOfSpace(spaceId), cursor }), ledgerView),
  },
};

type Seeing = { ports: ResolverPorts; viewer: Viewer; page: VisibleRequest['page'] };

/** The request as the step left it, in the eyes of who took the step; on its page it is told in their name. */
export const seen = async (
  { ports, viewer, page }: Seeing,
  step: Result<AccessRequest, AccessRefusal>,
): Promise<AccessAnswer<RequestView>> => {
  if (!step.ok) return err(accessError(step.error));
  await projectAsPerson(ports, step.value);
  return shown(await requestDetail(ports, { request: step.value, page }, accountOf(viewer)), requestView);
};
