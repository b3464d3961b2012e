import type { Draft } from './ask-draft';

/** Drafts outlive the dialog and a reload, in the browser of the person who types; another person at it has a key of their own. */
const keyOf = ({ accountId, pageId }: Owner): string => `gatehouse.ask.${accountId ?? 'anonymous'}.${pageId}`;

export type Owner = { accountId: string | null; pageId: string };

export function readKept(owner: Owner): Draft | null {
  try {
    return parsed(JSON.parse(localStorage.getItem(keyOf(owner)) ?? 'null'));
  } catch {
    // A browser that keeps nothing (private window, blocked storage): the draft lives as long as the dialog.
    return null;
  }
}

export function keep(owner: Owner, draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(keyOf(owner));
    else localStorage.setItem(keyOf(owner), JSON.stringify(draft));
  } catch {
    // As above: nothing is lost but the memory.
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Whatever lies there was written by some version of the app, or by hand. */
function parsed(found: unknown): Draft | null {
  if (typeof found !== 'object' || found === null) return null;
  const {
    environment,
    who,
    consumer,
    routeIds,
    durationMs,
    reason,
    ticket,
    groupId = '',
  } = found as Record<string, unknown>;
  if (!isText(groupId)) return null;
  if (!isText(environment) || !isText(consumer) || !isText(reason) || !isText(ticket)) return null;
  if (who !== 'myself' && who !== 'consumer' && who !== 'group') return null;
  if (!Array.isArray(routeIds) || !routeIds.every(isText)) return null;
  if (durationMs !== null && typeof durationMs !== 'number') return null;
  return { environment, who, consumer, groupId, routeIds, durationMs, reason, ticket };
}
