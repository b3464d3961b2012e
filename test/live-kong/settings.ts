import { z } from 'zod';

/** What `npm run live` tells the suites that it starts; they have no other way in. */
export type LiveKong = {
  url: string;
  token: string | null;
  /** The header that carries the token. */
  tokenHeader: string;
  /** Names and tags everything that this run creates. */
  run: string;
  mayWrite: boolean;
  /** Whether it held nothing: the writer's contract wants it for itself. */
  isEmpty: boolean;
};

const settings = z.object({
  url: z.string(),
  token: z.string().nullable(),
  tokenHeader: z.string(),
  run: z.string(),
  mayWrite: z.boolean(),
  isEmpty: z.boolean(),
});

/** In the environment, where no list of processes shows the token. */
export const LIVE_KONG = 'GATEHOUSE_LIVE_KONG';

export const liveKong = (): LiveKong => settings.parse(JSON.parse(process.env[LIVE_KONG] ?? 'null'));

/** Every entity that a run creates beside others carries it, and nothing else does. */
export const tagOf = ({ run }: Pick<LiveKong, 'run'>): string => `gatehouse-live-${run}`;
