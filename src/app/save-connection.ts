import type {
  Connection,
  CredentialFacts,
  CredentialRole,
  CredentialState,
  WriterState,
} from '../domain/connection';
import { originOf, type ConnectionDraft } from '../domain/connection-draft';
import { secretsAfter, stepOf, type CredentialStep } from '../domain/credential-change';
import { err, ok, type Result } from '../domain/result';
import { targetOf } from './connection-target';
import type { StoredSecrets } from './ports';
import type { ResolverPorts } from './resolver-ports';
import { detailsOf, type ConnectionDetails } from './read-connection';
import type { Refusal } from './refusal';
import { tokenExpiry } from './token-expiry';

export type SaveConnection = { id: string | null; rev: number; draft: ConnectionDraft; by: string };

type Steps = Record<CredentialRole, CredentialStep>;

/**
 * Adds or edits a connection. What is stored tells the truth after each of its three writes, so a crash between any two leaves nothing
 * to repair, only something to enter again:
 * 1. the connection, compared and swapped. Whoever loses is told CONFLICT and no secret was touched. A credential whose secret is about to
 *    change keeps its old state here; where the address changed it is `absent`, so that no old secret goes to a new place;
 * 2. the secrets;
 * 3. the connection again, with the facts of the new credentials.
 * Secrets first would replace them for somebody who then loses the swap; the facts first would promise a secret that is not there.
 */
export async function saveConnection(
  ports: ResolverPorts,
  change: SaveConnection,
): Promise<Result<ConnectionDetails, Refusal>> {
  const before = await connectionBefore(ports, change);
  if (!before.ok) return before;
  const owners = await knownOwners(ports, change.draft);
  if (!owners.ok) return owners;
  // Whoever owns a connection is known to the report of personal data.
  const people = change.draft.owners.flatMap((owner) => (owner.kind === 'person' ? owner.accountId : []));
  const noted = await ports.requests.pseudonyms(people, Date.parse(ports.clock.now()));
  if (!noted.ok) return noted;
  const steps = stepsOf(ports, before.value, change);
  if (!steps.ok) return steps;
  const edited = edit(ports, before.value, change);
  const stored = await ports.connections.put({
    ...edited,
    reader: stateDuring(steps.value.reader, edited.reader, moved(before.value, change)) as CredentialState,
    writer: stateDuring(steps.value.writer, edited.writer, moved(before.value, change)),
  });
  if (!stored.ok) return stored;
  for (const role of ['reader', 'writer'] as const) {
    const kept = await keepSecrets(ports, edited.id, { role, step: steps.value[role] });
    if (!kept.ok) return kept;
  }
  const finished = await noteCredentials(ports, stored.value, steps.value);
  return finished.ok ? detailsOf(ports, finished.value) : finished;
}

async function connectionBefore(
  ports: ResolverPorts,
  { id, rev, draft }: SaveConnection,
): Promise<Result<Connection | null, Refusal>> {
  if (id === null) return ok(null);
  const found = await ports.connections.get(id);
  if (!found.ok) return found;
  if (found.value === null) return err({ code: 'CONNECTION_GONE' });
  if (found.value.rev !== rev) return err({ code: 'CONFLICT' });
  return found.value.kind === draft.target.kind
    ? ok(found.value)
    : err({
        code: 'BAD_INPUT',
        field: 'draft.target.kind',
        detail: 'A connection keeps its kind; add another one.',
      });
}

async function knownOwners(
  ports: ResolverPorts,
  { owners }: ConnectionDraft,
): Promise<Result<true, Refusal>> {
  for (const [n, owner] of owners.entries()) {
    if (owner.kind !== 'group') continue;
    const group = await ports.confluence.group(owner.groupId);
    if (!group.ok) return group;
    if (group.value === null) return err({ code: 'GROUP_GONE', field: `draft.owners.${n}.groupId` });
  }
  return ok(true);
}

const moved = (before: Connection | null, { draft }: SaveConnection): boolean =>
  before !== null && originOf(targetOf(before)) !== originOf(draft.target);

function stepsOf(
  ports: ResolverPorts,
  before: Connection | null,
  change: SaveConnection,
): Result<Steps, Refusal> {
  const step = (role: CredentialRole) => {
    const wanted = change.draft[role];
    const facts: CredentialFacts = {
      setAt: ports.clock.now(),
      setBy: change.by,
      expiresAt: wanted.change === 'set' ? tokenExpiry(wanted.secret) : null,
    };
    return stepOf(before?.[role] ?? { state: 'absent' }, wanted, { facts, moved: moved(before, change) });
  };
  const [reader, writer] = [step('reader'), step('writer')];
  if (!reader.ok) return err({ ...reader.error, field: 'draft.reader.change' });
  if (!writer.ok) return err({ ...writer.error, field: 'draft.writer.change' });
  return ok({ reader: reader.value, writer: writer.value });
}

function edit(ports: ResolverPorts, before: Connection | null, { draft, rev }: SaveConnection): Connection {
  const at = ports.clock.now();
  const common = {
    id: before?.id ?? ports.ids.next(),
    rev: before === null ? 1 : rev + 1,
    name: draft.name,
    owners: draft.owners,
    reader: before?.reader ?? { state: 'absent' as const },
    writer: before?.writer ?? { state: 'absent' as const },
    spaceRules: before?.spaceRules ?? [],
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
  };
  return draft.target.kind === 'kong'
    ? { ...common, kind: 'kong', api: draft.target.api }
    : { ...common, kind: 'kubernetes', url: draft.target.url };
}

/** The state between the first write and the third. Taking a secret out of use is true at once; a new one is in use once it is stored. */
const stateDuring = (step: CredentialStep, before: WriterState, addressChanged: boolean): WriterState => {
  if (step.secrets !== 'store') return step.state;
  return addressChanged ? { state: 'absent' } : before;
};

async function keepSecrets(
  ports: ResolverPorts,
  id: string,
  { role, step }: { role: CredentialRole; step: CredentialStep },
): Promise<Result<true, Refusal>> {
  if (step.secrets === 'leave') return ok(true);
  if (step.secrets === 'remove') return ports.secrets.remove(id, role);
  const stored = await ports.secrets.get(id, role);
  if (!stored.ok) return stored;
  const after: StoredSecrets | null = secretsAfter(step, stored.value);
  return after === null ? ok(true) : ports.secrets.put(id, role, after);
}

/** Only the states of the credentials that were stored; whatever else an admin changed meanwhile stays. */
async function noteCredentials(
  ports: ResolverPorts,
  connection: Connection,
  steps: Steps,
): Promise<Result<Connection, Refusal>> {
  const roles = (['reader', 'writer'] as const).filter((role) => steps[role].secrets === 'store');
  let current = connection;
  for (let attempt = 0; roles.length > 0; attempt += 1) {
    const states = Object.fromEntries(roles.map((role) => [role, steps[role].state]));
    const noted = await ports.connections.put({ ...current, ...states, rev: current.rev + 1 });
    if (noted.ok || noted.error.code !== 'CONFLICT' || attempt === ATTEMPTS) return noted;
    const latest = await ports.connections.get(connection.id);
    if (!latest.ok) return latest;
    if (latest.value === null) return err({ code: 'CONNECTION_GONE' });
    current = latest.value;
  }
  return ok(current);
}

const ATTEMPTS = 3;
