import path from 'node:path';
import { watch } from 'chokidar';
import { bundleApp } from './build/bundle';
import { buildRenderer } from './build/renderer';

const QUIET_MS = 150;

/**
 * Bundles anew when the app's or the site's sources change, and calls `onBuilt` when something new came out. One build at a
 * time; what changes meanwhile is built right after. Failures are printed, and the last good bundles stay in use.
 * @returns stops watching.
 */
export const watchSources = (
  folders: { appDir: string; app: string },
  onBuilt: () => Promise<void>,
): (() => Promise<void>) => {
  const sources = ['src', 'static', 'manifest.yml'].map((name) => path.join(folders.appDir, name));
  const watcher = watch([...sources, path.join(__dirname, 'site/browser')], { ignoreInitial: true });
  let timer: NodeJS.Timeout | undefined;
  let building: Promise<void> = Promise.resolve();
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(() => rebuild(folders, onBuilt));
    }, QUIET_MS);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
    await building;
  };
};

const rebuild = async (
  folders: { appDir: string; app: string },
  onBuilt: () => Promise<void>,
): Promise<void> => {
  try {
    const app = await bundleApp({ appDir: folders.appDir, out: folders.app });
    if (!app.ok) {
      console.error(`The app could not be bundled; the last good one keeps running:\n${app.message}`);
      return;
    }
    const site = await buildRenderer();
    if (app.changed || site.changed) await onBuilt();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
};
