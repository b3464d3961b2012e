/** The process is gone: nothing after this happens. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** Everything that leaves the process, and may be the last thing that it does. */
const OUTSIDE = [
  'confluence',
  'requests',
  'policies',
  'recorded',
  'projections',
  'outbox',
  'work',
  'signing',
  'settings',
  'mappings',
  'connections',
  'snapshots',
  'kong',
] as const;

type Outside = Partial<Record<(typeof OUTSIDE)[number], object>>;

/**
 * A process that is killed at its call number `after` to the outside: before it is carried out, or after it was and before the answer
 * came. Several edges may share one killer; once dead, every one of them is.
 */
export const aKiller = (after: number, when: 'before' | 'after') => {
  let left = after;
  let dead = false;
  const call = async (run: () => unknown): Promise<unknown> => {
    if (dead) throw new Killed();
    if (left > 0) {
      left -= 1;
      return run();
    }
    dead = true;
    if (when === 'after') await run();
    throw new Killed();
  };
  const dying = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name: keyof T & string) => {
        const member: unknown = target[name];
        return typeof member === 'function'
          ? (...args: unknown[]) => call(() => Reflect.apply(member, target, args))
          : member;
      },
    });
  const around = <P extends Outside>(ports: P): P => ({
    ...ports,
    ...Object.fromEntries(
      OUTSIDE.flatMap((name) => {
        const port = ports[name];
        return port === undefined ? [] : [[name, dying(port)]];
      }),
    ),
  });
  return { around, isDead: () => dead };
};
