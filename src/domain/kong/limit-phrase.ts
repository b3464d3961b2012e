import type { Plugin } from './entities';
import { numberSetting, numbersSetting, textSetting } from './settings';
import { code, joined } from './words';

/**
 * 5 requests a second and 300 a minute per consumer. Empty when the settings say no number.
 * @source Kong 3.9.3 `GET /schemas/plugins/rate-limiting`; rate-limiting-advanced from its 3.15 schema (documented, not measured)
 */
export const limitPhrase = (plugin: Plugin): string => {
  const limits = plugin.name === 'rate-limiting-advanced' ? windows(plugin) : periods(plugin);
  const [first, ...others] = limits;
  if (first === undefined) return '';
  const counts = [
    `${first.count} requests ${first.each}`,
    ...others.map(({ count, each }) => `${count} ${each}`),
  ];
  return `${joined(counts, 'and')} ${counted(plugin)}`;
};

type Limit = { count: number; each: string };

const PERIODS = ['second', 'minute', 'hour', 'day', 'month', 'year'];

const periods = (plugin: Plugin): Limit[] =>
  PERIODS.flatMap((period) => {
    const count = numberSetting(plugin, period);
    return count === null ? [] : [{ count, each: period === 'hour' ? 'an hour' : `a ${period}` }];
  });

const SECONDS: ReadonlyMap<number, string> = new Map([
  [1, 'a second'],
  [60, 'a minute'],
  [3600, 'an hour'],
  [86_400, 'a day'],
]);

/** `limit` and `window_size` belong together by position. */
const windows = (plugin: Plugin): Limit[] => {
  const sizes = numbersSetting(plugin, 'window_size');
  return numbersSetting(plugin, 'limit').map((count, at) => {
    const seconds = sizes[at] ?? 0;
    return { count, each: SECONDS.get(seconds) ?? `every ${seconds} seconds` };
  });
};

const counted = (plugin: Plugin): string => {
  switch (textSetting(plugin, 'limit_by') ?? textSetting(plugin, 'identifier')) {
    case 'ip':
      return 'per address';
    case 'credential':
      return 'per credential';
    case 'consumer-group':
      return 'per consumer group';
    case 'service':
      return 'for all callers together';
    case 'header':
      return `per value of header ${code(textSetting(plugin, 'header_name') ?? 'named there')}`;
    case 'path':
      return `per caller on path ${code(textSetting(plugin, 'path') ?? '/')}`;
    default:
      // Callers without a consumer are counted by address.
      return 'per consumer';
  }
};
