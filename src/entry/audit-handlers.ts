import { readAliases, saveAliases } from '../app/access/aliases';
import { callerGroups } from '../app/access/group-callers';
import { readLedger, verifyLedger } from '../app/access/read-ledger';
import type { AuditDefs } from '../contract/audit';
import { CHAIN_OF_SITE } from '../domain/access/ledger';
import { asItIs, shown } from './access-answers';
import { accountOf } from './answers';
import type { Handlers } from './handler';
import { ledgerView, verifyView } from './views/ledger-view';

/** What holds for the whole site, and what tells how it came about. */
export const auditHandlers: Pick<Handlers, keyof AuditDefs> = {
  readCallerGroups: {
    guard: 'reader of the page',
    run: async ({ ports, page, payload: { environment }, viewer }) =>
      asItIs(await callerGroups(ports, page, { by: accountOf(viewer), environment })),
  },
  readSiteLedger: {
    guard: 'Confluence admin',
    run: async ({ ports, payload: { cursor } }) =>
      shown(await readLedger(ports, { chain: CHAIN_OF_SITE, cursor }), ledgerView),
  },
  verifySiteLedger: {
    guard: 'Confluence admin',
    run: async ({ ports }) =>
      shown(await verifyLedger(ports, CHAIN_OF_SITE), (verdict) => verifyView(verdict, ports.clock.now())),
  },
  readAliases: { guard: 'Confluence admin', run: async ({ ports }) => asItIs(await readAliases(ports)) },
  saveAliases: {
    guard: 'Confluence admin',
    run: async ({ ports, payload, viewer }) =>
      asItIs(await saveAliases(ports, { ...payload, by: accountOf(viewer) })),
  },
};
