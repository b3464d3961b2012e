import { credentialPhrase } from './credential-phrase';
import type { Plugin, Route } from './entities';
import { isOfPlugins } from './gateway-plugins';
import { pluginPhrase } from './plugin-phrase';
import type { PluginInForce } from './plugins-in-force';
import { requirementsOf, type Requirements } from './requirements';
import { groupBy, type KongIndex } from './snapshot';
import { code, joined, sentence } from './words';

/**
 * What a caller of the route needs, in sentences: the first for everybody, then one per exception, then what could not be read.
 * Example: Needs an API key in header `apikey`; members of `orders-read` only; 300 requests a minute per consumer.
 */
export const explainRoute = (index: KongIndex, route: Route): string[] => {
  const requirements = requirementsOf(index, route);
  const service = route.serviceId === null ? undefined : index.service(route.serviceId);
  if (service?.enabled === false) {
    return [sentence(`closed to everybody: the service ${code(service.name ?? service.id)} is switched off`)];
  }
  return [
    sentence(...clausesOf(requirements)),
    ...exceptionsIn(index, requirements.exceptions),
    ...requirements.unread.map(({ part }) =>
      sentence(`this may be incomplete, since Kong’s ${part} could not be read`),
    ),
  ];
};

const clausesOf = (requirements: Requirements): string[] => [
  credentialClause(requirements),
  ...(requirements.httpsOnly ? ['over https only'] : []),
  ...requirements.conditions.map(({ plugin }) => conditional(plugin)),
];

const credentialClause = (requirements: Requirements): string => {
  const { credentials, withoutCredential, anonymousAs, conditions, unread } = requirements;
  const alternatives = credentials.map((plugins) => joined(plugins.map(presented), 'and'));
  if (alternatives.length === 0) {
    if (unread.some(isOfPlugins)) return 'which credential is asked for is not known';
    if (conditions.some(mayAskForOne)) return 'no credential that Gatehouse knows of is asked for';
    return withoutCredential === 'allowed' ? 'open to everybody' : 'no credential is asked for';
  }
  const wanted = joined(alternatives, 'or');
  if (anonymousAs === null || withoutCredential === 'denied') return `needs ${wanted}`;
  return `takes ${wanted}, and lets everybody else in as ${code(anonymousAs)}`;
};

const presented = (plugin: Plugin): string =>
  credentialPhrase(plugin) + (plugin.condition === null ? '' : ` (only when ${code(plugin.condition)})`);

/** A portal asks for an application's key, code and plugins of somebody's own for whatever they like. */
const mayAskForOne = ({ known }: PluginInForce): boolean =>
  known === null || known.role === 'decides' || known.role === 'impersonates';

/** One sentence each while a reader can take them in, else how many there are. */
const MOST_EXCEPTIONS = 10;

const exceptionsIn = (index: KongIndex, exceptions: Plugin[]): string[] =>
  [...groupBy(exceptions, ({ name }) => name)].flatMap(([name, plugins]) =>
    plugins.length > MOST_EXCEPTIONS
      ? [
          sentence(
            `${plugins.length} consumers or consumer groups have settings of their own for ${code(name)}`,
          ),
        ]
      : plugins.map((plugin) => sentence(`${owner(index, plugin)} instead: ${conditional(plugin)}`)),
  );

const conditional = (plugin: Plugin): string =>
  plugin.condition === null
    ? pluginPhrase(plugin)
    : `only when ${code(plugin.condition)}: ${pluginPhrase(plugin)}`;

const owner = (index: KongIndex, { scope }: Plugin): string => {
  if (scope.consumerId !== null) {
    const consumer = index.consumer(scope.consumerId);
    return `for ${code(consumer?.username ?? consumer?.customId ?? scope.consumerId)}`;
  }
  const group = index.snapshot.consumerGroups?.find(({ id }) => id === scope.consumerGroupId);
  return `for consumer group ${code(group?.name ?? scope.consumerGroupId ?? '')}`;
};
