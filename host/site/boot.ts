import type { AccountId, Person, Platform } from '../types';

/** One module of the app's manifest, as far as the site shows or calls it. */
export type AppModule = {
  type: string;
  key: string;
  title: string;
  description: string;
  /** Address of an image (a path is on the frames' origin), or null for the generic app icon. */
  icon: string | null;
  /** Last part of the address of settings pages and space pages; null elsewhere. */
  route: string | null;
  /** `<resource>` or `<resource>/<entry>`; null for modules without a face. */
  resource: string | null;
  resolver: string | null;
  adfExport: string | null;
  /** The macro's configuration dialog. */
  config: { resource: string; title: string; openOnInsert: boolean } | null;
};

/** What the site's page knows before it asks for anything. Written into the page's HTML as JSON. */
export type Boot = {
  siteName: string;
  framesOrigin: string;
  me: Person | null;
  people: Person[];
  isConfluenceAdmin: boolean;
  app: { name: string; ids: Platform['ids'] };
  modules: AppModule[];
  /** The part of `view.getContext()` that is the same for every module (facts/forge.md §4). */
  context: {
    accountId?: AccountId;
    cloudId: string;
    environmentId: string;
    environmentType: 'DEVELOPMENT';
    locale: 'en-US';
    timezone: string;
    siteUrl: string;
    permissions: { scopes: string[]; external: object };
  };
  /** Said on top of every page, e.g. that the transport rules are lifted; null when there is nothing to say. */
  banner: string | null;
};

export const ADMIN_GROUP = 'confluence-administrators';
