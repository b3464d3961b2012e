import { hashOf } from '../../domain/access/canonical-json';
import { chainOfSpace } from '../../domain/access/ledger';
import { stateAt, type AccessRequest } from '../../domain/access/request';
import type { SigningKey } from '../../domain/access/signature';
import { signHead } from '../../domain/access/signed-head';
import {
  outboxKey,
  type Effect,
  type Refusal as StepRefusal,
  type Transition,
} from '../../domain/access/transition';
import type { Json } from '../../domain/json';
import { err, ok, type Result } from '../../domain/result';
import type { Command, Commit, Committed } from '../ports-of-access';
import type { Refusal } from '../refusal';
import type { ResolverPorts } from '../resolver-ports';
import type { AccessRefusal } from './access-refusal';

export type StoringPorts = Pick<ResolverPorts, 'requests' | 'signing' | 'clock' | 'work'>;

/** A click as the browser numbered it. `what` is everything that it asked for. */
export const commandOf = (by: string, id: string, what: Json): Command => ({ id, by, digest: hashOf(what) });

const REUSED = {
  code: 'BAD_INPUT',
  field: 'commandId',
  detail: 'This id was used for something else.',
} as const;

/** What the command did when it came before; null when it did not. Asked before anything is checked: a repeated click gets its answer. */
export async function answeredBefore(
  { requests }: StoringPorts,
  command: Command,
): Promise<Result<Committed | null, AccessRefusal>> {
  const before = await requests.answered(command);
  if (before.ok) return before;
  return before.error.code === 'COMMAND_REUSED' ? err(REUSED) : err(before.error);
}

type Decision = Pick<Commit, 'chain' | 'entry'> &
  Partial<Omit<Commit, 'chain' | 'entry' | 'seal'>> & {
    /** Absent: the key that is in use. */
    signWith?: SigningKey;
  };

/** Stores a decision with its ledger entry and what follows from it, signs the end of the chain, and calls for the work to be done. */
export async function store(
  ports: StoringPorts,
  { signWith, ...decision }: Decision,
): Promise<Result<Committed, Refusal>> {
  const key = signWith === undefined ? await ports.signing.current() : ok(signWith);
  if (!key.ok) return key;
  const stored = await ports.requests.commit({
    request: null,
    policy: null,
    settings: [],
    page: null,
    mappings: [],
    keys: null,
    command: null,
    effects: [],
    ...decision,
    seal: (head) => signHead(head, key.value),
  });
  if (stored.ok) {
    await callForWork(ports, decision);
    return stored;
  }
  return stored.error.code === 'COMMAND_REUSED' ? err(REUSED) : err(stored.error);
}

/** Whoever decides has this long to write on the page themselves (`projectAsPerson`), before the app does. */
const PERSON_FIRST_SECONDS = 60;

/** A message that is lost here only delays the work: the sweep finds it in the outbox. */
const callForWork = async ({ work }: StoringPorts, { entry, effects = [] }: Decision): Promise<void> => {
  const isTheirs = (effect: Effect): boolean =>
    effect.do === 'project' && entry.req !== null && entry.actor.kind === 'person';
  const atOnce = effects.filter((effect) => !isTheirs(effect)).map(outboxKey);
  const later = effects.filter(isTheirs).map(outboxKey);
  if (atOnce.length > 0) await work.push(atOnce);
  if (later.length > 0) await work.push(later, PERSON_FIRST_SECONDS);
};

/** A step, and what is set together with it. */
type SettingStep = Result<Transition & Partial<Pick<Commit, 'settings'>>, StepRefusal>;

/** Stores the arrow that a step made, and what is set with it. Somebody who was faster is told with what they did. */
export async function keepStep(
  ports: StoringPorts,
  step: SettingStep,
  command: Command | null,
): Promise<Result<AccessRequest, AccessRefusal>> {
  if (!step.ok) return step;
  const { request, entry, effects, settings = [] } = step.value;
  const chain = chainOfSpace(request.spaceId);
  const stored = await store(ports, { chain, request, entry, effects, settings, command });
  if (stored.ok) return ok(stored.value.request ?? request);
  return stored.error.code === 'CONFLICT' ? conflictOn(ports, request.id) : stored;
}

const conflictOn = async (ports: StoringPorts, id: string): Promise<Result<never, AccessRefusal>> => {
  const now = await ports.requests.get(id);
  if (!now.ok) return now;
  if (now.value === null) return err({ code: 'NO_SUCH_REQUEST' });
  const { rev, reviews } = now.value;
  const by = reviews.at(-1)?.by ?? null;
  return err({ code: 'CONFLICT', now: stateAt(now.value, nowOf(ports)), rev, by });
};

export const nowOf = ({ clock }: Pick<ResolverPorts, 'clock'>): number => Date.parse(clock.now());
