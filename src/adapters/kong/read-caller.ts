import type { KongSource } from '../../app/ports';
import { err, ok } from '../../domain/result';
import { segment } from '../http/address';
import { collect, fetchOne } from './collection';
import { consumer } from './entity-shapes';
import type { KongLine } from './line';
import { acl } from './snapshot-shapes';

type Answer = Awaited<ReturnType<KongSource['readCaller']>>['result'];

/** Kong takes username and id in the same place. A name that no entity may have is answered with 400, and there is none of that name. */
export const readCaller = async (line: KongLine, name: string): Promise<Answer> => {
  const place = segment(name);
  if (place === null) return ok(null);
  const { items, failure } = await fetchOne(line, { path: `/consumers/${place}`, shape: consumer });
  if (failure?.code === 'NOT_THERE' || failure?.status === 400) return ok(null);
  const found = items[0];
  if (found === undefined) return err(failure ?? { code: 'UNREADABLE' });
  const acls = await collect(line, { path: `/consumers/${encodeURIComponent(found.id)}/acls`, shape: acl });
  return acls.failure === null ? ok({ consumer: found, acls: acls.items }) : err(acls.failure);
};
