/** Sets how far the host's clock is ahead of the real one, in milliseconds. */
export type SetOffset = (offsetMs: number) => void;

/**
 * Makes `Date` follow the host's clock, so that what the app dates and what it compares with move together
 * when somebody advances the time. Timers and performance.now() stay real.
 */
export function moveDate(): SetOffset {
  const RealDate = globalThis.Date;
  const realNow = RealDate.now.bind(RealDate);
  let offset = 0;
  const now = (): number => realNow() + offset;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    get: (target, property, receiver) =>
      property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown),
  });
  return (offsetMs) => {
    offset = offsetMs;
  };
}
