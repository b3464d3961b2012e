import type { Binding } from './binding';

/** The same environments in the same order. The order of keys and labels does not count: Confluence may store them in another. */
export const sameBinding = (one: Binding, other: Binding): boolean => inOrder(one) === inOrder(other);

const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
