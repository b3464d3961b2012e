import { genesis } from '../../../src/domain/access/ledger';
import { NO_TABLE, type PageProjection } from '../../../src/domain/access/page-projection';
import { NOW } from './builders';

/** A page on which nothing was shown yet. */
export const aPageProjection = (over: Partial<PageProjection> = {}): PageProjection => ({
  v: 1,
  pageId: '131073',
  spaceId: '65537',
  rev: 1,
  property: {
    rev: 1,
    digest: 'd'.repeat(64),
    writtenRev: 0,
    head: genesis('space-65537'),
    at: NOW,
    writtenAt: 0,
  },
  alteration: null,
  table: NO_TABLE,
  barred: null,
  checkedAt: 0,
  ...over,
});
