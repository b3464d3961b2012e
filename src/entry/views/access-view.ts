import { driftAlarm } from '../../app/access/alarms';
import type { Preview } from '../../app/access/preview-request';
import type { PageAccess } from '../../app/access/read-access';
import type { ListedRequest, MyRequestList, RequestList } from '../../app/access/list-requests';
import type { RequestDetail } from '../../app/access/request-detail';
import type { PolicyDetail } from '../../app/access/space-policy';
import type {
  MyRequestsView,
  PageAccessView,
  PolicyView,
  PreviewView,
  QueueView,
  RequestRow,
  RequestView,
} from '../../contract/access';
import { callerName } from '../../domain/access/ask';
import { homedName } from '../../domain/access/home';
import { explainPlan } from '../../domain/access/plan-words';
import { routeOperations } from '../../domain/access/planned-route';
import { operationsOf } from '../../domain/access/projection';
import type { AccessRequest } from '../../domain/access/request';
import { staleSentences } from '../../domain/access/staleness';
import type { Route } from '../../domain/kong/entities';
import { sentenceOf, sentencesOf } from './access-error';
import { alarmView, carriedView } from './carried-view';
import { exportView } from './export-view';
import { entryTold } from './ledger-view';
import { recordView } from './record-view';

const iso = (ms: number): string => new Date(ms).toISOString();

const requestRow = ({ request, state, pageTitle }: ListedRequest): RequestRow => ({
  id: request.id,
  rev: request.rev,
  state,
  page: { id: request.pageId, title: pageTitle },
  caller: callerName(request.plan.beneficiary),
  operations: operationsOf(request),
  requester: request.requester,
  openedAt: iso(request.openedAt),
  updatedAt: iso(request.updatedAt),
  dueAt: dueAt(request),
});

const dueAt = (request: AccessRequest): string | null => {
  if ('pendingUntil' in request) return iso(request.pendingUntil);
  if (request.state === 'POST_REVIEW') return iso(request.reviewDueAt);
  // What has ended may have done so before the moment that was approved.
  return 'expiresAt' in request && !('ending' in request) ? iso(request.expiresAt) : null;
};

export const requestView = (detail: RequestDetail): RequestView => {
  const { request, state, may, clauses, whyNotReview } = detail;
  return {
    ...requestRow(detail),
    planHash: request.planHash,
    plan: explainPlan(request.plan),
    reason: request.reason,
    ticket: request.ticket,
    clauses,
    reviews: request.reviews.map(({ by, at, verdict, reason }) => ({ by, at: iso(at), verdict, reason })),
    questions: request.questions.map(({ by, at, text, answer }) => ({
      by,
      at: iso(at),
      text,
      answer: answer === null ? null : { ...answer, at: iso(answer.at) },
    })),
    history: detail.history.map(({ at, by, type }) => ({ at: iso(at), by, sentence: entryTold(type) })),
    stale: request.state === 'STALE' ? staleSentences(request.cause) : [],
    may,
    whyNotReview: whyNotReview === null ? null : sentenceOf(whyNotReview),
    awaitsApplication: state === 'APPROVED',
    carried: carriedView(detail),
  };
};

export const queueView = ({ rows, counts, emergencies, drifts, cursor }: RequestList): QueueView => ({
  rows: rows.map(requestRow),
  counts,
  emergencies: emergencies.map((request) => alarmView({ kind: 'break-glass', request })),
  drifts: drifts.map(driftAlarm).map(alarmView),
  cursor,
});

export const myRequestsView = ({ waiting, waitingIsAll, ...mine }: MyRequestList): MyRequestsView => ({
  ...queueView(mine),
  waiting: waiting.map(requestRow),
  waitingIsAll,
});

export const previewView = ({ concerns, byHand, ...preview }: Preview): PreviewView => ({
  ...preview,
  byHand: byHand === null ? null : exportView(byHand, 'limit'),
  concerns: concerns.flatMap(({ refusal, blocking }) =>
    sentencesOf(refusal).map((text) => ({ text, blocking })),
  ),
});

export const policyView = ({ spaceId, rev, policy, inWords, connections }: PolicyDetail): PolicyView => ({
  spaceId,
  rev,
  policy,
  inWords,
  isDefault: rev === 0,
  connections,
});

export const pageAccessView = (access: PageAccess): PageAccessView => ({
  page: { id: access.page.id, title: access.page.title, spaceId: access.page.spaceId },
  environments: [...environmentNames(access)].map((name) => environmentView(name, access)),
  myConsumer: access.myConsumer,
  policy: {
    defaultDurationMs: access.policy.defaultDurationMs,
    maximumDurationMs: access.policy.maximumDurationMs,
    reasonMinLength: access.policy.reasonMinLength,
    ticketRequired: access.policy.ticket?.required ?? false,
    breakGlassMs: access.mayBreakGlass ? (access.policy.breakGlass?.maximumMs ?? null) : null,
    inWords: access.policyInWords,
  },
  alarms: access.alarms.map(alarmView),
  requests: access.requests.map(requestRow),
  mayDecide: access.mayDecide,
  pending: access.pending,
  record: recordView(access.record),
});

/** Those with a gateway first. */
const environmentNames = ({ environments, workloads }: PageAccess): Set<string> =>
  new Set([...environments.map(({ name }) => name), ...workloads.keys()]);

type EnvironmentView = PageAccessView['environments'][number];

const environmentView = (name: string, access: PageAccess): EnvironmentView => {
  const { services = [], mayMove = false } = access.elsewhere.get(name) ?? {};
  const reading = access.environments.find((one) => one.name === name)?.reading ?? null;
  const asked = services.map(({ homed }) => (homed.kind === 'service' ? homed.id : homed.kind));
  return {
    name,
    routes: routesIn(reading)
      .filter(({ serviceId }) => serviceId === null || !asked.includes(serviceId))
      .map((route) => ({
        id: route.id,
        name: route.name ?? route.id,
        operations: routeOperations(route),
      })),
    unread: unreadIn(reading),
    workload: asked.includes('workload') ? null : (access.workloads.get(name) ?? null),
    elsewhere:
      services.length === 0
        ? null
        : {
            services: services.map(({ homed, pageId, title }) => ({
              name: homedName(homed),
              page: { id: pageId, title },
            })),
            mayMove,
          },
  };
};

type GatewayReading = PageAccess['environments'][number]['reading'];

/** null: the environment has no gateway. */
const routesIn = (reading: GatewayReading | null): Route[] =>
  reading !== null && 'data' in reading ? reading.data.routes : [];

const unreadIn = (reading: GatewayReading | null): string[] => {
  if (reading === null) return [];
  return 'unread' in reading ? reading.unread.map(({ part }) => part) : ['routes'];
};
