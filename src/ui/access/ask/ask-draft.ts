import type { AskDraft, PageAccessView } from '../../../contract/access';
import { meshOf, type MeshDraft } from './mesh-draft';
import { tierOf, type TierDraft } from './tier-draft';

/** What is being typed; becomes an ask once it is whole. */
export type Draft = {
  environment: string;
  who: 'myself' | 'consumer' | 'group';
  consumer: string;
  /** Empty: none is chosen yet. */
  groupId: string;
  routeIds: string[];
  /** The consumer is to be made. */
  makesConsumer: boolean;
  /** null: what holds for everybody is enough. */
  tier: TierDraft | null;
  /** null: nothing is asked of the mesh. */
  mesh: MeshDraft | null;
  durationMs: number | null;
  reason: string;
  ticket: string;
};

export const emptyDraft = ({ environments, myConsumer, policy }: PageAccessView): Draft => ({
  environment: environments[0]?.name ?? '',
  who: myConsumer === null ? 'consumer' : 'myself',
  consumer: '',
  groupId: '',
  routeIds: [],
  makesConsumer: false,
  tier: null,
  mesh: null,
  durationMs: policy.defaultDurationMs,
  reason: '',
  ticket: '',
});

/** Routes are asked for, or nothing else is: then it is about a consumer of the gateway. */
export const isOfGateway = (draft: Draft): boolean => draft.routeIds.length > 0 || draft.mesh === null;

/** The draft as far as it says what is asked for: enough to plan, not yet to send. */
export function askOf(draft: Draft): AskDraft | null {
  const { environment, durationMs } = draft;
  const tier = draft.tier === null ? { tier: null } : tierOf(draft.tier);
  const mesh = draft.mesh === null ? { mesh: null } : meshOf(draft.mesh);
  if (durationMs === null || 'problem' in tier || 'problem' in mesh) return null;
  if (!isOfGateway(draft)) {
    const beneficiary = { kind: 'account' } as const;
    return { environment, beneficiary, routeIds: [], tier: null, ...mesh, durationMs };
  }
  const beneficiary = beneficiaryOf(draft);
  if (draft.routeIds.length === 0 || beneficiary === null) return null;
  return { environment, beneficiary, routeIds: draft.routeIds, ...tier, ...mesh, durationMs };
}

/** null: it is not said yet. */
const beneficiaryOf = (draft: Draft): AskDraft['beneficiary'] | null => {
  if (draft.who === 'myself') return { kind: 'myself' };
  if (draft.who === 'group') return draft.groupId === '' ? null : { kind: 'group', groupId: draft.groupId };
  const consumer = draft.consumer.trim();
  if (consumer === '') return null;
  return draft.makesConsumer ? { kind: 'new-consumer', username: consumer } : { kind: 'consumer', consumer };
};

/** What is still missing before it can be sent, in the order of the form. */
export function missingIn(draft: Draft, { policy }: PageAccessView): string[] {
  const length = draft.reason.trim().length;
  const tier = draft.tier === null ? { tier: null } : tierOf(draft.tier);
  const mesh = draft.mesh === null ? { mesh: null } : meshOf(draft.mesh);
  const isAtGateway = isOfGateway(draft);
  return [
    ...(isAtGateway && beneficiaryOf(draft) === null
      ? [draft.who === 'group' ? 'the group' : 'the consumer']
      : []),
    ...(isAtGateway && draft.routeIds.length === 0 ? ['at least one route'] : []),
    ...(isAtGateway && 'problem' in tier ? [tier.problem] : []),
    ...('problem' in mesh ? [mesh.problem] : []),
    ...(draft.durationMs === null ? ['how long'] : []),
    ...(length >= policy.reasonMinLength
      ? []
      : [`why, in at least ${String(policy.reasonMinLength)} characters (${String(length)} so far)`]),
    ...(policy.ticketRequired && draft.ticket.trim() === '' ? ['the ticket'] : []),
  ];
}

/** A kept draft that still fits the page: routes and environments that are gone are left out. */
export function fitted(draft: Draft, view: PageAccessView): Draft {
  const environment =
    view.environments.find(({ name }) => name === draft.environment) ?? view.environments[0];
  const there = new Set(environment?.routes.map(({ id }) => id));
  return {
    ...draft,
    environment: environment?.name ?? '',
    who: view.myConsumer === null && draft.who === 'myself' ? 'consumer' : draft.who,
    routeIds: draft.routeIds.filter((id) => there.has(id)),
    mesh: environment?.workload == null ? null : draft.mesh,
  };
}
