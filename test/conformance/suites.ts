import { kongPluginPrecedence } from './kong-plugin-precedence';
import type { Suite } from './suite';

/** Suite name → translator of its cases. One line per suite; the translator lives in the file of the same name. */
export const suites: ReadonlyMap<string, Suite> = new Map<string, Suite>([
  ['kong-plugin-precedence', kongPluginPrecedence],
]);
