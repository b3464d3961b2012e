import type { KongId, Plugin } from './entities';
import type { KnownPlugin } from './known-plugins';

/** One plugin name on one route: the instances that could run there, the most specific scope first. Exactly one of them runs. */
export type PluginSlot = {
  name: string;
  known: KnownPlugin | null;
  instances: [Plugin, ...Plugin[]];
  /** The same by the consumer they are for; null: for no single consumer. There may be thousands of the former. */
  byConsumer: ReadonlyMap<KongId | null, Plugin[]>;
};

/**
 * Slots in the order in which Kong runs them: by priority, higher first; plugins of unknown priority come first, since they may run
 * anywhere and nothing before them could be relied on. Enterprise's `ordering` then moves plugins (documented, not measured);
 * a cycle in it is undefined in Kong and leaves the order by priority here.
 */
export const executionOrder = (slots: readonly PluginSlot[]): PluginSlot[] => {
  const byPriority = [...slots].sort((a, b) => priorityOf(b) - priorityOf(a) || (a.name < b.name ? -1 : 1));
  if (!slots.some(({ instances }) => instances[0].ordering !== null)) return byPriority;

  const predecessors = new Map(byPriority.map((slot) => [slot.name, new Set<string>()]));
  for (const { name, instances } of byPriority) {
    instances[0].ordering?.before.forEach((other) => predecessors.get(other)?.add(name));
    instances[0].ordering?.after.forEach((other) => predecessors.get(name)?.add(other));
  }
  return inOrderOf(byPriority, predecessors) ?? byPriority;
};

/** The first slot that waits for nobody, again and again; null when some wait for each other. */
const inOrderOf = (slots: PluginSlot[], predecessors: Map<string, Set<string>>): PluginSlot[] | null => {
  const waiting = [...slots];
  const ordered: PluginSlot[] = [];
  while (waiting.length > 0) {
    const isWaiting = (name: string): boolean => waiting.some((slot) => slot.name === name);
    const next = waiting.findIndex(({ name }) => ![...(predecessors.get(name) ?? [])].some(isWaiting));
    if (next === -1) return null;
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
};

const priorityOf = ({ known }: PluginSlot): number => known?.priority ?? Number.MAX_SAFE_INTEGER;
