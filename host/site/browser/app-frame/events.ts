type Listener = (payload: unknown) => void;

const listeners = new Map<string, Set<Listener>>();

/** Events between the app's frames and from the site to them (`events.on`, `events.emit` of @forge/bridge). */
export const appEvents = {
  on: (event: string, listener: Listener): (() => void) => {
    const set = listeners.get(event) ?? new Set();
    listeners.set(event, set.add(listener));
    return () => set.delete(listener);
  },
  emit: (event: string, payload: unknown): void => {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  },
};
