import type { Json } from '../domain/json';
import type { Result } from '../domain/result';
import type { IsoTime } from '../domain/time';
import type { ConfluenceFailure } from './ports';

type Hidden = { code: 'PAGE_NOT_VISIBLE' };
type MayNotWrite = { code: 'NOT_PAGE_EDITOR' };
type Conflict = { code: 'CONFLICT' };

/** What is kept on a page beside its text, and what the app writes into it. */
export type PagePort = {
  /** null when the page has none. Every editor of the page may have written it, whatever it looks like. */
  readProperty(pageId: string, key: string): Promise<Result<PageProperty | null, Hidden | ConfluenceFailure>>;
  /** err CONFLICT when `seen` is not the stored version any more (0: there must be none). */
  writeProperty(
    pageId: string,
    property: PropertyWrite,
  ): Promise<Result<{ version: number }, Conflict | MayNotWrite | ConfluenceFailure>>;
};

/** `by` wrote this version of it, `at` that time: Confluence says so. */
export type PageProperty = { version: number; value: Json; by: string; at: IsoTime };

/** `message` stands beside the version, for whoever looks. */
export type PropertyWrite = { key: string; value: Json; seen: number; message: string };
