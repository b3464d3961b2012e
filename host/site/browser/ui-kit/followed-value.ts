import { useState } from 'react';

/**
 * A field's value, kept here and not in the app: the app answers over an asynchronous bridge, and a field that waited for
 * it would lose letters typed meanwhile. The app's `value` is followed only when the app itself changes it: an echo of what
 * was typed, however late, changes nothing.
 */
export const useFollowedValue = <T>(fromApp: T | undefined, initial: T): [T, (next: T) => void] => {
  const sent = fromApp === undefined ? undefined : JSON.stringify(fromApp);
  const [own, setOwn] = useState(fromApp ?? initial);
  const [seen, setSeen] = useState(sent);
  const [echoes, setEchoes] = useState<readonly string[]>([]);
  if (sent !== seen) {
    setSeen(sent);
    const at = sent === undefined ? -1 : echoes.indexOf(sent);
    if (at >= 0) setEchoes(echoes.slice(at + 1));
    else if (fromApp !== undefined) {
      setOwn(fromApp);
      setEchoes([]);
    }
  }
  const change = (next: T) => {
    setOwn(next);
    if (fromApp !== undefined) setEchoes([...echoes.slice(-50), JSON.stringify(next)]);
  };
  return [own, change];
};
