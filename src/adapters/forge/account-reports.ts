import { privacy } from '@forge/api';
import { z } from 'zod';
import type { AccountReports } from '../../app/ports-of-audit';
import { err, ok } from '../../domain/result';

const updates = z.array(z.object({ accountId: z.string(), status: z.enum(['closed', 'updated']) }));

/**
 * Reports through @forge/api, which sends everything it is given at once, ninety accounts a request, and throws the answer itself when one
 * is refused: so it is given ninety at most. What the answer's headers say of the cycle it does not pass on; seven days hold without them.
 */
export const accountReports: AccountReports = {
  async report(accounts) {
    try {
      return ok(updates.parse(await privacy.reportPersonalData([...accounts])));
    } catch (thrown) {
      if (!isAnswer(thrown)) throw thrown;
      return err({ code: 'REPORT_REFUSED', detail: String(thrown.status) });
    }
  },
};

/** The API's own answer, of whichever realm: never our bug. */
const isAnswer = (thrown: unknown): thrown is { status: number } =>
  typeof thrown === 'object' && thrown !== null && 'status' in thrown && typeof thrown.status === 'number';
