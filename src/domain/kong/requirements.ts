import type { Verdict } from '../decision';
import type { Unread } from '../source';
import { decideAccess } from './access';
import { STRANGER } from './caller';
import type { Plugin, Route } from './entities';
import { pluginSlots, pluginsInForce, type PluginInForce } from './plugins-in-force';
import { textSetting } from './settings';
import type { KongIndex } from './snapshot';

/** What any caller must present on a route, before anything is known about the caller. */
export type Requirements = {
  httpsOnly: boolean;
  /** Any one of the alternatives is enough; of an alternative every credential is needed. Empty: no plugin asks for a credential. */
  credentials: Plugin[][];
  /** What happens to somebody without any credential. */
  withoutCredential: Verdict;
  /** Consumer that such a caller is taken for, as the plugin's setting names it. */
  anonymousAs: string | null;
  /** The other plugins that bear on a call, in execution order: groups, addresses, limits, answers, and those nobody here can judge. */
  conditions: PluginInForce[];
  /** Instances that replace one of the above for one consumer or consumer group. */
  exceptions: Plugin[];
  unread: Unread[];
};

/** @source see `gates/authentication.ts` for how several authentication plugins combine */
export const requirementsOf = (index: KongIndex, route: Route): Requirements => {
  const inForce = pluginsInForce(index, route, { consumer: null, consumerGroups: [] });
  const authentication = inForce
    .filter(({ known }) => known?.role === 'authenticates')
    .map(({ plugin }) => plugin);
  const mandatory = authentication.filter((plugin) => anonymousOf(plugin) === null);
  const optional = authentication.filter((plugin) => anonymousOf(plugin) !== null);
  return {
    httpsOnly: route.protocols.includes('https') && !route.protocols.includes('http'),
    credentials: mandatory.length > 0 ? [mandatory] : optional.map((plugin) => [plugin]),
    withoutCredential: decideAccess(index, route, STRANGER).verdict,
    anonymousAs: mandatory.length > 0 ? null : lastOf(optional.map(anonymousOf)),
    conditions: inForce.filter(({ known }) => known?.role !== 'authenticates' && known?.role !== 'passes'),
    exceptions: pluginSlots(index, route)
      .flatMap(({ instances }) => instances)
      .filter(({ scope }) => scope.consumerId !== null || scope.consumerGroupId !== null),
    unread: index.unread('services', 'routes', 'plugins'),
  };
};

const anonymousOf = (plugin: Plugin): string | null => textSetting(plugin, 'anonymous');

const lastOf = <T>(items: (T | null)[]): T | null => items[items.length - 1] ?? null;
