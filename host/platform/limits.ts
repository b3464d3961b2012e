import type { AppManifest } from './manifest';

/** Modules that no person stands behind: asUser does not work in them. */
const WITHOUT_PERSON = new Set(['webtrigger', 'consumer', 'scheduledTrigger', 'trigger', 'preUninstall']);
const LONGER = new Set(['webtrigger', 'consumer', 'scheduledTrigger', 'action', 'preUninstall']);
const EXTENSIBLE = new Set(['consumer', 'scheduledTrigger']);
const SHORT_S = 25;
const LONG_S = 55;
const MAX_S = 900;

type FunctionModule = NonNullable<AppManifest['modules']['function']>[number];

export function hasPerson(moduleType: string): boolean {
  return !WITHOUT_PERSON.has(moduleType);
}

/**
 * How long a function may run, in seconds (developer.atlassian.com/platform/forge/limits-invocation): 25 for what
 * a person waits for, 55 for web triggers, actions, consumers and schedules, the last two up to `timeoutSeconds`.
 */
export function timeoutSecondsOf(module: FunctionModule | undefined, moduleType: string): number {
  if (!LONGER.has(moduleType)) return SHORT_S;
  return EXTENSIBLE.has(moduleType) ? Math.min(module?.timeoutSeconds ?? LONG_S, MAX_S) : LONG_S;
}

/** Request and response of an invocation, as JSON. */
export const MAX_PAYLOAD_BYTES = 5 * 1024 * 1024;
