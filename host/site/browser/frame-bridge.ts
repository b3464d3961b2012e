import { createRpc } from './app-frame/rpc';

/*
 * Runs first in every app frame and offers what @forge/bridge takes at import: `globalThis.__bridge.callBridge`.
 * The frame's parent is the site's page, on another origin.
 */
const rpc = createRpc(
  (message) => {
    window.parent.postMessage(message, '*');
  },
  (command) => {
    throw new Error(`The frame takes no command ${command}.`);
  },
);
addEventListener('message', (event) => {
  if (event.source === window.parent) rpc.receive(event.data);
});

type Location = { pathname: string; search: string; hash: string; state?: unknown; key: string };
type Listener = (location: Location, action: string) => void;

/** A history of the frame's own. `listen` must answer its unlisten at once, so it cannot live behind the bridge (facts/forge.md §3). */
const createHistory = () => {
  const listeners = new Set<Listener>();
  let count = 0;
  const parse = (to: string | Partial<Location>): Location => {
    count += 1;
    const url = typeof to === 'string' ? new URL(to, 'https://frame.invalid') : to;
    return {
      pathname: url.pathname ?? '/',
      search: url.search ?? '',
      hash: url.hash ?? '',
      key: String(count),
    };
  };
  const history = {
    action: 'POP',
    location: parse('/'),
    push: (to: string | Partial<Location>) => {
      go(to, 'PUSH');
    },
    replace: (to: string | Partial<Location>) => {
      go(to, 'REPLACE');
    },
    go: () => undefined,
    goBack: () => undefined,
    goForward: () => undefined,
    createHref: (to: Location) => to.pathname + to.search + to.hash,
    listen: (listener: Listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const go = (to: string | Partial<Location>, action: string) => {
    history.location = parse(to);
    history.action = action;
    for (const listener of listeners) listener(history.location, action);
  };
  return history;
};

Object.assign(globalThis, {
  __bridge: {
    callBridge: (command: string, data?: unknown) =>
      command === 'createHistory' ? Promise.resolve(createHistory()) : rpc.call(command, data),
  },
});
