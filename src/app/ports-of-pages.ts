import type { AccessTable, TableText } from '../domain/access/access-table';
import type { Notice } from '../domain/access/notice';
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
  readTable(pageId: string): Promise<Result<StoredTable, Hidden | ConfluenceFailure>>;
  /** err CONFLICT when `seen` is not the page's version any more. */
  writeTable(
    pageId: string,
    write: TableWrite,
  ): Promise<Result<{ pageVersion: number }, Conflict | MayNotWrite | ConfluenceFailure>>;
  /** Whether the published page has a macro of ours. */
  hasMacro(pageId: string): Promise<Result<boolean, Hidden | ConfluenceFailure>>;
  /** Did whoever asks post a notice with this mark? */
  hasNotice(pageId: string, mark: string): Promise<Result<boolean, Hidden | ConfluenceFailure>>;
  /** One footer comment with a link to the page. */
  postNotice(
    pageId: string,
    notice: Notice,
  ): Promise<Result<true, Hidden | { code: 'MAY_NOT_COMMENT' } | ConfluenceFailure>>;
};

/** What stands of the access table on a page; empty: none of it. `pageVersion` is the page's own. */
export type StoredTable = { pageVersion: number; text: TableText };

/** One version of the page, whose history says `message`. Everything else on the page stays as it is. */
export type TableWrite = { table: AccessTable; seen: number; message: string };

/** `by` wrote this version of it, `at` that time: Confluence says so. */
export type PageProperty = { version: number; value: Json; by: string; at: IsoTime };

/** `message` stands beside the version, for whoever looks. */
export type PropertyWrite = { key: string; value: Json; seen: number; message: string };
