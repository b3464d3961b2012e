import { format } from 'node:util';
import type { LogLine } from '../../types';
import { scopes } from './invocation-scope';
import type { ToParent } from './messages';

const LEVELS: LogLine['level'][] = ['log', 'info', 'warn', 'error', 'debug'];

/** Sends what the app prints to the parent, with the invocation that printed it. */
export function captureConsole(send: (message: ToParent) => void): void {
  for (const level of LEVELS) {
    console[level] = (...args: unknown[]): void => {
      const scope = scopes.getStore();
      const source = { invocationId: scope?.invocationId ?? '', functionKey: scope?.functionKey ?? '' };
      send({ type: 'log', ...source, level, text: format(...args) });
    };
  }
}
