import type { Confluence, Faults, HostClock, StateFiles } from '../types';
import { createSiteModel, type SiteModel } from './site-model';
import type { SiteSeed } from './site-seed';
import { openSiteStore } from './site-store';

export type ConfluenceDeps = {
  site: SiteSeed;
  clock: HostClock;
  state: StateFiles;
  /** Read at each request: `confluenceRateLimited`. */
  faults: Faults;
  /** The scopes that the manifest lists; they bind the app's own requests. */
  scopes: readonly string[];
};

/** The Confluence that the app talks to, and the same site for the host's own pages. */
export type LocalConfluence = Confluence & { site: SiteModel };

export const createConfluence = (deps: ConfluenceDeps): LocalConfluence => {
  const store = openSiteStore(deps);
  const site = createSiteModel(store);
  return {
    site,
    people: () => site.people(),
    request: (request) =>
      Promise.reject(new Error(`not implemented in the local host: ${request.method} ${request.url}`)),
  };
};
