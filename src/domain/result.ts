/** An expected outcome: a value, or an error with a closed `code`. Bugs throw instead. */
export type Result<T, E extends { code: string } = { code: string }> = Ok<T> | Err<E>;
export type Ok<T> = { ok: true; value: T };
export type Err<E> = { ok: false; error: E };

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <const E extends { code: string }>(error: E): Err<E> => ({ ok: false, error });
