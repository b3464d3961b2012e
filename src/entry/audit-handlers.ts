import { readAliases, saveAliases } from '../app/access/aliases';
import { listCheckpoints, readCheckpoint } from '../app/access/checkpoints';
import { exportLedger } from '../app/access/export-ledger';
import { exportRequests } from '../app/access/export-requests';
import { callerGroups } from '../app/access/group-callers';
import { listSiteRequests } from '../app/access/list-requests';
import { listServicePages } from '../app/access/service-pages';
import { readLedger } from '../app/access/read-ledger';
import { listKeys, rotateKey } from '../app/access/signing-keys';
import { readVerifications, verifyLedger } from '../app/access/verify-ledger';
import type { AuditDefs } from '../contract/audit';
import { CHAIN_OF_SITE, chainOfSpace } from '../domain/access/ledger';
import { asItIs, shown } from './access-answers';
import { accountOf } from './answers';
import type { Handlers } from './handler';
import { checkpointsView, checkpointView, keyViews } from './views/audit-view';
import { requestExportView } from './views/request-export';
import { queueView } from './views/access-view';
import { ledgerView } from './views/ledger-view';
import { verificationsView, verifyingView } from './views/verification-view';

const SITE = { chain: CHAIN_OF_SITE, spaceId: null };

/** What holds for the whole site, and what tells how it came about. */
export const auditHandlers: Pick<Handlers, keyof AuditDefs> = {
  readCallerGroups: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment }, viewer }) =>
      asItIs(await callerGroups(ports, page, { by: accountOf(viewer), environment })),
  },
  listSiteRequests: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await listSiteRequests(ports, payload), queueView),
  },
  listServicePages: {
    guard: 'admin of the space',
    run: async ({ ports, payload }) => asItIs(await listServicePages(ports, payload)),
  },
  exportRequests: {
    guard: 'approver in the space',
    run: async ({ ports, payload, viewer }) => {
      const { format, begunAt, ...asked } = payload;
      const begun = begunAt === null ? null : Date.parse(begunAt);
      const page = await exportRequests(ports, { ...asked, begunAt: begun });
      return shown(page, (value) => requestExportView(value, { ...payload, madeBy: accountOf(viewer) }));
    },
  },
  exportLedger: {
    guard: 'admin of the space',
    run: async ({ ports, payload: { spaceId, ...part }, viewer }) => {
      const asked = { ...part, chain: chainOfSpace(spaceId), by: accountOf(viewer) };
      return asItIs(await exportLedger(ports, asked));
    },
  },
  exportSiteLedger: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      asItIs(await exportLedger(ports, { ...payload, chain: CHAIN_OF_SITE, by: accountOf(viewer) })),
  },
  listKeys: {
    guard: 'Confluence admin',
    run: async ({ ports }) => shown(await listKeys(ports), keyViews),
  },
  rotateKey: {
    guard: 'Confluence admin',
    run: async ({ ports, viewer }) => shown(await rotateKey(ports, { by: accountOf(viewer) }), keyViews),
  },
  listCheckpoints: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) => shown(await listCheckpoints(ports, payload), checkpointsView),
  },
  readCheckpoint: {
    guard: 'Confluence admin',
    run: async ({ ports, payload: { day } }) => shown(await readCheckpoint(ports, day), checkpointView),
  },
  readSiteLedger: {
    guard: 'Confluence admin',
    run: async ({ ports, payload: { cursor } }) =>
      shown(await readLedger(ports, { chain: CHAIN_OF_SITE, cursor }), ledgerView),
  },
  verifySiteLedger: {
    guard: 'Confluence admin',
    run: async ({ ports, payload }) =>
      shown(await verifyLedger(ports, { ...payload, ...SITE }), verifyingView),
  },
  readSiteVerifications: {
    guard: 'Confluence admin',
    run: async ({ ports }) => shown(await readVerifications(ports, CHAIN_OF_SITE), verificationsView),
  },
  verifyLedger: {
    guard: 'approver in the space',
    run: async ({ ports, payload }) => {
      const chain = chainOfSpace(payload.spaceId);
      return shown(await verifyLedger(ports, { ...payload, chain }), verifyingView);
    },
  },
  readVerifications: {
    guard: 'approver in the space',
    run: async ({ ports, payload: { spaceId } }) =>
      shown(await readVerifications(ports, chainOfSpace(spaceId)), verificationsView),
  },
  readAliases: { guard: 'Confluence admin', run: async ({ ports }) => asItIs(await readAliases(ports)) },
  saveAliases: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      asItIs(await saveAliases(ports, { ...payload, by: accountOf(viewer) })),
  },
};
