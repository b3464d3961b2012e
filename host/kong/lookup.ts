import type { JsonObject } from '../../src/domain/json';
import type { KongContext } from './context';
import { kindNamed, type EntityKind } from './entities';
import { errors } from './errors';
import { isUuid } from './field-rules';

const NAMED_STRICTLY = new Set(['services', 'routes']);

/** The entity a path segment names: by id, or by the kind's name field. A certificate may be named by one of its SNIs. */
export const lookUp = (context: KongContext, kind: EntityKind, segment: string): JsonObject | undefined => {
  if (isUuid(segment)) return context.store.byId(kind.kind, segment.toLowerCase());
  if (kind.kind === 'certificates') {
    const sni = context.store.byName(kindNamed('snis'), segment);
    const certificate = sni?.certificate as { id?: unknown } | undefined;
    return certificate === undefined ? undefined : context.store.byId('certificates', String(certificate.id));
  }
  if (NAMED_STRICTLY.has(kind.kind) && !/^[\w.\-~\u0080-\u{10ffff}]+$/u.test(segment))
    throw errors.uniqueName(segment);
  return kind.lookup === null ? undefined : context.store.byName(kind, segment);
};

/** What the segment fixes of an entity that a PUT makes. */
export const fixedBy = (kind: EntityKind, segment: string): JsonObject => {
  if (isUuid(segment)) return { id: segment.toLowerCase() };
  if (kind.lookup === null) throw errors.notFound();
  return { [kind.lookup]: segment };
};
