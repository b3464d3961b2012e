/** A process that ends in the middle of what it does. */
class Killed extends Error {
  override name = 'Killed';
}

export type Killing = {
  /** Calls to the outside so far. */
  calls: number;
  /** The call at which the process ends, counted from 1; null: it does not. */
  at: number | null;
  /** Whether that call still took effect: nobody was there any more to hear of it. */
  took: boolean;
};

/**
 * The outside, each call of which is counted, and at one of which the process ends. Clock and ids are the process's own, and are not
 * counted.
 */
export const killable = <P extends object>(ports: P, killing: Killing): P =>
  Object.fromEntries(
    Object.entries(ports).map(([name, port]: [string, unknown]) => [
      name,
      name === 'clock' || name === 'ids' || typeof port !== 'object' || port === null
        ? port
        : counted(port as Record<string, unknown>, killing),
    ]),
  ) as P;

const counted = (port: Record<string, unknown>, killing: Killing): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(port).map(([name, method]) => [
      name,
      typeof method !== 'function'
        ? method
        : async (...args: unknown[]): Promise<unknown> => {
            killing.calls += 1;
            const isNow = killing.at !== null && killing.calls >= killing.at;
            // Whoever was killed does nothing more, whatever it was about to catch.
            if (isNow && (killing.calls > (killing.at ?? 0) || !killing.took)) throw new Killed();
            const answer: unknown = await (method as (...given: unknown[]) => unknown)(...args);
            if (isNow) throw new Killed();
            return answer;
          },
    ]),
  );
