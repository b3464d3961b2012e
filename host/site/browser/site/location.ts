import { useSyncExternalStore } from 'react';

const CHANGED = 'gatehouse:location';

const subscribe = (onChange: () => void) => {
  addEventListener('popstate', onChange);
  addEventListener(CHANGED, onChange);
  return () => {
    removeEventListener('popstate', onChange);
    removeEventListener(CHANGED, onChange);
  };
};

/** Goes to a page of the site without loading it anew. */
export const navigate = (to: string): void => {
  history.pushState(null, '', to);
  dispatchEvent(new Event(CHANGED));
  scrollTo(0, 0);
};

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** Plain clicks on links to the site's own pages stay in the page; so every `<a href>` works, Atlaskit's included. */
export const followLinks = (event: MouseEvent): void => {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.origin !== location.origin)
    return;
  if (!link.pathname.startsWith('/wiki/') || link.hash !== '') return;
  event.preventDefault();
  navigate(link.pathname + link.search);
};
