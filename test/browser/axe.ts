import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
type Axe = { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };

/** What fades in is pale on its way: colours are looked at once everything that ends has ended. */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished)).then(() => null)`;

/** What axe finds serious or critical on the page, as `rule: element`. */
export const seriousProblems = async (page: Page): Promise<string[]> => {
  await page.evaluate(SETTLED);
  // Through the debugger, since the site's own policy lets no foreign script in.
  await page.evaluate(AXE);
  const violations = await page.evaluate(
    async () => (await (globalThis as unknown as { axe: Axe }).axe.run()).violations,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
};
