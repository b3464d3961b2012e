/** Who did it. `forgotten`: a person whose account was closed, or who was erased. */
export type DoneBy = { kind: 'person'; accountId: string } | { kind: 'job' } | { kind: 'forgotten' };

/** How a chain names what did something by itself. */
const JOB = 'job:';

/** @param people whom pseudonyms stand for */
export const doneBy = (ref: string, people: ReadonlyMap<string, string>): DoneBy => {
  if (ref.startsWith(JOB)) return { kind: 'job' };
  const accountId = people.get(ref);
  return accountId === undefined ? { kind: 'forgotten' } : { kind: 'person', accountId };
};
