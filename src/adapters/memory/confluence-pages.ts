import type { ConfluenceFailure } from '../../app/ports';
import type { PagePort, PageProperty } from '../../app/ports-of-pages';
import { textOfTable, type TableText } from '../../domain/access/access-table';
import type { Notice } from '../../domain/access/notice';
import { err, ok, type Result } from '../../domain/result';
import type { IsoTime } from '../../domain/time';

/** What is on the pages of a site in memory, beside what they are called and who may see them. */
export type MemoryPages = {
  /** By `propertyName`. */
  properties: Map<string, PageProperty>;
  /** By page: its versions from the second on, the latest last; the first has no access table. */
  tables: Map<string, MemoryVersion[]>;
  /** Pages without a macro of ours. */
  withoutMacro?: readonly string[];
  /** The first posted first. */
  notices: (Notice & { pageId: string; by: string })[];
};
export type MemoryVersion = { text: TableText; by: string; message: string };

export const noPages = (): MemoryPages => ({ properties: new Map(), tables: new Map(), notices: [] });

export const propertyName = (pageId: string, key: string): string => `${pageId} ${key}`;

/** How one asker stands to the site. */
export type PageAsker = {
  /** Who is written down as author. */
  as: string;
  now: () => IsoTime;
  call: <T, E extends { code: string }>(run: () => Result<T, E>) => Promise<Result<T, E | ConfluenceFailure>>;
  mayEdit: (pageId: string) => boolean;
  isVisible: (pageId: string) => boolean;
};

export const pagesOf = (site: MemoryPages, { as, now, call, mayEdit, isVisible }: PageAsker): PagePort => ({
  readProperty: (pageId, key) =>
    call(() =>
      isVisible(pageId)
        ? ok(site.properties.get(propertyName(pageId, key)) ?? null)
        : err({ code: 'PAGE_NOT_VISIBLE' as const }),
    ),
  writeProperty: (pageId, { key, value, seen }) =>
    call((): Result<{ version: number }, { code: 'CONFLICT' } | { code: 'NOT_PAGE_EDITOR' }> => {
      if (!mayEdit(pageId)) return err({ code: 'NOT_PAGE_EDITOR' });
      const name = propertyName(pageId, key);
      if ((site.properties.get(name)?.version ?? 0) !== seen) return err({ code: 'CONFLICT' });
      const version = seen + 1;
      site.properties.set(name, structuredClone({ version, value, by: as, at: now() }));
      return ok({ version });
    }),
  readTable: (pageId) =>
    call(() => {
      if (!isVisible(pageId)) return err({ code: 'PAGE_NOT_VISIBLE' as const });
      const versions = site.tables.get(pageId) ?? [];
      return ok({ pageVersion: versions.length + 1, text: versions.at(-1)?.text ?? [] });
    }),
  writeTable: (pageId, { table, seen, message }) =>
    call((): Result<{ pageVersion: number }, { code: 'CONFLICT' } | { code: 'NOT_PAGE_EDITOR' }> => {
      if (!mayEdit(pageId)) return err({ code: 'NOT_PAGE_EDITOR' });
      const versions = site.tables.get(pageId) ?? [];
      if (versions.length + 1 !== seen) return err({ code: 'CONFLICT' });
      site.tables.set(pageId, [...versions, { text: textOfTable(table), by: as, message }]);
      return ok({ pageVersion: seen + 1 });
    }),
  hasMacro: (pageId) =>
    call(() =>
      isVisible(pageId)
        ? ok(site.withoutMacro?.includes(pageId) !== true)
        : err({ code: 'PAGE_NOT_VISIBLE' as const }),
    ),
  hasNotice: (pageId, mark) =>
    call(() =>
      isVisible(pageId)
        ? ok(site.notices.some((one) => one.pageId === pageId && one.mark === mark && one.by === as))
        : err({ code: 'PAGE_NOT_VISIBLE' as const }),
    ),
  postNotice: (pageId, notice) =>
    call(() => {
      if (!isVisible(pageId)) return err({ code: 'PAGE_NOT_VISIBLE' as const });
      site.notices.push(structuredClone({ ...notice, pageId, by: as }));
      return ok(true as const);
    }),
});
