import type { Plugin } from '../kong/entities';
import type { KongSnapshot } from '../kong/snapshot';
import { code } from '../kong/words';
import type { KongRateLimitChange } from './change';
import { deckExport, type DeckExport } from './export-deck';
import { rateLimitConfig } from './kong-standing';

/** A limit that is asked for, and somebody else's instance that is in its place. */
export type TakenLimit = { change: KongRateLimitChange; theirs: Plugin };

/**
 * Where somebody else's limit is in the place of the one that is asked for, a decK file that sets its numbers, for whoever owns that one:
 * Gatehouse does not touch it. Everything else of it is as it was read, and no mark of ours is put on it.
 * @param kong as in `deckExport`
 */
export const takenLimitExport = (
  { change, theirs }: TakenLimit,
  kong: KongSnapshot | null,
): DeckExport & { file: NonNullable<DeckExport['file']> } => {
  const { file, notes } = deckExport([{ change, requestId: '' }], kong);
  const { id, name, instanceName, protocols, tags } = theirs;
  const config = Object.entries({ ...theirs.config, ...rateLimitConfig(change.limits) });
  const plugin = {
    id,
    name,
    ...(instanceName === null ? {} : { instance_name: instanceName }),
    enabled: true,
    service: change.service.name,
    consumer: change.consumer.name,
    protocols: [...protocols],
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
    config: Object.fromEntries(config.filter(([, value]) => value !== null)),
  };
  const hidden = theirs.hiddenFields.map(code).join(', ');
  return {
    file: { ...file, plugins: [plugin] },
    notes: [
      'It changes a limit that somebody else made: it is for them to use. Gatehouse writes nothing of it.',
      ...notes,
      ...(hidden === ''
        ? []
        : [`Settings that Gatehouse does not read are not in the file: add ${hidden}, or decK resets them.`]),
    ],
  };
};
