export { createConfluence, type ConfluenceDeps, type LocalConfluence } from './confluence';
export { viewerOf, APP_ACCOUNT_ID, type Viewer } from './rights';
export type { EditRefusal, NewPage, PageEdit, PageEdits } from './page-edits';
export type { NamedRestriction, PageNode, PageView, SiteModel, SpaceView } from './site-model';
export { readSiteSeed, type SiteSeed } from './site-seed';
export type { Block, MacroBlock, PageVersion, TextBlock } from './site-state';
