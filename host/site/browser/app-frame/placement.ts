import type { AppModule } from '../../boot';
import { boot } from '../site/boot';
import { themeState } from '../site/theme';

/** One appearance of an app's module on a page of the site. */
export type Placement = {
  module: AppModule;
  /** The resource to load; differs from the module's own in configuration dialogs and modals. */
  resource: string;
  localId: string;
  /** What the module's type puts into `context.extension` (facts/forge.md §4). */
  extension: Record<string, unknown>;
  /** Takes what the app passed to `view.submit`; false tells the app that this view cannot be submitted. */
  onSubmit?: (payload: unknown) => boolean;
  /** Closes the view; absent where `view.close` has nothing to close. */
  onClose?: (payload: unknown) => void;
};

/** The answer to `view.getContext()`. */
export const contextOf = (placement: Placement) => ({
  ...boot.context,
  localId: placement.localId,
  moduleKey: placement.module.key,
  theme: themeState(),
  extension: { type: placement.module.type, ...placement.extension },
});

/** The bundler writes `<entry>.html` for a resource with an entry map and `index.html` for one without. */
export const frameAddress = (resource: string): string => {
  const [key = '', entry] = resource.split('/');
  return `${boot.framesOrigin}/ui/${encodeURIComponent(key)}/${encodeURIComponent(entry ?? 'index')}.html`;
};
