/**
 * A bug that we noticed ourselves. Its message is a fixed text of ours, so it may be logged; every other message may quote what
 * somebody sent or a source answered and is withheld.
 */
export class OwnError extends Error {
  override readonly name = 'OwnError';
}

/** What may be logged of anything that was thrown: a name, and the message when it is our own text. Never a payload, never a token. */
export const loggable = (thrown: unknown): { name: string; message: string } => {
  if (thrown instanceof OwnError) return { name: thrown.name, message: thrown.message };
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return { name: /^[A-Za-z_$][\w$]{0,63}$/.test(name) ? name : 'Error', message: '(withheld)' };
};
