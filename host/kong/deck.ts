import { parse } from 'yaml';

import type { JsonObject } from '../../src/domain/json';
import type { KongContext } from './context';
import { declaredEntities } from './declarative';
import { kindNamed } from './entities';
import { AdminApiError } from './errors';
import { isObject } from './schema';
import { createEntity } from './write';

/**
 * Fills the store from a decK file (`_format_version: "3.0"`): names become ids (the same ones each time), what is left out gets
 * Kong's defaults, which are decK's too. `_info.select_tags` are added to every entity, as `deck gateway sync` does.
 * @throws Error naming the entity that Kong would refuse
 */
export const loadDeck = (context: KongContext, yaml: string): void => {
  const document = parse(yaml) as JsonObject;
  const tags =
    isObject(document._info) && Array.isArray(document._info.select_tags) ? document._info.select_tags : [];
  for (const { kind, body, at } of declaredEntities(document)) {
    const own = Array.isArray(body.tags) ? body.tags : [];
    const tagged = tags.length === 0 ? body : { ...body, tags: [...new Set([...own, ...tags])] };
    try {
      createEntity(context, { kind: kindNamed(kind), body: tagged, fixed: {} });
    } catch (thrown) {
      if (!(thrown instanceof AdminApiError)) throw thrown;
      throw new Error(`decK file: ${at.join('.')}: ${JSON.stringify(thrown.body)}`, { cause: thrown });
    }
  }
};
