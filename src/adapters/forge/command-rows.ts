import kvs from '@forge/kvs';
import type { Command, Committed } from '../../app/ports-of-access';
import { err, ok, type Result } from '../../domain/result';
import type { CommandRow } from './access-rows';
import { pack, unpack } from './packing';
import { ROW_VERSION } from './rows';
import { existsAlready } from './storage-call';

/** Longer than any browser repeats a click. */
export const COMMANDS_KEPT = { ttl: { value: 30, unit: 'DAYS' as const } };

const commands = () => kvs.entity<CommandRow>('cmd');

/** Within the person's own: nobody takes an id away from somebody else. */
export const commandKey = ({ by, id }: Command): string => `${by}#${id}`;

type Claim = { digest: string; answer: Committed | null };

export const commandRow = async (
  { by, digest }: Command,
  { answer, at }: { answer: Committed | null; at: number },
): Promise<CommandRow> => {
  const claim: Claim = { digest, answer };
  return { v: ROW_VERSION, at, actor: by, blob: await pack(claim) };
};

/** The first answer; null when the command was not carried out yet. */
export const answerTo = async (
  command: Command,
): Promise<Result<Committed | null, { code: 'COMMAND_REUSED' }>> => {
  const row = await commands().get(commandKey(command));
  if (row === undefined) return ok(null);
  const claim = (await unpack(row.blob)) as Claim;
  return claim.digest === command.digest ? ok(claim.answer) : err({ code: 'COMMAND_REUSED' });
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
