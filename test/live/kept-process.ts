import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that does not outlive us. */
export type KeptProcess = {
  /** The end of what it wrote, at most 16 KiB. */
  written(): string;
  /** How it ended by itself or was stopped; null while it runs. */
  exitCode(): number | null;
  /** Resolves when it has ended. */
  ended: Promise<void>;
  /** Kills it, at once: nothing of what it holds is wanted. */
  stop(): Promise<void>;
};

type Options = {
  command: string[];
  environment?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Removed when the process has ended, however that came. */
  folder?: string;
  /** Called with everything that it writes. */
  onText?: (text: string) => void;
};

/**
 * The shell between us and the process reads the pipe that we hold open. When this side ends, even by SIGKILL, the pipe closes, and
 * the shell kills the process and removes its folder: no handler of ours has to run for that.
 */
const KEEPER = `
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
kept=$!
{ cat <&3 >/dev/null; kill -KILL "$kept"; } 2>/dev/null &
# Nobody reads any more what the shell would say of a killed child: it would die of that before it has tidied up.
wait "$kept" 2>/dev/null
code=$?
[ -z "$folder" ] || rm -rf -- "$folder"
exit "$code"
`;

const KEPT_CHARACTERS = 16_384;

export const keepProcess = ({ command, environment, cwd, folder = '', onText }: Options): KeptProcess => {
  const child = spawn('/bin/sh', ['-c', KEEPER, 'keeper', folder, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(environment === undefined ? {} : { env: { ...process.env, ...environment } }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-KEPT_CHARACTERS);
      onText?.(more);
    });
  }
  const ended = once(child, 'exit').then(() => {
    child.stdin.destroy();
  });
  return {
    written: () => text,
    exitCode: () => child.exitCode,
    ended,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
};
