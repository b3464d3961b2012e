import type { ConfluenceFailure } from '../../app/ports';
import type { PagePort, PageProperty } from '../../app/ports-of-pages';
import { err, ok, type Result } from '../../domain/result';
import type { IsoTime } from '../../domain/time';

/** What is on the pages of a site in memory, beside what they are called and who may see them. */
export type MemoryPages = {
  /** By `propertyName`. */
  properties: Map<string, PageProperty>;
};

export const noPages = (): MemoryPages => ({ properties: new Map() });

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
});
