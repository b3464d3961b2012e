import { err, ok, type Result } from '../domain/result';
import type { SpaceRule } from '../domain/space-rules';
import type { Ports } from './ports';
import { detailsOf, type ConnectionDetails } from './read-connection';
import type { Refusal } from './refusal';

/**
 * What each space may show and change through the connection. A space that is added has to exist and be visible to the admin; one that was
 * there before stays, visible or not.
 */
export async function saveSpaceRules(
  ports: Pick<Ports, 'connections' | 'confluence' | 'clock'>,
  { id, rev, rules }: { id: string; rev: number; rules: SpaceRule[] },
): Promise<Result<ConnectionDetails, Refusal>> {
  const found = await ports.connections.get(id);
  if (!found.ok) return found;
  if (found.value === null) return err({ code: 'CONNECTION_GONE' });
  const known = await knownSpaces(ports, found.value.spaceRules, rules);
  if (!known.ok) return known;
  const stored = await ports.connections.put({
    ...found.value,
    rev: rev + 1,
    spaceRules: rules,
    updatedAt: ports.clock.now(),
  });
  return stored.ok ? detailsOf(ports, stored.value) : stored;
}

async function knownSpaces(
  { confluence }: Pick<Ports, 'confluence'>,
  before: readonly SpaceRule[],
  after: readonly SpaceRule[],
): Promise<Result<true, Refusal>> {
  const added = after.map((rule) => rule.spaceId).filter((id) => !before.some((rule) => rule.spaceId === id));
  if (added.length === 0) return ok(true);
  const spaces = await confluence.spaces(added);
  if (!spaces.ok) return spaces;
  const missing = added.find((id) => !spaces.value.some((space) => space.id === id));
  if (missing === undefined) return ok(true);
  const field = `rules.${after.findIndex((rule) => rule.spaceId === missing)}.spaceId`;
  return err({ code: 'BAD_INPUT', field, detail: 'There is no such space, or you may not see it.' });
}
