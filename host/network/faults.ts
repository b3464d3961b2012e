import type { SourceFaults, StandIn } from '../types';

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });

const failure = (status: number): Response =>
  Response.json(
    { message: `fault: ${status}` },
    { status, headers: status === 429 ? { 'retry-after': '1' } : {} },
  );

/**
 * `standIn` with the misbehaviour that `faults` asks for at each request: `slowMs`, `failNext` (counted down in place),
 * `failPaths`. `down` is the network's: a connection that is refused never gets here.
 */
export const withFaults = (standIn: StandIn, faults: () => SourceFaults | undefined): StandIn => ({
  fetch: async (request) => {
    const wanted = faults() ?? {};
    if (wanted.slowMs !== undefined && wanted.slowMs > 0) await pause(wanted.slowMs, request.signal);
    if (wanted.failNext !== undefined && wanted.failNext.times > 0) {
      wanted.failNext.times -= 1;
      return failure(wanted.failNext.status);
    }
    const path = new URL(request.url).pathname;
    const failing = Object.entries(wanted.failPaths ?? {}).find(([prefix]) => path.startsWith(prefix));
    return failing === undefined ? standIn.fetch(request) : failure(failing[1]);
  },
});
