import { z } from 'zod';
import type { HostClock, StateFiles } from '../types';
import { stateFromSeed } from './seed-state';
import type { SiteSeed } from './site-seed';
import type { SiteState } from './site-state';

/** The one place that holds the site's state. Whoever changes `state` calls `save` afterwards. */
export type SiteStore = {
  readonly state: SiteState;
  takeId(): string;
  /** ISO 8601, UTC. */
  now(): string;
  save(): void;
};

const STATE_NAME = 'confluence';
const savedState = z.looseObject({
  v: z.literal(1),
  nextId: z.number(),
  people: z.array(z.unknown()),
  pages: z.array(z.unknown()),
});

/**
 * Takes up what an earlier run saved, or starts from the seed.
 * @throws when the saved state is of another version: `npm start -- --fresh` begins again.
 */
export const openSiteStore = (deps: { site: SiteSeed; clock: HostClock; state: StateFiles }): SiteStore => {
  const saved = deps.state.read(STATE_NAME);
  const state =
    saved === undefined ? stateFromSeed(deps.site) : (savedState.parse(saved) as unknown as SiteState);
  return {
    state,
    takeId: () => String(state.nextId++),
    now: () => new Date(deps.clock.now()).toISOString(),
    save: () => {
      deps.state.write(STATE_NAME, state);
    },
  };
};
