import { z } from 'zod';
import type { HostClock, Invocation, InvocationOutcome, StateFiles } from '../types';
import { type Random, uuidFrom } from './ids';
import type { ScheduledModule } from './manifest';

export type Schedules = {
  /** Runs what is due, each once however much time has passed: Forge does not make up for missed runs. */
  tick(): Promise<void>;
  run(moduleKey: string): Promise<InvocationOutcome>;
  close(): void;
};

type Settings = {
  modules: ScheduledModule[];
  cloudId: string;
  clock: HostClock;
  state: StateFiles;
  random: Random;
  invoke: (invocation: Invocation) => Promise<InvocationOutcome>;
};

const MINUTE_MS = 60_000;
const INTERVAL_MS: Record<ScheduledModule['interval'], number> = {
  fiveMinute: 5 * MINUTE_MS,
  hour: 60 * MINUTE_MS,
  day: 1_440 * MINUTE_MS,
  week: 10_080 * MINUTE_MS,
};
/** manifest-reference/modules/scheduled-trigger: about five minutes after the deployment. */
const FIRST_RUN_AFTER_MS = 5 * MINUTE_MS;
/** setTimeout takes no more; a longer wait is taken in steps. */
const MAX_WAIT_MS = 3_600_000;

const NextRuns = z.record(z.string(), z.number());

/** Scheduled triggers on the host's clock. A run that fails is not repeated. Next runs are in the state file `schedules`. */
export function createSchedules({ modules, cloudId, clock, state, random, invoke }: Settings): Schedules {
  const stored = NextRuns.parse(state.read('schedules') ?? {});
  const nextRuns = new Map(modules.map(({ key }) => [key, stored[key] ?? clock.now() + FIRST_RUN_AFTER_MS]));
  const keep = (): void => {
    state.write('schedules', Object.fromEntries(nextRuns));
  };
  let timer: NodeJS.Timeout | undefined;

  const run = (module: ScheduledModule): Promise<InvocationOutcome> =>
    invoke({
      functionKey: module.function,
      payload: { context: { cloudId, moduleKey: module.key }, contextToken: uuidFrom(random) },
      moduleKey: module.key,
      moduleType: 'scheduledTrigger',
      accountId: null,
    });
  const tick = async (): Promise<void> => {
    for (const module of modules) {
      const due = nextRuns.get(module.key) ?? 0;
      if (due > clock.now()) continue;
      const interval = INTERVAL_MS[module.interval];
      nextRuns.set(module.key, due + interval * (Math.floor((clock.now() - due) / interval) + 1));
      keep();
      await run(module);
    }
    wait();
  };
  const wait = (): void => {
    clearTimeout(timer);
    if (modules.length === 0) return;
    const ms = Math.min(...nextRuns.values()) - clock.now();
    timer = setTimeout(() => void tick(), Math.min(Math.max(ms, 0), MAX_WAIT_MS)).unref();
  };
  keep();
  wait();

  return {
    tick,
    close: () => {
      clearTimeout(timer);
    },
    async run(moduleKey) {
      const module = modules.find(({ key }) => key === moduleKey);
      if (module === undefined) throw new Error(`the manifest has no scheduled trigger ${moduleKey}`);
      return run(module);
    },
  };
}
