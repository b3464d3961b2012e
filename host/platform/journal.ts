import type { HostClock, LogLine, PlatformCall } from '../types';

const MAX_LOG_LINES = 2_000;
const MAX_CALLS = 5_000;
/** developer.atlassian.com/platform/forge/limits-invocation: what exceeds these is not kept by Forge. */
const FORGE_LINES_PER_MINUTE = 100;
const FORGE_BYTES_PER_INVOCATION = 200 * 1024;

export type LogSource = { invocationId: string; functionKey: string };

export type Journal = {
  log(source: LogSource, level: LogLine['level'], text: string): void;
  call(call: Omit<PlatformCall, 'at'>): void;
  logs(): LogLine[];
  calls(): PlatformCall[];
  /** Forgets the counters of an invocation that has ended. */
  ended(invocationId: string): void;
};

type Quota = { minuteOf: number; lines: number; bytes: number; told: boolean };

/** What the app printed and called. Bodies and headers never come here, so no secret can. */
export function createJournal(clock: HostClock): Journal {
  const lines: LogLine[] = [];
  const made: PlatformCall[] = [];
  const quotas = new Map<string, Quota>();

  const push = (line: LogLine): void => {
    lines.push(line);
    if (lines.length > MAX_LOG_LINES) lines.splice(0, lines.length - MAX_LOG_LINES);
  };

  return {
    log({ invocationId, functionKey }, level, text) {
      const at = clock.now();
      const quota = quotas.get(invocationId) ?? { minuteOf: at, lines: 0, bytes: 0, told: false };
      if (at - quota.minuteOf >= 60_000) Object.assign(quota, { minuteOf: at, lines: 0, told: false });
      quotas.set(invocationId, quota);
      quota.lines += 1;
      quota.bytes += Buffer.byteLength(text);
      if (quota.lines <= FORGE_LINES_PER_MINUTE && quota.bytes <= FORGE_BYTES_PER_INVOCATION) {
        push({ at, level, text, functionKey });
      } else if (!quota.told) {
        quota.told = true;
        const limit =
          'local host: Forge keeps 100 lines a minute and 200 KB of an invocation; more is dropped';
        push({ at, level: 'warn', text: limit, functionKey });
      }
    },
    call(call) {
      made.push({ at: clock.now(), ...call });
      if (made.length > MAX_CALLS) made.splice(0, made.length - MAX_CALLS);
    },
    logs: () => [...lines],
    calls: () => [...made],
    ended: (invocationId) => quotas.delete(invocationId),
  };
}
