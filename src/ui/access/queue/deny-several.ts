import type { RequestRow } from '../../../contract/access';
import { sentenceOf } from '../../parts/problem';
import { invoke } from '../../parts/invoke';
import { newId } from '../parts/use-command-id';

/** What became of one of several denials. */
export type Denied = { id: string; caller: string; denied: boolean; sentence: string };

/**
 * Denies one request after the other for the same reason, each in the revision that the list showed: what was changed since is left
 * alone. The list does not carry the plan, so each request is read before.
 */
export async function denySeveral(
  rows: RequestRow[],
  reason: string,
  onEach: (outcome: Denied) => void,
): Promise<void> {
  for (const row of rows) onEach({ id: row.id, caller: row.caller, ...(await denyOne(row, reason)) });
}

async function denyOne(
  { id, rev }: RequestRow,
  reason: string,
): Promise<Pick<Denied, 'denied' | 'sentence'>> {
  const read = await invoke('readRequest', { requestId: id });
  if (!read.ok) return { denied: false, sentence: sentenceOf(read.error) };
  if (read.value.rev !== rev)
    return { denied: false, sentence: 'It was changed since the list was read; look at it first.' };
  const answer = await invoke('reviewRequest', {
    requestId: id,
    rev,
    planHash: read.value.planHash,
    verdict: 'deny',
    reason,
    commandId: newId(),
  });
  return answer.ok
    ? { denied: true, sentence: 'Denied.' }
    : { denied: false, sentence: sentenceOf(answer.error) };
}
