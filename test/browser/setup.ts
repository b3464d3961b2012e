import path from 'node:path';
import { bundleApp } from '../../host/build/bundle';
import { buildRenderer } from '../../host/build/renderer';
import { FIXTURE_APP, FIXTURE_OUT } from '../fixtures/fixture-app';

/** Once for all browser suites: unpacks Chromium, and bundles the app, the fixture app and the site's pages. Starts nothing. */
const setup = async (): Promise<void> => {
  const { default: packed } = await import('@sparticuz/chromium');
  process.env['GATEHOUSE_CHROMIUM'] = await packed.executablePath();
  // One after the other: each bundler run takes up to a gigabyte.
  for (const options of [{}, { appDir: FIXTURE_APP, out: FIXTURE_OUT }]) {
    const outcome = await bundleApp(options);
    if (!outcome.ok)
      throw new Error(
        `${path.basename(options.appDir ?? 'The app')} could not be bundled:\n${outcome.message}`,
      );
  }
  await buildRenderer();
};

export default setup;
