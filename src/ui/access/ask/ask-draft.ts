import type { AskDraft, PageAccessView } from '../../../contract/access';

/** What is being typed; becomes an ask once it is whole. */
export type Draft = {
  environment: string;
  who: 'myself' | 'consumer' | 'group';
  consumer: string;
  /** Empty: none is chosen yet. */
  groupId: string;
  routeIds: string[];
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
  durationMs: policy.defaultDurationMs,
  reason: '',
  ticket: '',
});

/** The draft as far as it says what is asked for: enough to plan, not yet to send. */
export function askOf(draft: Draft): AskDraft | null {
  const consumer = draft.consumer.trim();
  if (draft.routeIds.length === 0 || draft.durationMs === null) return null;
  if (draft.who === 'consumer' && consumer === '') return null;
  if (draft.who === 'group' && draft.groupId === '') return null;
  return {
    environment: draft.environment,
    beneficiary: beneficiaryOf(draft),
    routeIds: draft.routeIds,
    tier: null,
    mesh: null,
    durationMs: draft.durationMs,
  };
}

const beneficiaryOf = ({ who, consumer, groupId }: Draft): AskDraft['beneficiary'] => {
  switch (who) {
    case 'myself':
      return { kind: 'myself' };
    case 'consumer':
      return { kind: 'consumer', consumer: consumer.trim() };
    case 'group':
      return { kind: 'group', groupId };
  }
};

/** What is still missing before it can be sent, in the order of the form. */
export function missingIn(draft: Draft, { policy }: PageAccessView): string[] {
  const length = draft.reason.trim().length;
  return [
    ...(draft.who === 'consumer' && draft.consumer.trim() === '' ? ['the consumer'] : []),
    ...(draft.who === 'group' && draft.groupId === '' ? ['the group'] : []),
    ...(draft.routeIds.length === 0 ? ['at least one route'] : []),
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
  };
}
