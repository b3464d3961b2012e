import path from 'node:path';
import type { JsonObject } from '../../src/domain/json';
import type { Faults, HostClock, Invocation, InvocationOutcome } from '../types';
import { type PlatformIds, type Random, uuidFrom } from './ids';
import type { Journal } from './journal';
import { hasPerson, MAX_PAYLOAD_BYTES, timeoutSecondsOf } from './limits';
import { type AppManifest, scopesOf } from './manifest';
import type { RunningInvocation } from './running';
import type { Backend } from './runtime/backend';
import type { ProcessResult } from './runtime/backend-process';
import type { InvokeMessage, RuntimeSeed } from './runtime/messages';

export type InvocationSettings = {
  manifest: AppManifest;
  ids: PlatformIds;
  backendDir: string;
  backend: Backend;
  running: Map<string, RunningInvocation>;
  journal: Journal;
  clock: HostClock;
  faults: Faults;
  random: Random;
};

/** What anonymous visitors share as an account id; no rights come with it. */
const ANONYMOUS = 'unidentified';

/** Runs one function of the app within its limits. Never rejects: whatever happens is an outcome. */
export function createInvoke(
  settings: InvocationSettings,
): (invocation: Invocation) => Promise<InvocationOutcome> {
  const { manifest, backend, running, journal, clock, faults } = settings;
  return async (invocation) => {
    const module = manifest.modules.function?.find(({ key }) => key === invocation.functionKey);
    if (module === undefined)
      return failure('FUNCTION_NOT_FOUND', `The manifest has no function ${invocation.functionKey}.`);
    const payload = hasPerson(invocation.moduleType)
      ? withTrustedContext(invocation, settings.ids)
      : invocation.payload;
    if (bytesOf(payload) > MAX_PAYLOAD_BYTES)
      return failure('PAYLOAD_TOO_LARGE', 'The payload is larger than 5 MB.');
    const seed = runtimeSeed(invocation, settings);
    const { invocationId } = seed.appContext;
    running.set(invocationId, {
      invocationId,
      functionKey: invocation.functionKey,
      moduleType: invocation.moduleType,
      accountId: seed.aaid,
      window: { since: clock.now(), used: 0 },
      callsLeft: takeKill(faults),
    });
    const limitMs = invocation.limitMs ?? timeoutSecondsOf(module, invocation.moduleType) * 1_000;
    const [file, exportName = 'handler'] = module.handler.split('.');
    const bundle = path.join(settings.backendDir, `${file ?? 'index'}.cjs`);
    const offsetMs = clock.now() - Date.now();
    const principal = principalOf(invocation);
    const message: InvokeMessage = {
      type: 'invoke',
      invocationId,
      bundle,
      exportName,
      payload,
      principal,
      runtime: seed,
      limitMs,
      offsetMs,
    };
    const outcome = outcomeOf(await backend.run(message));
    running.delete(invocationId);
    if (!outcome.ok)
      journal.log(
        { invocationId, functionKey: invocation.functionKey },
        'error',
        `${outcome.name}: ${outcome.message}`,
      );
    journal.ended(invocationId);
    return outcome;
  };
}

/** The fault counts for one invocation only. */
function takeKill(faults: Faults): number | undefined {
  const calls = faults.killAfterCalls;
  delete faults.killAfterCalls;
  return calls;
}

function principalOf({ moduleType, accountId }: Invocation): { accountId: string } | undefined {
  return hasPerson(moduleType) ? { accountId: accountId ?? ANONYMOUS } : undefined;
}

/**
 * Who calls and where the app is installed come from the host; all else in the context (extension, moduleKey,
 * localId) is what the browser said, and can be forged there as in Forge (app-context-security).
 */
function withTrustedContext({ payload, accountId }: Invocation, ids: PlatformIds): unknown {
  if (typeof payload !== 'object' || payload === null || !('context' in payload)) return payload;
  const claimed = payload.context as JsonObject;
  return {
    ...payload,
    context: {
      ...claimed,
      license: undefined,
      installation: undefined,
      accountId: accountId ?? ANONYMOUS,
      cloudId: ids.cloudId,
      installContext: ids.siteAri,
    },
  };
}

function runtimeSeed(
  invocation: Invocation,
  { manifest, ids, backendDir, random }: InvocationSettings,
): RuntimeSeed {
  const { functionKey, moduleKey, moduleType, accountId } = invocation;
  const invocationId = uuidFrom(random);
  return {
    appContext: {
      appId: ids.appId,
      appVersion: '1.0.0',
      environmentId: ids.environmentId,
      environmentType: 'DEVELOPMENT',
      invocationId,
      installationId: ids.installationId,
      functionKey,
      moduleType,
      moduleKey,
      license: undefined,
      permissions: { scopes: scopesOf(manifest), external: manifest.permissions?.external ?? {} },
    },
    contextAri: ids.siteAri,
    aaid: hasPerson(moduleType) ? (accountId ?? undefined) : undefined,
    installationId: ids.installationId,
    cloudId: ids.cloudId,
    license: undefined,
    appCodeDir: backendDir,
    traceId: invocationId.replaceAll('-', ''),
  };
}

function outcomeOf(result: ProcessResult): InvocationOutcome {
  if (!result.ok)
    return { ok: false, name: result.name, message: result.message, timedOut: 'timedOut' in result };
  if (Buffer.byteLength(result.json ?? '') > MAX_PAYLOAD_BYTES)
    return failure('RESPONSE_TOO_LARGE', 'The response is larger than 5 MB.');
  return { ok: true, value: result.json === undefined ? undefined : (JSON.parse(result.json) as unknown) };
}

function failure(name: string, message: string): InvocationOutcome {
  return { ok: false, name, message, timedOut: false };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value ?? null));
}
