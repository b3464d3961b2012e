import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';

/** Where somebody wants to look at the screens: GATEHOUSE_SCREENSHOTS names a folder. */
export const picture = async (of: Locator, name: string): Promise<void> => {
  const folder = process.env['GATEHOUSE_SCREENSHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await of.screenshot({ path: path.join(folder, `${name}.png`) });
};
