import type { KongTest, SourceFailure, TestedPart } from '../../app/ports';
import type { JsonObject } from '../../domain/json';
import { err, ok, type Result } from '../../domain/result';
import type { KongLine } from './line';
import { readNode } from './read-target';
import { asNode } from './test-connection';

/** Nothing that exists: a schema asks for shape alone. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** What a writer reads, then writes, each with an entity that its schema takes. */
const ENTITIES: readonly { entity: string; sample: JsonObject }[] = [
  { entity: 'consumers', sample: { username: 'gatehouse' } },
  { entity: 'acls', sample: { group: 'gatehouse', consumer: { id: NOBODY } } },
  { entity: 'plugins', sample: { name: 'rate-limiting', config: { minute: 1 } } },
];

/**
 * What answers; whether the credential may list what it has to read, with pages of one; and whether it may send Kong something, tried with
 * `POST /schemas/{entity}/validate`, which writes nothing. A right that is given for single paths only (Enterprise's RBAC) shows when
 * it is used. A node that takes no writes is told as such without asking further.
 */
export const testWriter = async (line: KongLine): Promise<Result<KongTest, SourceFailure>> => {
  const { items, failure } = await readNode(line);
  const node = items[0];
  if (node === undefined) return err(asNode(failure ?? { code: 'WRONG_PRODUCT' }));
  const isReadOnly = node.database === 'off' || node.role === 'data_plane';
  const parts = await Promise.all([
    ...ENTITIES.map(({ entity }) => reading(line, entity)),
    ...ENTITIES.map(({ entity, sample }) => (isReadOnly ? readOnly(entity) : writing(line, entity, sample))),
  ]);
  const known = parts.filter((part) => part !== null);
  const first = known[0]?.failure ?? null;
  // Konnect has no page of its own to answer: when nothing can be listed, nothing answered.
  const nothing = known.every((part) => part.failure !== null);
  return node.edition === 'konnect' && nothing && first !== null ? err(first) : ok({ node, parts: known });
};

const reading = async (line: KongLine, entity: string): Promise<TestedPart> => {
  const answer = await line.get(`/${entity}?size=1`);
  return { part: entity, failure: answer.ok ? null : answer.error };
};

const readOnly = (entity: string): Promise<TestedPart> =>
  Promise.resolve({ part: entity, writes: true, failure: { code: 'READ_ONLY' } });

/** null: the gateway cannot be asked. */
const writing = async (line: KongLine, entity: string, body: JsonObject): Promise<TestedPart | null> => {
  const answer = await line.write({ method: 'POST', path: `/schemas/${entity}/validate`, body });
  if (!answer.ok && answer.failure.status === 404) return null;
  if (answer.ok) return { part: entity, writes: true, failure: null };
  // A schema that refuses the sample does not have the plugin.
  const isMissing = answer.failure.status === 400;
  return {
    part: entity,
    writes: true,
    failure: isMissing ? { code: 'NOT_THERE', status: 400 } : answer.failure,
  };
};
