import type { LocalConfluence } from '../../confluence';
import type { LocalPlatform } from '../../platform';
import type { Faults, HostClock } from '../../types';
import type { SiteManifest } from '../manifest';

/** What the site needs of the other parts of the host. */
export type SiteDeps = {
  confluence: LocalConfluence;
  platform: LocalPlatform;
  clock: HostClock;
  /** Changed in place by the control addresses; every part reads it when it matters. */
  faults: Faults;
  /** The app's manifest as it was bundled; read again after each reload. */
  manifest(): SiteManifest;
  folders: { app: string; site: string };
  banner: string | null;
};

/** Where the two servers listen; known only after they do. */
export type Origins = { site: string; frames: string };
