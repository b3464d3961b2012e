import type { CredentialFacts, CredentialState, WriterState } from './connection';
import type { CredentialChange } from './connection-draft';
import { err, ok, type Result } from './result';

type AnyChange = CredentialChange | { change: 'read-only' };
type Stored = { current: string; previous?: string };

/** What a change of a credential means for its state and for what secret storage holds. `leave` touches no secret. */
export type CredentialStep =
  | { secrets: 'leave'; state: WriterState }
  | { secrets: 'remove'; state: WriterState }
  | { secrets: 'store'; state: CredentialState; secret: string; keepOlder: boolean }
  | { secrets: 'drop-older'; state: CredentialState };

/**
 * The step from `before`. A credential that is set while another is in force starts a rotation, in which both are valid, unless the
 * address changed: a secret is never sent to another place than the one it was entered for.
 * @param facts of the new secret
 * @returns err with the sentence that tells what is wrong
 */
export const stepOf = (
  before: WriterState,
  change: AnyChange,
  { facts, moved }: { facts: CredentialFacts; moved: boolean },
): Result<CredentialStep, { code: 'BAD_INPUT'; detail: string }> => {
  const inForce = 'current' in before ? before.current : null;
  switch (change.change) {
    case 'keep':
      return moved && inForce !== null
        ? err({ code: 'BAD_INPUT', detail: 'The address changed, so the token has to be entered again.' })
        : ok({ secrets: 'leave', state: before });
    case 'remove':
      return ok({ secrets: 'remove', state: { state: 'absent' } });
    case 'read-only':
      return ok({ secrets: 'remove', state: { state: 'read-only' } });
    case 'set':
      return ok(
        inForce === null || moved
          ? {
              secrets: 'store',
              state: { state: 'set', current: facts },
              secret: change.secret,
              keepOlder: false,
            }
          : {
              secrets: 'store',
              state: { state: 'rotating', current: facts, previous: inForce },
              secret: change.secret,
              keepOlder: true,
            },
      );
    case 'finish-rotation':
      return before.state === 'rotating'
        ? ok({ secrets: 'drop-older', state: { state: 'set', current: before.current } })
        : err({ code: 'BAD_INPUT', detail: 'No token is being exchanged.' });
  }
};

/** What secret storage holds after the step; null when nothing. */
export const secretsAfter = (step: CredentialStep, stored: Stored | null): Stored | null => {
  switch (step.secrets) {
    case 'leave':
      return stored;
    case 'remove':
      return null;
    case 'store':
      return step.keepOlder && stored !== null
        ? { current: step.secret, previous: stored.current }
        : { current: step.secret };
    case 'drop-older':
      return stored === null ? null : { current: stored.current };
  }
};
