import {
  beginVerification,
  concludeVerification,
  verifyOn,
  walkedTo,
  type Verification,
  type VerificationScope,
} from '../../domain/access/verification';
import { ok, type Result } from '../../domain/result';
import type { Ports } from '../ports';
import type { Refusal } from '../refusal';
import { nowOf } from './keep-step';
import { witnessesFor, type WitnessPorts } from './witnesses';

export type VerifyPorts = WitnessPorts & Pick<Ports, 'clock' | 'signing'>;

export type Verifying = { verification: Verification; entries: number };

type Asked = {
  chain: string;
  /** null: the site's chain. */
  spaceId: string | null;
  scope: VerificationScope;
  /** Starts anew, unless one is going on. */
  begin: boolean;
};

/** As many entries as one call walks: about a hundred storage units, and a bar that moves. */
const A_CALL = 1_000;
const A_PAGE = 100;
/** Kept back to store the step and to answer in. */
const RESERVE_MS = 5_000;

/** The last verification of the chain in each scope; null where there was none. `entries`: how many the chain has now. */
export async function readVerifications(
  { audit, requests }: Pick<Ports, 'audit' | 'requests'>,
  chain: string,
): Promise<Result<{ known: Verification[]; entries: number }, Refusal>> {
  const [whole, since, head] = await Promise.all([
    audit.verification(chain, 'whole'),
    audit.verification(chain, 'since-checkpoint'),
    requests.head(chain),
  ]);
  if (!whole.ok) return whole;
  if (!since.ok) return since;
  if (!head.ok) return head;
  const known = [whole.value, since.value].filter((one) => one !== null);
  return ok({ known, entries: head.value?.seq ?? 0 });
}

/**
 * Walks a verification on for as long as one call may take, and stores how far it has come. Whoever asks again goes on from there, and
 * so does somebody else: there is one a chain and scope. null: there is none to go on with.
 */
export async function verifyLedger(
  ports: VerifyPorts,
  asked: Asked,
): Promise<Result<Verifying | null, Refusal>> {
  const { chain, scope, begin } = asked;
  const known = await ports.audit.verification(chain, scope);
  if (!known.ok) return known;
  const isOver = known.value === null || known.value.outcome !== null;
  const current = isOver && begin ? await begun(ports, asked) : known;
  if (!current.ok) return current;
  if (current.value === null) return ok(null);
  const stepped = current.value.outcome === null ? await walked(ports, current.value) : current;
  if (!stepped.ok) return stepped;
  if (stepped.value === known.value) return withEntries(ports, current.value);
  const verification = { ...(stepped.value ?? current.value), rev: (known.value?.rev ?? 0) + 1 };
  const stored = await ports.audit.saveVerification(verification);
  if (stored.ok) return withEntries(ports, verification);
  return stored.error.code === 'CONFLICT' ? latest(ports, chain, scope) : stored;
}

const begun = async (
  ports: VerifyPorts,
  { chain, spaceId, scope }: Asked,
): Promise<Result<Verification, Refusal>> => {
  const keys = await ports.signing.verifying();
  if (!keys.ok) return keys;
  const witnesses = await witnessesFor(ports, { chain, spaceId, keys: keys.value });
  if (!witnesses.ok) return witnesses;
  return ok(beginVerification({ chain, scope, at: nowOf(ports), ...witnesses.value }));
};

/** The head is read before the records up to it: what is appended meanwhile is walked by the next call. */
const walked = async (ports: VerifyPorts, start: Verification): Promise<Result<Verification, Refusal>> => {
  const head = await ports.requests.head(start.chain);
  if (!head.ok) return head;
  const end = head.value?.seq ?? 0;
  const last = Math.min(end, walkedTo(start) + A_CALL);
  let current = start;
  while (current.cursor.walked !== 'broken' && walkedTo(current) < last) {
    if (ports.clock.remainingMs() < RESERVE_MS) return ok(current);
    const from = walkedTo(current) + 1;
    const to = Math.min(last, from + A_PAGE - 1);
    const records = await ports.requests.records(start.chain, { from, to });
    if (!records.ok) return records;
    current = verifyOn(current, records.value, nowOf(ports));
    // Records that are not there end the walk: the verdict says where.
    if (walkedTo(current) < to) break;
  }
  if (current.cursor.walked !== 'broken' && walkedTo(current) >= last && last < end) return ok(current);
  const keys = await ports.signing.verifying();
  if (!keys.ok) return keys;
  return ok(concludeVerification(current, { head: head.value, keys: keys.value, at: nowOf(ports) }));
};

/** Somebody else took the step at the same time: theirs counts. */
const latest = async (
  ports: VerifyPorts,
  chain: string,
  scope: VerificationScope,
): Promise<Result<Verifying | null, Refusal>> => {
  const now = await ports.audit.verification(chain, scope);
  if (!now.ok) return now;
  return now.value === null ? ok(null) : withEntries(ports, now.value);
};

const withEntries = async (
  { requests }: Pick<Ports, 'requests'>,
  verification: Verification,
): Promise<Result<Verifying, Refusal>> => {
  const head = await requests.head(verification.chain);
  return head.ok ? ok({ verification, entries: head.value?.seq ?? 0 }) : head;
};
