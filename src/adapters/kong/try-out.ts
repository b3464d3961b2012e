import type { WriteFailure } from '../../app/ports-of-writing';
import type { JsonObject } from '../../domain/json';
import { err, ok } from '../../domain/result';
import type { KongLine } from './line';
import { readNode } from './read-target';
import type { About, Rehearsed } from './write-outcome';

/**
 * Asks Kong about a write without making it: whether the node takes writes at all, and whether its schemas take the entity. Kong says
 * nothing beforehand about uniqueness, about what the entity refers to, or about the rights for that one path.
 * @param body null: nothing but a deletion is meant
 * @source `POST /schemas/{entity}/validate`: recording 00 (3.9.3), Enterprise and Konnect from their specifications
 */
export const tryOut = async (line: KongLine, about: About, body: JsonObject | null): Promise<Rehearsed> => {
  const readOnly = await readOnlyFailure(line);
  if (readOnly !== null) return err(readOnly);
  if (body === null) return ok({ warnings: [] });
  const path = `/schemas/${about.entity}/validate`;
  const answer = await line.write({ method: 'POST', path, body });
  if (answer.ok) return ok({ warnings: [] });
  const { status } = answer.failure;
  if (status === 404) return ok({ warnings: [CANNOT_SAY] });
  return err(status === 400 ? { code: 'INVALID', status, detail: about.entity } : answer.failure);
};

const CANNOT_SAY = 'This gateway cannot be asked beforehand whether it would take the change.';

/** A node without a database and a data plane refuse every write. Where the node's page is closed to the credential, that is not known. */
const readOnlyFailure = async (line: KongLine): Promise<WriteFailure | null> => {
  const { items, failure } = await readNode(line);
  if (failure !== null) return failure.code === 'NOT_PERMITTED' ? null : failure;
  const node = items[0];
  return node?.database === 'off' || node?.role === 'data_plane' ? { code: 'READ_ONLY' } : null;
};
