import type { Json } from '../../src/domain/json';

/** A value of an entity as text: what Kong writes into messages and keys. */
export const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);
