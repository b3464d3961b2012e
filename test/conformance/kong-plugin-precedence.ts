import type { Plugin } from '../../src/domain/kong/entities';
import { pluginsInForce } from '../../src/domain/kong/plugins-in-force';
import { indexKong } from '../../src/domain/kong/snapshot';
import { aConsumer, aPlugin, aRoute, aSnapshot } from '../domain/kong/builders';
import { compare, type Suite } from './suite';

type PrecedenceCase = {
  plugins: { scope: string; enabled: boolean }[];
  request_consumer: string;
  winner: string | null;
};

/** Which of several request-termination instances ran; the caller was authenticated by key-auth. */
export const kongPluginPrecedence: Suite = () => (aCase) => {
  const { plugins, request_consumer, winner } = aCase as unknown as PrecedenceCase;
  const route = aRoute({ id: 'orders-list' });
  const snapshot = aSnapshot({
    routes: [route],
    consumers: [aConsumer('web-storefront'), aConsumer('other-consumer')],
    plugins: [aPlugin('key-auth'), ...plugins.map(termination)],
  });
  const consumer = request_consumer === 'case-consumer' ? 'web-storefront' : 'other-consumer';
  const ran = pluginsInForce(indexKong(snapshot), route, { consumer, consumerGroups: [] }).find(
    ({ plugin }) => plugin.name === 'request-termination',
  );
  return compare(winner, ran?.plugin.id ?? null);
};

const termination = ({ scope, enabled }: { scope: string; enabled: boolean }): Plugin =>
  aPlugin('request-termination', { on: scope.replace('g', ''), id: scope, enabled });
