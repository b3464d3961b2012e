import { randomBytes } from 'node:crypto';
import { createConfluence } from './adapters/confluence/confluence';
import { forgeClock, forgeFetch, forgeIds } from './adapters/forge/clock-and-ids';
import { accountReports } from './adapters/forge/account-reports';
import { createAuditStore } from './adapters/forge/audit-store';
import { connectionStore } from './adapters/forge/connection-store';
import { grantStore } from './adapters/forge/grant-store';
import { createExchangeLog } from './adapters/forge/exchange-log';
import { mappingStore } from './adapters/forge/mapping-store';
import { pageSettingsStore } from './adapters/forge/page-settings-store';
import { outbox } from './adapters/forge/outbox';
import { forgePlace } from './adapters/forge/place';
import { policyStore } from './adapters/forge/policy-store';
import { projectionStore } from './adapters/forge/projection-store';
import { createReadingStore } from './adapters/forge/reading-store';
import { recordedSettings } from './adapters/forge/recorded-settings';
import { refreshQueue } from './adapters/forge/refresh-queue';
import { createRequestStore } from './adapters/forge/request-store';
import { secretStore } from './adapters/forge/secret-store';
import { createSigningKeys } from './adapters/forge/signing-keys';
import { snapshotStore } from './adapters/forge/snapshot-store';
import { workQueue } from './adapters/forge/work-queue';
import { createCaller } from './adapters/http/call';
import { createKongSource } from './adapters/kong/kong-source';
import { createKongWriter } from './adapters/kong/kong-writer';
import { createMeshSource } from './adapters/kubernetes/mesh-source';
import { createMeshWriter } from './adapters/kubernetes/mesh-writer';
import { createSnapshotCache } from './app/cache';
import type { ResolverPorts } from './app/resolver-ports';
import type { JobPorts } from './app/job-ports';
import type { PersonalDataPorts } from './app/personal-data';
import { createPoliciesExport, createRoutesExport } from './entry/exports';
import { createSweepSchedule, createWorkConsumer } from './entry/access-jobs';
import { createCheckpointSchedule, createPersonalDataSchedule } from './entry/audit-jobs';
import type { JobEdge, JobLine } from './entry/job';
import { createRefreshConsumer, createRefreshSchedule } from './entry/refresh-jobs';
import { createResolver, type Edge } from './entry/resolver';

/*
 * The only place where ports meet their adapters. One runtime may serve many sites: the cache, which has the installation in every key, is
 * the one thing that outlives an invocation.
 */
const cache = createSnapshotCache();

const call = createCaller({
  fetch: forgeFetch,
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  // Set by the local host alone, for real systems on a developer's machine (`npm start -- --insecure-local`).
  transport: process.env.GATEHOUSE_TRANSPORT === 'any' ? 'any' : 'forge',
});

const sharedPorts = (installation: string | null): Omit<ResolverPorts, 'confluence'> => ({
  clock: forgeClock,
  ids: forgeIds,
  connections: connectionStore,
  secrets: secretStore,
  settings: pageSettingsStore,
  readings: createReadingStore(forgeIds),
  exchanges: createExchangeLog({ clock: forgeClock, ids: forgeIds }),
  kong: createKongSource({ call }),
  mesh: createMeshSource({ call }),
  kongWriter: createKongWriter({ call }),
  meshWriter: createMeshWriter({ call }),
  snapshots: snapshotStore,
  indexes: cache.of(installation),
  mappings: mappingStore,
  refreshes: refreshQueue,
  requests: createRequestStore({ ids: forgeIds }),
  policies: policyStore,
  recorded: recordedSettings,
  projections: projectionStore,
  grants: grantStore,
  outbox,
  work: workQueue,
  placeOf: forgePlace,
  signing: createSigningKeys({ ids: forgeIds, random: () => randomBytes(32) }),
  audit: createAuditStore({ ids: forgeIds }),
});

const edge: Edge = {
  portsFor: (viewer, installation) => ({
    ...sharedPorts(installation),
    confluence: createConfluence(viewer.kind),
  }),
  log: (line) => {
    console.error(JSON.stringify(line));
  },
};

const jobEdge: JobEdge<JobPorts & PersonalDataPorts> = {
  ports: (installation) => ({
    ...sharedPorts(installation),
    confluence: createConfluence('app'),
    reports: accountReports,
  }),
  log: (line: JobLine) => {
    console.error(JSON.stringify(line));
  },
};

export const resolver = createResolver(edge);
export const exportRoutes = createRoutesExport(edge);
export const exportPolicies = createPoliciesExport(edge);
export const refresh = createRefreshConsumer(jobEdge);
export const refreshDue = createRefreshSchedule(jobEdge);
export const work = createWorkConsumer(jobEdge);
export const sweep = createSweepSchedule(jobEdge);
export const makeCheckpoint = createCheckpointSchedule(jobEdge);
export const reportPersonalData = createPersonalDataSchedule(jobEdge);
