import kvs from '@forge/kvs';
import type { Command, Committed } from '../../app/ports-of-access';
import { err, ok, type Result } from '../../domain/result';
import { requestIn, type CommandRow, type RequestRow } from './access-rows';
import { pack, unpack } from './packing';
import { policyIn, policyKey } from './policy-store';
import { ROW_VERSION, type SettingRow } from './rows';
import { existsAlready } from './storage-call';

/** Longer than any browser repeats a click. */
export const COMMANDS_KEPT = { ttl: { value: 30, unit: 'DAYS' as const } };

const commands = () => kvs.entity<CommandRow>('cmd');

/**
 * Within the person's own: nobody takes an id away from somebody else. `by` is, in everything here, the pseudonym of whoever gave the command,
 * or a job: nobody has to be forgotten in these rows, which no index finds by those whom they would name.
 */
export const commandKey = ({ by, id }: Command): string => `${by}#${id}`;

/** What was changed, and not how it was then: that would name people. */
type About = { requestId: string | null; policyOf: string | null };
type Claim = { digest: string; about: About | null };

export const commandRow = async (
  { by, digest }: Command,
  { answer, at }: { answer: Committed | null; at: number },
): Promise<CommandRow> => {
  const about: About | null =
    answer === null
      ? null
      : { requestId: answer.request?.id ?? null, policyOf: answer.policy?.spaceId ?? null };
  const claim: Claim = { digest, about };
  return { v: ROW_VERSION, at, actor: by, blob: await pack(claim) };
};

/** What the command changed, as it is now; null when the command was not carried out yet. */
export const answerTo = async (
  command: Command,
): Promise<Result<Committed | null, { code: 'COMMAND_REUSED' }>> => {
  const row = await commands().get(commandKey(command));
  if (row === undefined) return ok(null);
  const { digest, about } = (await unpack(row.blob)) as Claim;
  if (command.digest !== digest) return err({ code: 'COMMAND_REUSED' });
  return ok(about === null ? null : await asItIs(about));
};

const asItIs = async ({ requestId, policyOf }: About): Promise<Committed> => {
  const [request, policy] = await Promise.all([
    requestId === null ? undefined : kvs.entity<RequestRow>('request').get(requestId),
    policyOf === null ? undefined : kvs.entity<SettingRow>('setting').get(policyKey(policyOf)),
  ]);
  return {
    request: request === undefined ? null : await requestIn(request),
    policy: policy === undefined || policyOf === null ? null : policyIn(policyOf, policy),
  };
};

/** Says what the id stands for, before anything is done. One that was claimed and not carried out is carried out by the next who comes. */
export const claim = async (command: Command, at: number): Promise<void> => {
  try {
    const row = await commandRow(command, { answer: null, at });
    await commands().set(commandKey(command), row, { keyPolicy: 'FAIL_IF_EXISTS', ...COMMANDS_KEPT });
  } catch (thrown) {
    if (!existsAlready(thrown)) throw thrown;
  }
};
