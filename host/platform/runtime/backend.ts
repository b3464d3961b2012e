import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  type BackendProcess,
  type ProcessResult,
  type ProcessSettings,
  startBackendProcess,
} from './backend-process';
import { bundleChild } from './bundle-child';
import type { InvokeMessage } from './messages';

export type Backend = {
  run(message: InvokeMessage): Promise<ProcessResult>;
  /** Ends the process that runs now, as a crash would; the next invocation has a new one. */
  kill(): void;
  /** Later invocations run in a new process, which loads the bundle again; those under way finish in the old one. */
  renew(): void;
  setClock(offsetMs: number): void;
  close(): Promise<void>;
};

/** Keeps one process of the app's backend alive, started before it is needed. */
export async function createBackend(settings: Omit<ProcessSettings, 'file'>): Promise<Backend> {
  const file = await bundleChild();
  const alive = new Set<BackendProcess>();

  const start = (): BackendProcess => {
    const started = startBackendProcess({ ...settings, file });
    alive.add(started);
    void started.ended.then(() => alive.delete(started));
    return started;
  };
  let current = start();
  const usable = (): BackendProcess => (current.isUsable() ? current : (current = start()));

  return {
    run: (message) => usable().run(message),
    kill: () => {
      current.kill();
    },
    renew() {
      const old = current;
      current = start();
      old.retire();
    },
    setClock(offsetMs) {
      for (const each of alive) each.tell({ type: 'clock', offsetMs });
    },
    async close() {
      const ending = [...alive];
      for (const each of ending) each.kill();
      await Promise.all(ending.map((each) => each.ended));
      await rm(path.dirname(file), { recursive: true, force: true });
    },
  };
}
