/** How things stand to a change, before anything is written for it. */
export type Standing =
  /**
   * Nothing is left to write. `by`: the request whose mark it carries, which may be another one; null: it was so without us, or nothing
   * is there. `left`: `absent` is wanted, and this stays there all the same: it is not ours, or others have come to use it.
   */
  | { is: 'as wanted'; by: string | null; left?: string }
  /** Ours or nothing yet, and to be written. */
  | { is: 'to be written'; by: string | null }
  /** Something that is not ours stands in its place. */
  | { is: 'foreign'; what: string };
