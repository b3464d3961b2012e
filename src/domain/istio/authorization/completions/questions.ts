import type { Call } from '../call';
import type { Question } from '../conditions';
import { modesOf } from '../../mtls';
import { entered, isConnection } from '../entry-stages';
import type { Guard } from '../guard';
import { isKnown } from '../known';
import { rulesFor } from '../stages';

/**
 * Everything that a guard asks about what is not known of a call: each value that makes a difference anywhere is told apart by one of
 * these questions. A rule that holds, or does not, whatever the rest may be asks nothing.
 * @param sent its path is known where it was said
 */
export function openQuestions(guard: Guard, sent: Call): Question[] {
  const { call } = entered(guard, sent);
  const rules = Object.values(guard.enforced)
    .flat()
    .flatMap((enforced) => rulesFor(enforced, guard, call).filter((rule) => rule.holds(call) === null));
  const asked = rules.flatMap(({ tests }) => tests.flatMap(({ questions }) => questions));
  return [...asked, ...atTheEntry(guard, sent)].filter(({ asks }) => !isKnown(sent, asks));
}

/** What mutual TLS, tokens and outside providers turn on. */
function atTheEntry(guard: Guard, call: Call): Question[] {
  const { mutualTls, entryQuestions } = guard;
  const modes = new Set(modesOf(mutualTls, call).map(({ mode }) => mode));
  return [
    ...(modes.size > 1
      ? [{ of: 'number' as const, asks: 'port' as const, samples: () => Object.keys(mutualTls.ports) }]
      : []),
    ...(modes.has('STRICT') ? [entryQuestions.principal] : []),
    ...(guard.enforced.CUSTOM.length > 0 ? [entryQuestions.provider] : []),
    ...(isConnection(guard, call) || !readsTokens(guard, call) ? [] : entryQuestions.token),
  ];
}

const readsTokens = ({ requestAuthentications, tokens }: Guard, { token }: Call): boolean =>
  (requestAuthentications.length > 0 || tokens !== 'as-read') &&
  (token === undefined || token?.state === 'presented');
