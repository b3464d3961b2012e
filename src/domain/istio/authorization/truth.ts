/** null: not known. Logic with three values, so that "not known" stays exactly where it matters. */
export type Truth = boolean | null;

export function every<T>(items: readonly T[], holds: (item: T) => Truth): Truth {
  let truth: Truth = true;
  for (const item of items) {
    const one = holds(item);
    if (one === false) return false;
    if (one === null) truth = null;
  }
  return truth;
}

export function some<T>(items: readonly T[], holds: (item: T) => Truth): Truth {
  let truth: Truth = false;
  for (const item of items) {
    const one = holds(item);
    if (one === true) return true;
    if (one === null) truth = null;
  }
  return truth;
}

export const not = (truth: Truth): Truth => (truth === null ? null : !truth);
