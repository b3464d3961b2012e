import type { Draft } from './ask-draft';
import { EMPTY_MESH } from './mesh-draft';
import { EMPTY_TIER } from './tier-draft';

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

/** Every field that the empty one has, as text. */
const areTexts = <T extends object>(found: unknown, empty: T): found is T =>
  typeof found === 'object' &&
  found !== null &&
  Object.keys(empty).every((key) => isText((found as Record<string, unknown>)[key]));

const isCallerKind = (text: string): boolean => text === 'account' || text === 'principal';

/** Whatever lies there was written by some version of the app, or by hand. */
function parsed(found: unknown): Draft | null {
  if (typeof found !== 'object' || found === null) return null;
  const { environment, who, consumer, routeIds, durationMs, reason, ticket, ...more } = found as Record<
    string,
    unknown
  >;
  if (!isText(environment) || !isText(consumer) || !isText(reason) || !isText(ticket)) return null;
  if (who !== 'myself' && who !== 'consumer' && who !== 'group') return null;
  if (!Array.isArray(routeIds) || !routeIds.every(isText)) return null;
  if (durationMs !== null && typeof durationMs !== 'number') return null;
  const { groupId = '', makesConsumer = false, tier = null, mesh = null } = more;
  if (!isText(groupId) || typeof makesConsumer !== 'boolean') return null;
  if (tier !== null && !areTexts(tier, EMPTY_TIER)) return null;
  if (mesh !== null && !(areTexts(mesh, EMPTY_MESH) && isCallerKind(mesh.caller))) return null;
  return {
    environment,
    who,
    consumer,
    groupId,
    routeIds,
    makesConsumer,
    tier,
    mesh,
    durationMs,
    reason,
    ticket,
  };
}
