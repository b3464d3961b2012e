import { createCaller } from '../../src/adapters/http/call';
import { aKongConnection } from '../contract/connections';
import type { LiveKong } from './settings';

/** The app's own way out, over whatever leads to the gateway: plain http and any port will do. */
export const callerOut = createCaller({
  fetch: (to, init) => fetch(to, init),
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
  transport: 'any',
});

/** The gateway that was named, or another address with its credential, as the adapters are given it. */
export const accessTo = ({ url, token, tokenHeader }: LiveKong, at = url) => ({
  connection: aKongConnection({
    type: 'admin',
    url: at,
    workspace: null,
    tokenHeader: token === null ? null : tokenHeader,
  }),
  secrets: token === null ? null : { current: token },
});
