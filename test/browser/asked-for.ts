import type { RequestView } from '../../src/contract/access';
import { ask, invokerOf, ORDERS, SAM } from './example';
import type { OpenSite } from './open-site';

const DARIO = '712020:dario';
const DAY = 86_400_000;

/** Dario asks for a consumer's membership, for a day unless said otherwise, and for nothing else, past the form. */
export const askedFor = async (site: OpenSite, consumer: string, durationMs = DAY): Promise<RequestView> => {
  const dario = await invokerOf(site, DARIO);
  const access = await ask(dario, 'readAccess', { pageId: ORDERS });
  if (!access.ok) throw new Error(access.error.code);
  const routeIds = access.value.environments.flatMap(({ routes }) =>
    routes.filter(({ name }) => name === 'orders-list').map(({ id }) => id),
  );
  const draft = {
    environment: access.value.environments[0]?.name ?? '',
    beneficiary: { kind: 'consumer' as const, consumer },
    routeIds,
    tier: null,
    mesh: null,
    durationMs,
  };
  const preview = await ask(dario, 'previewRequest', { pageId: ORDERS, ask: draft });
  if (!preview.ok) throw new Error(JSON.stringify(preview.error));
  const opened = await ask(dario, 'openRequest', {
    pageId: ORDERS,
    ask: draft,
    reason: 'A shop of its own, which reads its orders.',
    ticket: null,
    planHash: preview.value.planHash,
    commandId: `open-${consumer}-${String(site.host.clock.now())}`,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
};

/** The same, approved by a space admin, and what follows from that done. @returns the request's id */
export const approvedFor = async (site: OpenSite, consumer: string): Promise<string> => {
  const { id: requestId, rev, planHash } = await askedFor(site, consumer);
  const reviewed = await ask(await invokerOf(site, SAM), 'reviewRequest', {
    requestId,
    rev,
    planHash,
    verdict: 'approve',
    reason: '',
    commandId: `approve-${requestId}`,
  });
  if (!reviewed.ok) throw new Error(JSON.stringify(reviewed.error));
  await site.host.platform.settled();
  return requestId;
};
