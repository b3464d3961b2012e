import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { StateFiles } from './types';

/** Storage secrets are in these files, so only the person who runs the host may read them. */
const OWNER_ONLY = 0o600;

/**
 * Plain JSON files in `folder`, one per name, each replaced as a whole so that a crash leaves the old one.
 * `write` takes a copy at once and writes it with the next turn of the event loop; writes of one name that
 * come faster than the disk are folded into the newest.
 * @throws on `read` when a file is there and is no JSON: starting empty would lose what a person has.
 */
export function createStateFiles(folder: string): StateFiles {
  mkdirSync(folder, { recursive: true });
  const unwritten = new Map<string, string>();
  let writing: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    for (let next = first(unwritten); next !== undefined; next = first(unwritten)) {
      const [name, text] = next;
      unwritten.delete(name);
      await writeFileAtomic(fileOf(folder, name), text, { mode: OWNER_ONLY });
    }
    writing = undefined;
  };
  const drained = (): Promise<void> => (writing ??= new Promise<void>(setImmediate).then(drain));

  return {
    read(name) {
      const waiting = unwritten.get(name);
      return waiting === undefined ? readJson(fileOf(folder, name)) : (JSON.parse(waiting) as unknown);
    },
    write(name, value) {
      unwritten.set(name, JSON.stringify(value));
      void drained();
    },
    async flush() {
      while (writing !== undefined || unwritten.size > 0) await drained();
    },
  };
}

function first(map: Map<string, string>): [string, string] | undefined {
  return map.entries().next().value;
}

function fileOf(folder: string, name: string): string {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`state: "${name}" is no name of a state file`);
  return path.join(folder, `${name}.json`);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error(`state: ${file} is no JSON; start with --fresh to begin again`, { cause });
  }
}
