/** A resolver is ended by Forge after 25 s; 22 s of them are for reading. */
export const INVOCATION_BUDGET_MS = 22_000;

/** Forge lets an invocation make 100 outbound calls a minute; the rest is for calls that are tried again. */
const INVOCATION_CALLS = 90;

/** Calls that each of `sources` may make when they are read together. */
export const callsOf = (sources: number): number => Math.floor(INVOCATION_CALLS / Math.max(1, sources));

/** Kept back of what is left: to store the reading and to send the answer. */
const ANSWER_RESERVE_MS = 2_500;

/** Sources that one invocation reads at the same time. */
export const SOURCES_AT_A_TIME = 8;

/**
 * Milliseconds that each of `sources` may take, when at most `SOURCES_AT_A_TIME` are read at the same time and the others wait their
 * turn. 0 when there is no time left: everything is then BUDGET_SPENT.
 * @param remainingMs what the platform leaves this invocation
 */
export const budgetOf = ({ sources, remainingMs }: { sources: number; remainingMs: number }): number => {
  const total = Math.max(0, Math.min(INVOCATION_BUDGET_MS, remainingMs - ANSWER_RESERVE_MS));
  const turns = Math.max(1, Math.ceil(sources / SOURCES_AT_A_TIME));
  return Math.floor(total / turns);
};
