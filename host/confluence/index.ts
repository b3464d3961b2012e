export { createConfluence, type ConfluenceDeps, type LocalConfluence } from './confluence';
export type { EditRefusal } from './page-edits';
export { viewerOf } from './rights';
export type { PageNode, PageView, SpaceView } from './site-model';
export { readSiteSeed, type SiteSeed } from './site-seed';
export type { Block, MacroBlock, PageVersion } from './site-state';
