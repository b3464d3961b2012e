import type { CallWindow } from './egress';

/** An invocation under way, as the parent sees it. */
export type RunningInvocation = {
  invocationId: string;
  functionKey: string;
  moduleType: string;
  /** The person who made the call; undefined for machines and anonymous visitors. */
  accountId: string | undefined;
  window: CallWindow;
  /** Platform calls until the process is ended on purpose (`faults.killAfterCalls`). */
  callsLeft: number | undefined;
};
