import { chainOfSpace } from '../../domain/access/ledger';
import { aboutNoRequest } from '../../domain/access/space-entries';
import { person } from '../../domain/access/transition';
import { ok, type Result } from '../../domain/result';
import type { Command, SpaceSettings } from '../ports-of-access';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';
import { nowOf, store } from './keep-step';

export type SpaceSettingsDetail = SpaceSettings & { spaceId: string; rev: number };

const NOT_ANSWERED: SpaceSettings = { writesTable: null, writesComments: null };

/** What Gatehouse writes on pages of the space; `rev` 0: nobody was asked. */
export async function readSpaceSettings(
  { recorded }: Pick<ResolverPorts, 'recorded'>,
  spaceId: string,
): Promise<Result<SpaceSettingsDetail, AccessRefusal>> {
  const stored = await recorded.get('space', spaceId);
  if (!stored.ok) return stored;
  return ok({ spaceId, rev: stored.value?.rev ?? 0, ...(stored.value?.value ?? NOT_ANSWERED) });
}

type Saving = { by: string; spaceId: string; rev: number; value: SpaceSettings; command: Command };

/** Stores the answers with their ledger entry; a click that comes twice gets its first answer. The space's pages follow. */
export async function saveSpaceSettings(
  ports: ResolverPorts,
  { by, spaceId, rev, value, command }: Saving,
): Promise<Result<SpaceSettingsDetail, AccessRefusal>> {
  const known = await readSpaceSettings(ports, spaceId);
  if (!known.ok) return known;
  const { writesTable, writesComments } = known.value;
  const entry = aboutNoRequest({
    type: 'settings.changed',
    at: nowOf(ports),
    actor: person(by),
    rev: rev + 1,
    body: { was: { writesTable, writesComments }, is: value },
  });
  const stored = await store(ports, {
    chain: chainOfSpace(spaceId),
    entry,
    settings: [{ kind: 'space', id: spaceId, rev: rev + 1, value }],
    command,
    effects: value.writesTable === writesTable ? [] : [{ do: 'project-space', spaceId, after: null }],
  });
  return stored.ok ? ok({ spaceId, rev: rev + 1, ...value }) : stored;
}
