import type { JsonObject } from '../../src/domain/json';
import type { KongContext } from './context';
import { idOf } from './entities';
import { isObject, withShorthands } from './schema';
import { textOf } from './text';

/** An entity as the Admin API answers it: what is stored plus what Kong works out when it is read. */
export const rendered = (context: KongContext, kind: string, entity: JsonObject): JsonObject => {
  if (kind === 'plugins' && isObject(entity.config))
    return { ...entity, config: withShorthands(textOf(entity.name), entity.config) };
  if (kind === 'certificates') {
    const snis = context.store.below('snis', 'certificate', idOf(entity)).map((sni) => textOf(sni.name));
    return { ...entity, snis: snis.sort() };
  }
  if (kind === 'keyauth_credentials') {
    const { expires_at, ...rest } = entity;
    const left = typeof expires_at === 'number' ? expires_at - Math.floor(context.now() / 1000) : null;
    return { ...rest, ttl: left };
  }
  return entity;
};
