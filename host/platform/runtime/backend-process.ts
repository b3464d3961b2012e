import { type ChildProcess, fork } from 'node:child_process';
import type { LogSource } from '../journal';
import type { LogLine } from '../../types';
import type { InvokeMessage, ToChild, ToParent, WireAnswer, WireCall, WireResult } from './messages';

export type ProcessSettings = {
  /** The bundled child.ts. */
  file: string;
  memoryMB: number;
  /** All that the app finds in process.env, beside what node needs for itself. */
  variables: Record<string, string>;
  onCall: (invocationId: string, call: WireCall, signal: AbortSignal) => Promise<WireAnswer>;
  onLog: (source: LogSource, level: LogLine['level'], text: string) => void;
};

export type ProcessResult = WireResult | { ok: false; name: string; message: string; timedOut: true };

export type BackendProcess = {
  run(message: InvokeMessage): Promise<ProcessResult>;
  tell(message: ToChild): void;
  /** Ends the process at once; what runs in it fails. */
  kill(): void;
  /** Ends the process as soon as nothing runs in it. */
  retire(): void;
  readonly ended: Promise<void>;
  /** False once it was told to end, or has. */
  isUsable(): boolean;
};

type Running = { settle: (result: ProcessResult) => void };

const ENDED = {
  name: 'FUNCTION_PLATFORM_UNKNOWN_ERROR',
  message: 'The runtime ended before the function answered.',
};
const OUT_OF_MEMORY = {
  name: 'FUNCTION_OUT_OF_MEMORY',
  message: 'The function used more memory than it has.',
};
const STDERR_KEPT = 4_000;

/**
 * One node process with the app's backend. Names of failures are those of @forge/events' InvocationErrorCode.
 * At a function's deadline the process is killed: nothing else stops a busy loop. Others that run in it fail too.
 */
export function startBackendProcess(settings: ProcessSettings): BackendProcess {
  const child = forkChild(settings);
  const running = new Map<string, Running>();
  const aborts = new Map<number, AbortController>();
  let retiring = false;
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr = (stderr + data.toString()).slice(-STDERR_KEPT)));

  const ready = new Promise<void>((resolve) => {
    child.on('message', (message: ToParent) => {
      if (message.type === 'ready') resolve();
      else receive(message);
    });
    child.once('exit', () => {
      resolve();
    });
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', (exitCode, signal) => {
      for (const controller of aborts.values()) controller.abort();
      const failure = ranOutOfMemory(exitCode, signal, stderr) ? OUT_OF_MEMORY : ENDED;
      for (const [invocationId, { settle }] of running) {
        if (stderr !== '') settings.onLog({ invocationId, functionKey: '' }, 'error', stderr);
        settle({ ok: false, ...failure });
      }
      resolve();
    });
  });
  const tell = (message: ToChild): void => {
    // A process that ends meanwhile takes no answer, and its end is told below. Without a callback it would be thrown.
    if (child.connected) child.send(message, () => undefined);
  };
  const retireIfIdle = (): void => {
    if (retiring && running.size === 0) child.kill('SIGKILL');
  };

  const receive = (message: Exclude<ToParent, { type: 'ready' }>): void => {
    if (message.type === 'log') settings.onLog(message, message.level, message.text);
    else if (message.type === 'abort') aborts.get(message.callId)?.abort();
    else if (message.type === 'result') running.get(message.invocationId)?.settle(message.result);
    else void answer(message);
  };
  const answer = async ({ callId, invocationId, call }: ToParent & { type: 'call' }): Promise<void> => {
    const controller = new AbortController();
    aborts.set(callId, controller);
    const reply = await settings.onCall(invocationId, call, controller.signal);
    aborts.delete(callId);
    if (!controller.signal.aborted) tell({ type: 'answer', callId, answer: reply });
  };

  return {
    ended,
    tell,
    isUsable: () => !retiring && !child.killed && child.exitCode === null,
    kill: () => void child.kill('SIGKILL'),
    retire() {
      retiring = true;
      retireIfIdle();
    },
    async run(message) {
      await ready;
      if (!child.connected) return { ok: false, ...ENDED };
      const result = await new Promise<ProcessResult>((resolve) => {
        const timer = setTimeout(() => {
          resolve(timedOut(message.limitMs));
          child.kill('SIGKILL');
        }, message.limitMs);
        running.set(message.invocationId, {
          settle: (result) => {
            clearTimeout(timer);
            resolve(result);
          },
        });
        tell(message);
      });
      running.delete(message.invocationId);
      retireIfIdle();
      return result;
    },
  };
}

function forkChild({ file, memoryMB, variables }: ProcessSettings): ChildProcess {
  return fork(file, [], {
    execArgv: [`--max-old-space-size=${memoryMB}`],
    // Nothing of the host's own environment: Forge's functions see their variables and UTC.
    env: { TZ: 'UTC', ...variables },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}

function timedOut(limitMs: number): ProcessResult {
  const message = `Function timed out after ${limitMs / 1000} seconds.`;
  return { ok: false, name: 'FUNCTION_TIME_OUT', message, timedOut: true };
}

/** V8 ends the process with SIGABRT (134 from a shell) when the heap limit is reached. */
function ranOutOfMemory(exitCode: number | null, signal: string | null, stderr: string): boolean {
  return signal === 'SIGABRT' || exitCode === 134 || stderr.includes('heap out of memory');
}
