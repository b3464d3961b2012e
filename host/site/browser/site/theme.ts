import { useSyncExternalStore } from 'react';
import { setGlobalTheme } from '@atlaskit/tokens/set-global-theme';

export type ColorMode = 'light' | 'dark';

const STORED = 'gatehouse-color-mode';
const CHANGED = 'gatehouse:theme';

const colorMode = (): ColorMode => {
  const asked = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem(STORED);
  return asked === 'dark' ? 'dark' : 'light';
};

/** What `view.getContext().theme` and FORGE_CORE_THEME_CHANGED tell an app. */
export const themeState = () => ({
  colorMode: colorMode(),
  dark: 'dark',
  light: 'light',
  spacing: 'spacing',
  typography: 'typography',
});

const apply = () =>
  setGlobalTheme({
    colorMode: colorMode(),
    light: 'light',
    dark: 'dark',
    spacing: 'spacing',
    typography: 'typography',
  });

/** Without this call no token has a value (facts/forge.md §9.8). */
export const startTheme = (): Promise<unknown> => apply();

export const switchTheme = (mode: ColorMode): void => {
  localStorage.setItem(STORED, mode);
  const url = new URL(location.href);
  url.searchParams.delete('theme');
  history.replaceState(null, '', url);
  void apply();
  dispatchEvent(new Event(CHANGED));
};

const subscribe = (onChange: () => void) => {
  addEventListener(CHANGED, onChange);
  return () => {
    removeEventListener(CHANGED, onChange);
  };
};

export const useColorMode = (): ColorMode => useSyncExternalStore(subscribe, colorMode);
